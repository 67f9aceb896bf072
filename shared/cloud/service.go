package cloud

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

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// maxAnswer is more than SQS answers, of which ten messages of 256 KiB are the most.
const maxAnswer = 8 << 20

// Service is a service of AWS that is called without a client of the SDK, in the
// SDK's JSON protocol and signed by its signer: for the few calls that Heed makes
// of it, a client would make every cold start longer.
type Service struct {
	name    string // such as "KMS"
	target  string // what its actions are named under, such as "TrentService"
	version string // of the protocol
	config  aws.Config
	signer  *v4.Signer
}

// NewService makes a service. It calls nobody.
func NewService(config aws.Config, name, target, version string) *Service {
	return &Service{name: name, target: target, version: version, config: config, signer: v4.NewSigner()}
}

// Call makes one call, and tries nothing again. An error of AWS has its code; a
// connection that broke is a smithyhttp.RequestSendError, which passes.
func (s *Service) Call(ctx context.Context, action string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	signed, err := s.sign(ctx, action, body)
	if err != nil {
		return err
	}
	status, text, err := s.send(signed)
	switch {
	case err != nil:
		return &smithyhttp.RequestSendError{Err: err}
	case status != http.StatusOK:
		return failure(status, text)
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("the answer cannot be read: %w", err)
	}
	return nil
}

func (s *Service) send(r *http.Request) (status int, text []byte, err error) {
	res, err := s.config.HTTPClient.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	text, err = io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	return res.StatusCode, text, err
}

func (s *Service) sign(ctx context.Context, action string, body []byte) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, Endpoint(s.config, s.name), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-"+s.version)
	r.Header.Set("X-Amz-Target", s.target+"."+action)
	credentials, err := s.config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(body)
	return r, s.signer.SignHTTP(ctx, credentials, r, hex.EncodeToString(hash[:]), strings.ToLower(s.name), s.config.Region, time.Now())
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
