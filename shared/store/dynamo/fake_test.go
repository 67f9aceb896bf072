package dynamo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/heed-cs/heed/shared/store/dynamo"
)

// script is a DynamoDB that gives its answers one after the other, the last for
// ever, and keeps what it was asked. It needs no network, so it works in bubbles.
type script struct {
	t       *testing.T
	answers []reply
	asked   []call
}

type call struct {
	action string
	body   map[string]any
}

// reply is an answer; status 0 is a broken connection.
type reply struct {
	status int
	body   string
}

func ok(body string) reply { return reply{http.StatusOK, body} }

// refuse is an error as DynamoDB says it.
func refuse(code string, more ...string) reply {
	return reply{http.StatusBadRequest, `{"__type":"com.amazonaws.dynamodb.v20120810#` + code + `","message":"as told"` + strings.Join(more, "") + `}`}
}

// cancel cancels a transaction for the reasons, which are codes or whole reasons.
func cancel(reasons ...string) reply {
	for i, r := range reasons {
		if !strings.HasPrefix(r, "{") {
			reasons[i] = `{"Code":"` + r + `"}`
		}
	}
	return refuse("TransactionCanceledException", `,"CancellationReasons":[`, strings.Join(reasons, ","), `]`)
}

var (
	broken   = reply{}
	failed   = reply{http.StatusInternalServerError, `{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"as told"}`}
	throttle = refuse("ProvisionedThroughputExceededException")
)

func (s *script) Do(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	c := call{action: action}
	if err := json.NewDecoder(r.Body).Decode(&c.body); err != nil {
		s.t.Errorf("asked %s with a body that is no JSON: %v", action, err)
	}
	answer := s.answers[min(len(s.asked), len(s.answers)-1)]
	s.asked = append(s.asked, c)
	if answer.status == 0 {
		return nil, errors.New("connection reset by peer")
	}
	return &http.Response{
		StatusCode: answer.status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(bytes.NewBufferString(answer.body)), Request: r,
	}, nil
}

// scripted is a table at a DynamoDB that answers so.
func scripted(t *testing.T, answers ...reply) (*dynamo.Table, *script) {
	s := &script{t: t, answers: answers}
	return dynamo.New(dynamodb.New(dynamodb.Options{
		Region: "us-east-1", HTTPClient: s, Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	}), "heed"), s
}

// actions are what was asked, in order.
func (s *script) actions() string {
	var all []string
	for _, c := range s.asked {
		all = append(all, c.action)
	}
	return strings.Join(all, " ")
}
