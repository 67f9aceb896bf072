package secret

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// Reasons why Open fails. Neither goes away by trying again.
var (
	ErrOpen   = errors.New("secret: the sealed value does not open: it was sealed under another key or for another place, or it is damaged; restore the key it was sealed with, or enter the secret anew")
	ErrFormat = errors.New("secret: the sealed value has an unknown format: a newer Heed wrote it, or it is damaged")
)

// formatLocal is the first byte of a value sealed as AES-256-GCM under a key
// held in memory: the byte, a nonce of 12 bytes, the ciphertext, a tag of 16
// bytes. Other adapters take other numbers.
const formatLocal = 1

// hashDigits is the length of a hash: 128 bits, far beyond chance collisions.
const hashDigits = 32

// Key is a Box and a Hasher over one root key. Sealing and hashing use
// different keys derived from it, so neither can be turned against the other.
type Key struct {
	aead cipher.AEAD
	hash []byte
}

var (
	_ Box    = (*Key)(nil)
	_ Hasher = (*Key)(nil)
)

// FromKey returns the Key of a root key, which must be KeySize random bytes.
func FromKey(root []byte) (*Key, error) {
	if len(root) != KeySize {
		return nil, fmt.Errorf("secret: the root key has %d bytes, want %d random ones", len(root), KeySize)
	}
	sealing, err := derive(root, "heed seal v1")
	if err != nil {
		return nil, err
	}
	hashing, err := derive(root, "heed hash v1")
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(sealing)
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	return &Key{aead: aead, hash: hashing}, nil
}

// derive makes an independent key for one purpose (RFC 5869, without salt).
func derive(root []byte, purpose string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, root, nil, purpose, KeySize)
	if err != nil {
		return nil, fmt.Errorf("secret: deriving a key: %w", err)
	}
	return key, nil
}

// Seal implements Box. It never fails.
func (k *Key) Seal(_ context.Context, plaintext, aad []byte) ([]byte, error) {
	return k.aead.Seal([]byte{formatLocal}, nil, plaintext, bound(aad)), nil
}

// Open implements Box.
func (k *Key) Open(_ context.Context, sealed, aad []byte) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] != formatLocal {
		return nil, ErrFormat
	}
	plaintext, err := k.aead.Open(nil, nil, sealed[1:], bound(aad))
	if err != nil {
		return nil, ErrOpen
	}
	return plaintext, nil
}

// bound authenticates the format together with the place.
func bound(aad []byte) []byte { return append([]byte{formatLocal}, aad...) }

// Hash implements Hasher: the first half of an HMAC-SHA256. Each part follows
// its length, so that ("ab", "c") and ("a", "bc") differ.
func (k *Key) Hash(parts ...string) string {
	mac := hmac.New(sha256.New, k.hash)
	for _, part := range parts {
		mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		mac.Write([]byte(part))
	}
	return hex.EncodeToString(mac.Sum(nil))[:hashDigits]
}

// Format writes a mask for every verb, so that no key is ever printed.
func (k Key) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, "secret.Key(***)") }
