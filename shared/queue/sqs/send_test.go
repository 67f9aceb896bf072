package sqs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/heed-cs/heed/shared/cloud"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/queue/sqs"
)

// script is an SQS that gives its answers one after the other, the last for ever,
// and keeps what it was asked. It needs no network, so it works in bubbles.
type script struct {
	t       *testing.T
	answers []func(batch) (int, string)
	asked   []batch
}

type batch struct {
	Entries []struct {
		ID           string `json:"Id"`
		Body         string `json:"MessageBody"`
		Group        string `json:"MessageGroupId"`
		DelaySeconds int
		System       map[string]struct{ StringValue string } `json:"MessageSystemAttributes"`
	}
}

func (s *script) Do(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	var b batch
	if err := json.NewDecoder(r.Body).Decode(&b); err != nil {
		s.t.Errorf("asked with a body that is no JSON: %v", err)
	}
	answer := s.answers[min(len(s.asked), len(s.answers)-1)]
	s.asked = append(s.asked, b)
	status, body := answer(b)
	if status == 0 {
		return nil, errors.New("connection reset by peer")
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(bytes.NewBufferString(body)), Request: r,
	}, nil
}

func scripted(t *testing.T, answers ...func(batch) (int, string)) (*sqs.Queue, *script) {
	s := &script{t: t, answers: answers}
	return sqs.New(aws.Config{
		Region: "us-east-1", HTTPClient: s,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	}, "https://sqs.us-east-1.amazonaws.com/1/heed-signals"), s
}

// keepBut keeps all messages but those whose bodies are named.
func keepBut(bodies ...string) func(batch) (int, string) {
	return func(b batch) (int, string) {
		var failed []string
		for _, e := range b.Entries {
			if slices.Contains(bodies, e.Body) {
				failed = append(failed, fmt.Sprintf(`{"Id":%q,"Code":"InternalError","SenderFault":false}`, e.ID))
			}
		}
		return http.StatusOK, `{"Successful":[],"Failed":[` + strings.Join(failed, ",") + `]}`
	}
}

func refuse(code string) func(batch) (int, string) {
	return func(batch) (int, string) {
		return http.StatusBadRequest, `{"__type":"com.amazonaws.sqs#` + code + `","message":"as told"}`
	}
}

func broken(batch) (int, string) { return 0, "" }

func messages(n int) []queue.Message {
	msgs := make([]queue.Message, n)
	for i := range msgs {
		msgs[i] = queue.Message{Body: fmt.Append(nil, i)}
	}
	return msgs
}

// TestSendTellsXRay holds that a message says which invocation sent it.
func TestSendTellsXRay(t *testing.T) {
	const header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
	q, s := scripted(t, keepBut())
	ctx := context.WithValue(t.Context(), "x-amzn-trace-id", header) //lint:ignore SA1029 it is the key of Lambda's runtime
	if err := errors.Join(q.Send(ctx, messages(1)...), q.Send(t.Context(), messages(1)...)); err != nil {
		t.Fatal(err)
	}
	if got := s.asked[0].Entries[0].System["AWSTraceHeader"].StringValue; got != header {
		t.Errorf("sent with the trace %q", got)
	}
	if s.asked[1].Entries[0].System != nil {
		t.Errorf("without a trace sent with %v", s.asked[1].Entries[0].System)
	}
}

// TestSendNamesWhatWasNotKept sends 25 messages, which are three calls.
func TestSendNamesWhatWasNotKept(t *testing.T) {
	always := func(answer func(batch) (int, string)) []func(batch) (int, string) {
		return slices.Repeat([]func(batch) (int, string){answer}, 1000)
	}
	for _, c := range []struct {
		name    string
		answers []func(batch) (int, string)
		failed  []int  // of a *queue.Partial
		want    string // in the error; empty for none
	}{
		{"all kept", always(keepBut()), nil, ""},
		{"some refused", always(keepBut("3", "10", "24")), []int{3, 10, 24}, "InternalError"},
		{"throttled", append(always(refuse("RequestThrottled"))[:4], keepBut()), nil, ""},
		{"a connection breaks", append(always(broken)[:2], keepBut()), nil, ""},
		{"away", always(broken), nil, "connection reset"},
		{
			"away after the first call", append([]func(batch) (int, string){keepBut("3")}, always(broken)...),
			append([]int{3}, indexes(10, 25)...), "connection reset",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q, _ := scripted(t, c.answers...)
				ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
				defer cancel()
				err := q.Send(ctx, messages(25)...)
				if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
					t.Errorf("Send = %v, want %q", err, c.want)
				}
				var failed []int
				if partial, ok := errors.AsType[*queue.Partial](err); ok {
					failed = partial.Failed
				}
				if !slices.Equal(failed, c.failed) || ctx.Err() != nil {
					t.Errorf("not kept: %v, want %v; context %v", failed, c.failed, ctx.Err())
				}
			})
		})
	}
}

func indexes(from, to int) (all []int) {
	for i := from; i < to; i++ {
		all = append(all, i)
	}
	return all
}

func TestSendTellsGroupAndDelay(t *testing.T) {
	q, s := scripted(t, keepBut())
	err := q.Send(t.Context(), queue.Message{Body: []byte("a"), Group: "ep_1", Delay: 1500 * time.Millisecond}, queue.Message{Body: []byte("b")})
	if err != nil {
		t.Fatal(err)
	}
	first, second := s.asked[0].Entries[0], s.asked[0].Entries[1]
	if first.Group != "ep_1" || first.DelaySeconds != 2 || second.Group != "" || second.DelaySeconds != 0 {
		t.Errorf("sent %+v and %+v", first, second)
	}
}

func TestSendAsksNobodyForNothing(t *testing.T) {
	q, s := scripted(t, keepBut())
	if err := q.Send(t.Context()); err != nil || len(s.asked) > 0 {
		t.Errorf("Send = %v after %d calls", err, len(s.asked))
	}
}

func TestMistakesTellTheFix(t *testing.T) {
	for code, fix := range map[string]string{
		"QueueDoesNotExist":     "deploy the stack",
		"AccessDeniedException": "Policies of this function",
		"ExpiredTokenException": "fetch fresh ones",
	} {
		q, s := scripted(t, refuse(code))
		_, receive := q.Receive(t.Context(), 1)
		for what, err := range map[string]error{
			"Send": q.Send(t.Context(), messages(1)...), "Receive": receive,
			"Ack": q.Ack(t.Context(), "receipt"), "Return": q.Return(t.Context(), 0, "receipt"),
		} {
			if _, typed := errors.AsType[*cloud.Misconfigured](err); !typed || !strings.Contains(err.Error(), fix) || !strings.Contains(err.Error(), "heed-signals") {
				t.Errorf("%s: %s = %v, want a *Misconfigured with the queue and %q", code, what, err, fix)
			}
		}
		if len(s.asked) != 4 {
			t.Errorf("%s: asked %d times, want once each", code, len(s.asked))
		}
	}
}
