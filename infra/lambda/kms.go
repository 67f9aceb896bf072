package lambda

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// keyService stands for KMS. It wraps with a key made from the key's id, so it
// keeps nothing, opens after a restart what it wrapped before, and protects nothing.
type keyService struct{}

type keyRequest struct {
	KeyID             string `json:"KeyId"`
	CiphertextBlob    []byte
	EncryptionContext map[string]string
}

// ServeHTTP answers GenerateDataKey and Decrypt.
func (k keyService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in keyRequest
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.KeyID == "" {
		refuse(w, "ValidationException")
		return
	}
	switch action := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "TrentService."); action {
	case "GenerateDataKey":
		plain := []byte(rand.Text() + rand.Text())[:32]
		answerJSON(w, map[string]any{"KeyId": in.KeyID, "Plaintext": plain, "CiphertextBlob": in.seal(plain)})
	case "Decrypt":
		plain, err := in.open()
		if err != nil {
			refuse(w, "InvalidCiphertextException")
			return
		}
		answerJSON(w, map[string]any{"KeyId": in.KeyID, "Plaintext": plain})
	default:
		refuse(w, "UnsupportedOperationException")
	}
}

func (in keyRequest) seal(plain []byte) []byte {
	return in.cipher().Seal(nil, nil, plain, in.context())
}

func (in keyRequest) open() ([]byte, error) {
	return in.cipher().Open(nil, nil, in.CiphertextBlob, in.context())
}

func (in keyRequest) cipher() cipher.AEAD {
	key := sha256.Sum256([]byte(in.KeyID))
	block, err := aes.NewCipher(key[:])
	if err == nil {
		var sealed cipher.AEAD
		if sealed, err = cipher.NewGCMWithRandomNonce(block); err == nil {
			return sealed
		}
	}
	panic(err) // a key of 32 bytes is right
}

// context is what binds the wrapped to its purpose.
func (in keyRequest) context() []byte {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(in.EncryptionContext)) {
		fmt.Fprintf(&b, "%q=%q\n", name, in.EncryptionContext[name])
	}
	return []byte(b.String())
}

func refuse(w http.ResponseWriter, code string) {
	w.WriteHeader(http.StatusBadRequest)
	answerJSON(w, map[string]string{"__type": code})
}

func answerJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	_ = json.NewEncoder(w).Encode(v) // the caller may be gone
}
