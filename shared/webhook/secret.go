package webhook

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
)

// secretPrefix marks a text as a webhook secret, for readers and for scanners of leaked secrets.
const secretPrefix = "whsec_"

// The lengths of a secret in bytes: what the standard asks for, and what NewSecret makes.
const (
	minSecret = 24
	maxSecret = 64
	newSecret = 32
)

// ErrSecret says that a text is no webhook secret.
var ErrSecret = errors.New("webhook: the secret must be whsec_ followed by 24 to 64 bytes in padded standard base64")

// Secret is the key an endpoint and its sender share. The zero value is no
// secret: it signs and verifies nothing. Printing one shows only a mask; Reveal
// shows the text.
type Secret struct{ key []byte }

// NewSecret draws a secret of 32 bytes from rand, which should be crypto/rand.Reader.
func NewSecret(rand io.Reader) (Secret, error) {
	key := make([]byte, newSecret)
	if _, err := io.ReadFull(rand, key); err != nil {
		return Secret{}, fmt.Errorf("webhook: drawing a secret: %w", err)
	}
	return Secret{key}, nil
}

// ParseSecret reads the text of a secret. The prefix may be missing, as some
// tools show secrets without it; everything else is strict, because two texts
// of one key would look like two secrets. The error is ErrSecret.
func ParseSecret(text string) (Secret, error) {
	encoded := strings.TrimPrefix(text, secretPrefix)
	key, err := base64.StdEncoding.DecodeString(encoded)
	// The decoder skips line breaks and stray last bits; encoding again finds both.
	if err != nil || base64.StdEncoding.EncodeToString(key) != encoded {
		return Secret{}, ErrSecret
	}
	if len(key) < minSecret || len(key) > maxSecret {
		return Secret{}, ErrSecret
	}
	return Secret{key}, nil
}

// Reveal returns the text of the secret, for showing it once and for sealing it.
func (s Secret) Reveal() string {
	return secretPrefix + base64.StdEncoding.EncodeToString(s.key)
}

// String returns a mask.
func (s Secret) String() string { return secretPrefix + "***" }

// Format writes the mask for every verb: %x and %d would print the key otherwise.
func (s Secret) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, s.String()) }
