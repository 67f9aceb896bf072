package kms

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/heed-cs/heed/shared/cloud"
)

// script is a KMS that gives its answers one after the other, the last for ever.
type script struct {
	answers []string // bodies; an error's holds __type, and "" is a broken connection
	status  int      // of what is no answer
	asked   []*http.Request
	bodies  []map[string]any
}

func (s *script) Do(r *http.Request) (*http.Response, error) {
	var body map[string]any
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		return nil, err
	}
	answer := s.answers[min(len(s.asked), len(s.answers)-1)]
	s.asked, s.bodies = append(s.asked, r), append(s.bodies, body)
	if answer == "" {
		return nil, errors.New("unexpected EOF")
	}
	status := http.StatusOK
	if strings.Contains(answer, "__type") || strings.HasPrefix(answer, "<") {
		status = s.status
	}
	return &http.Response{StatusCode: status, Body: io.NopCloser(bytes.NewBufferString(answer))}, nil
}

func scripted(status int, answers ...string) (*Wrapper, *script) {
	s := &script{answers: answers, status: status}
	return New(aws.Config{Region: "eu-central-1", HTTPClient: s, Credentials: aws.CredentialsProviderFunc(
		func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "hidden", SessionToken: "token"}, nil
		})}, "1234-key"), s
}

const throttled = `{"__type":"ThrottlingException","message":"as told"}`

func TestGenerateAsksForAKey(t *testing.T) {
	w, s := scripted(200, `{"CiphertextBlob":"d3JhcHBlZA==","KeyId":"arn","Plaintext":"cm9vdA=="}`)
	wrapped, err := w.Generate(t.Context())
	if err != nil || string(wrapped) != "wrapped" {
		t.Fatalf("Generate = %q, %v", wrapped, err)
	}
	wantCall(t, s, "TrentService.GenerateDataKey",
		`{"EncryptionContext":{"heed":"root key"},"KeyId":"1234-key","KeySpec":"AES_256"}`)
}

func TestUnwrapAsksForTheKey(t *testing.T) {
	w, s := scripted(200, `{"KeyId":"arn","Plaintext":"cm9vdA=="}`)
	root, err := w.Unwrap(t.Context(), []byte("wrapped"))
	if err != nil || string(root) != "root" {
		t.Fatalf("Unwrap = %q, %v", root, err)
	}
	wantCall(t, s, "TrentService.Decrypt",
		`{"CiphertextBlob":"d3JhcHBlZA==","EncryptionContext":{"heed":"root key"},"KeyId":"1234-key"}`)
}

func wantCall(t *testing.T, s *script, target, body string) {
	t.Helper()
	r := s.asked[0]
	got, _ := json.Marshal(s.bodies[0])
	if r.Header.Get("X-Amz-Target") != target || string(got) != body {
		t.Errorf("asked %s %s, want %s %s", r.Header.Get("X-Amz-Target"), got, target, body)
	}
	if r.Method != "POST" || r.URL.String() != "https://kms.eu-central-1.amazonaws.com" || r.Header.Get("Content-Type") != "application/x-amz-json-1.1" {
		t.Errorf("asked with %s %s, %s", r.Method, r.URL, r.Header.Get("Content-Type"))
	}
	auth := r.Header.Get("Authorization")
	if !strings.Contains(auth, "/eu-central-1/kms/aws4_request") || !strings.Contains(auth, "x-amz-target") || r.Header.Get("X-Amz-Security-Token") != "token" {
		t.Errorf("signed with %s", auth)
	}
}

func TestWhatPassesIsTriedAgain(t *testing.T) {
	for name, trouble := range map[string]string{"throttled": throttled, "broken": "", "failed": `{"__type":"KMSInternalException"}`, "between": "<html>"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, s := scripted(503, trouble, trouble, `{"Plaintext":"cm9vdA=="}`)
				if root, err := w.Unwrap(t.Context(), []byte("wrapped")); err != nil || string(root) != "root" || len(s.asked) != 3 {
					t.Errorf("Unwrap = %q, %v after %d calls", root, err, len(s.asked))
				}
			})
		})
	}
}

func TestMistakesTellTheFix(t *testing.T) {
	for code, fix := range map[string]string{
		"com.amazonaws.kms#AccessDeniedException": "Policies of this function",
		"NotFoundException":                       "deploy the stack",
		"DisabledException":                       "enable the KMS key",
		"KMSInvalidStateException":                "cancel its deletion",
		"ExpiredTokenException":                   "fetch fresh ones",
	} {
		w, s := scripted(400, `{"__type":"`+code+`","message":"as told"}`)
		_, err := w.Generate(t.Context())
		if _, typed := errors.AsType[*cloud.Misconfigured](err); !typed || !strings.Contains(err.Error(), fix) || !strings.Contains(err.Error(), "1234-key") {
			t.Errorf("%s: %v, want %q and the key", code, err, fix)
		}
		if len(s.asked) != 1 {
			t.Errorf("%s: asked %d times", code, len(s.asked))
		}
	}
}

func TestAnAnswerThatCannotBeReadIsAnError(t *testing.T) {
	w, _ := scripted(200, `{"Plaintext":`)
	if root, err := w.Unwrap(t.Context(), []byte("wrapped")); err == nil || root != nil {
		t.Errorf("Unwrap = %q, %v", root, err)
	}
}
