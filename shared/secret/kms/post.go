package kms

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/heed-cs/heed/shared/cloud"
)

// maxAnswer is far more than KMS answers.
const maxAnswer = 64 << 10

// post makes one call, in the protocol JSON 1.1 of AWS.
func (w *Wrapper) post(ctx context.Context, action string, r request) (a answer, err error) {
	body, err := json.Marshal(r)
	if err != nil {
		return a, err
	}
	signed, err := w.sign(ctx, action, body)
	if err != nil {
		return a, err
	}
	res, err := w.config.HTTPClient.Do(signed)
	if err != nil {
		return a, &smithyhttp.RequestSendError{Err: err} // which passes
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return a, err
	}
	if res.StatusCode != http.StatusOK {
		return a, failure(res.StatusCode, text)
	}
	if err := json.Unmarshal(text, &a); err != nil {
		return a, fmt.Errorf("the answer cannot be read: %w", err)
	}
	return a, nil
}

func (w *Wrapper) sign(ctx context.Context, action string, body []byte) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, cloud.Endpoint(w.config, "KMS"), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "TrentService."+action)
	credentials, err := w.config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(body)
	return r, w.signer.SignHTTP(ctx, credentials, r, hex.EncodeToString(hash[:]), "kms", w.config.Region, time.Now())
}

// failure reads an error of AWS. One without a code comes from something between,
// and passes when it is a server's.
func failure(status int, text []byte) error {
	var said struct {
		Type    string `json:"__type"`
		Message string `json:"message"`
	}
	_ = json.Unmarshal(text, &said) // what cannot be read has no code
	code := said.Type[strings.LastIndexByte(said.Type, '#')+1:]
	if code == "" && status >= http.StatusInternalServerError {
		code = "ServiceUnavailable"
	}
	return &smithy.GenericAPIError{Code: code, Message: fmt.Sprintf("%s (status %d)", said.Message, status)}
}
