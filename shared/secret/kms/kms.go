// Package kms lets AWS KMS wrap the installation's root key: a secret.Wrapper.
//
// A function that starts wakes it, once. It asks KMS over the network and writes
// nothing; the wrapped key is kept elsewhere. What passes by itself is tried again
// until 2 s of the caller's deadline remain; a missing permission, a disabled key
// and the like come back as a *cloud.Misconfigured that tells the fix.
//
// It makes two calls without the SDK's client, which would make every cold start
// a fifth longer.
package kms

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/heed-cs/heed/shared/cloud"
	"github.com/heed-cs/heed/shared/secret"
)

// purpose binds the wrapped key to what it is for, and shows in the log of KMS. It
// names no table, so that a backup opens under another name.
var purpose = map[string]string{"heed": "root key"}

// Wrapper wraps with one KMS key.
type Wrapper struct {
	service *cloud.Service
	keyID   string
}

var _ secret.Wrapper = (*Wrapper)(nil)

// New wraps with the key of the id, its ARN or its alias.
func New(config aws.Config, keyID string) *Wrapper {
	return &Wrapper{service: cloud.NewService(config, "KMS", "TrentService", "1.1"), keyID: keyID}
}

// request and answer hold what the two calls take and give; byte strings travel as base64.
type request struct {
	KeyID             string `json:"KeyId"`
	KeySpec           string `json:",omitempty"`
	CiphertextBlob    []byte `json:",omitempty"`
	EncryptionContext map[string]string
}

type answer struct {
	CiphertextBlob []byte
	Plaintext      []byte
}

// Generate makes a root key and returns it wrapped. What it looks like unwrapped
// is dropped: the caller unwraps the key that was kept, whoever made it.
func (w *Wrapper) Generate(ctx context.Context) ([]byte, error) {
	a, err := w.call(ctx, "GenerateDataKey", request{KeyID: w.keyID, KeySpec: "AES_256", EncryptionContext: purpose})
	return a.CiphertextBlob, err
}

// Unwrap returns the root key.
func (w *Wrapper) Unwrap(ctx context.Context, wrapped []byte) ([]byte, error) {
	a, err := w.call(ctx, "Decrypt", request{KeyID: w.keyID, CiphertextBlob: wrapped, EncryptionContext: purpose})
	return a.Plaintext, err
}

func (w *Wrapper) call(ctx context.Context, action string, r request) (a answer, err error) {
	err = cloud.Patiently(ctx, cloud.Passing, func() error { return w.service.Call(ctx, action, r, &a) })
	return a, cloud.Explain("kms: "+action+" with the key "+w.keyID, err)
}
