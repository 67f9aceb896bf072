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
	"time"

	"github.com/heed-cs/heed/shared/secret"
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
	var key *secret.Late
	f, a, err := start(log, func(_ *slog.Logger, a *AWS) (Function, error) {
		key = a.KeyOrNew()
		_, err := a.Queues("signals", "signals-dead")
		return Function{Ready: key.Fetch}, err
	})
	if err != nil || f.Log != log || len(amazon.actions) > 0 {
		t.Fatalf("%+v, %v; asked for %v, want nothing at the start", f, err, amazon.actions)
	}
	if err := a.Key().Fetch(t.Context()); !errors.Is(err, secret.ErrNoRootKey) {
		t.Errorf("without a root key: %v", err)
	}
	a.open(f)
	again := a.Key()
	if err := again.Fetch(t.Context()); err != nil || again.Hash("x") != key.Hash("x") {
		t.Errorf("the key is another one, or %v", err)
	}
	asked := strings.Join(amazon.actions, " ")
	for _, want := range []string{"hello GetItem", "GenerateDataKey PutItem", "Decrypt hello"} {
		if !strings.Contains(asked, want) {
			t.Errorf("asked for %s, want %s in it", asked, want)
		}
	}
}

// TestInvocationsWaitUntilTheFunctionIsReady holds that nothing runs before, that
// a failure is not remembered, and that it succeeds once.
func TestInvocationsWaitUntilTheFunctionIsReady(t *testing.T) {
	log, _ := logging()
	asked, away := 0, errors.New("away")
	f := Function{Log: log, HTTP: echo, Ready: once(func(context.Context) error {
		if asked++; asked < 3 {
			return away
		}
		return nil
	}), Timers: map[string]Timer{"Fold": func(context.Context, time.Time) error { return nil }}}
	if _, err := f.Invoke(invoked(t), fixture(t, "timer")); !errors.Is(err, away) {
		t.Errorf("a timer before it was ready: %v", err)
	}
	if out, err := f.Invoke(invoked(t), fixture(t, "http-get")); err != nil || !strings.Contains(string(out), `"statusCode":503`) || !strings.Contains(string(out), "Retry-After") {
		t.Errorf("a request before it was ready: %s, %v", out, err)
	}
	for range 2 {
		if out, err := f.Invoke(invoked(t), fixture(t, "http-get")); err != nil || !strings.Contains(string(out), `"statusCode":200`) {
			t.Errorf("a request after it: %s, %v", out, err)
		}
	}
	if asked != 3 {
		t.Errorf("it was asked %d times", asked)
	}
}

func TestAnIncompleteEnvironmentIsNamed(t *testing.T) {
	started(t)
	build := func(_ *slog.Logger, a *AWS) (Function, error) {
		_, err := a.Queues("signals", "touches", "touches-dead")
		return Function{}, err
	}
	if _, _, err := start(nil, build); err == nil || !strings.Contains(err.Error(), "TOUCHES_QUEUE_URL, TOUCHES_DEAD_QUEUE_URL (") {
		t.Errorf("without queues: %v", err)
	}
	t.Setenv("AWS_REGION", "")
	if _, _, err := start(nil, build); err == nil || !strings.Contains(err.Error(), "AWS_REGION") {
		t.Errorf("without a region: %v", err)
	}
	t.Setenv("HEED_TABLE", "")
	if _, _, err := start(nil, build); err == nil || !strings.Contains(err.Error(), "HEED_TABLE (") {
		t.Errorf("without a table: %v", err)
	}
}

// TestATableThatIsAwayFailsWhatNeedsIt holds that the error is the very one, and
// tells the fix.
func TestATableThatIsAwayFailsWhatNeedsIt(t *testing.T) {
	started(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"__type":"ResourceNotFoundException","message":"as told"}`)
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", server.URL)
	f, _, err := start(nil, func(_ *slog.Logger, a *AWS) (Function, error) { return Function{Ready: a.KeyOrNew().Fetch}, nil })
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "table heed") || !strings.Contains(err.Error(), "deploy the stack") {
		t.Errorf("got %v", err)
	}
}
