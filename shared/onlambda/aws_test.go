package onlambda

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/store"
)

// amazon is as much of DynamoDB, SQS and KMS as a function needs to start.
type amazon struct {
	mu      sync.Mutex
	items   map[string]json.RawMessage
	actions []string
}

func (a *amazon) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if r.Method == http.MethodGet {
		a.actions = append(a.actions, "hello")
		return
	}
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	a.actions = append(a.actions, action)
	var in struct{ Key, Item json.RawMessage }
	_ = json.NewDecoder(r.Body).Decode(&in)
	switch action {
	case "GetItem":
		_ = json.NewEncoder(w).Encode(map[string]json.RawMessage{"Item": a.items["root"]})
	case "PutItem":
		a.items["root"] = in.Item
		_, _ = io.WriteString(w, `{}`)
	case "GenerateDataKey":
		_, _ = io.WriteString(w, `{"CiphertextBlob":"d3JhcHBlZA=="}`)
	case "Decrypt":
		_ = json.NewEncoder(w).Encode(map[string][]byte{"Plaintext": bytes.Repeat([]byte{7}, secret.KeySize)})
	case "SendMessageBatch":
		_, _ = io.WriteString(w, `{"Successful":[],"Failed":[]}`)
	}
}

// started is an environment as Lambda and template.yaml make it, at a server of our own.
func started(t *testing.T) *amazon {
	t.Helper()
	a := &amazon{items: map[string]json.RawMessage{"root": json.RawMessage("null")}}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_ENDPOINT_URL": server.URL,
		"HEED_TABLE": "heed", "HEED_KEY_ID": "key", "SIGNALS_QUEUE_URL": server.URL + "/1/heed-signals",
		"SIGNALS_DEAD_QUEUE_URL": server.URL + "/1/heed-signals-dead",
	} {
		t.Setenv(name, value)
	}
	return a
}

func TestAFunctionStartsOnAWS(t *testing.T) {
	amazon, log := started(t), slog.New(slog.DiscardHandler)
	_, err := start(log, func(ctx context.Context, _ *slog.Logger, a *AWS) (Function, error) {
		_, err := a.Key(ctx)
		return Function{}, err
	})
	if !errors.Is(err, secret.ErrNoRootKey) {
		t.Fatalf("without a root key: %v", err)
	}
	f, err := start(log, func(ctx context.Context, _ *slog.Logger, a *AWS) (Function, error) {
		made, err := a.KeyOrNew(ctx)
		if err != nil {
			return Function{}, err
		}
		key, err := a.Key(ctx)
		if err != nil || key.Hash("x") != made.Hash("x") {
			t.Errorf("the key is another one, or %v", err)
		}
		q, err := a.Queues("signals", "signals-dead")
		if err != nil {
			return Function{}, err
		}
		return Function{}, q["signals-dead"].Send(ctx, queue.Message{Body: []byte("a")})
	})
	if err != nil || f.Log != log {
		t.Errorf("%+v, %v", f, err)
	}
	asked := strings.Join(amazon.actions, " ")
	for _, want := range []string{"hello", "GenerateDataKey", "PutItem", "Decrypt", "SendMessageBatch"} {
		if !strings.Contains(asked, want) {
			t.Errorf("asked for %s, want %s among it", asked, want)
		}
	}
}

func TestAnIncompleteEnvironmentIsNamed(t *testing.T) {
	started(t)
	build := func(_ context.Context, _ *slog.Logger, a *AWS) (Function, error) {
		_, err := a.Queues("signals", "touches", "touches-dead")
		return Function{}, err
	}
	if _, err := start(nil, build); err == nil || !strings.Contains(err.Error(), "TOUCHES_QUEUE_URL, TOUCHES_DEAD_QUEUE_URL (") {
		t.Errorf("without queues: %v", err)
	}
	t.Setenv("AWS_REGION", "")
	if _, err := start(nil, build); err == nil || !strings.Contains(err.Error(), "AWS_REGION") {
		t.Errorf("without a region: %v", err)
	}
	t.Setenv("HEED_TABLE", "")
	if _, err := start(nil, build); err == nil || !strings.Contains(err.Error(), "HEED_TABLE (") {
		t.Errorf("without a table: %v", err)
	}
}

// TestATableThatIsAwayStopsTheStart holds that a start which cannot succeed says
// so within Lambda's time, by the very error.
func TestATableThatIsAwayStopsTheStart(t *testing.T) {
	started(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"__type":"ResourceNotFoundException","message":"as told"}`)
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", server.URL)
	_, err := start(nil, func(ctx context.Context, _ *slog.Logger, a *AWS) (Function, error) {
		if _, err := a.Table.Get(ctx, store.Key{Partition: "p", Sort: "a"}); err == nil {
			t.Error("read a table that is not there")
		}
		_, err := a.KeyOrNew(ctx)
		return Function{}, err
	})
	if err == nil || !strings.Contains(err.Error(), "table heed") || !strings.Contains(err.Error(), "deploy the stack") {
		t.Errorf("got %v", err)
	}
}
