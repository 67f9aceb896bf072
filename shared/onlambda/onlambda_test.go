package onlambda

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"github.com/heed-cs/heed/shared/queue"
)

// fixture is an event as AWS sends it.
func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// logging returns a logger and what it has written.
func logging() (*slog.Logger, *bytes.Buffer) {
	var b bytes.Buffer
	return slog.New(slog.NewJSONHandler(&b, nil)), &b
}

// invoked is the context of an invocation.
func invoked(t testing.TB) context.Context {
	return lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: "req-1"})
}

func TestATimerRuns(t *testing.T) {
	log, _ := logging()
	var ran time.Time
	f := Function{Log: log, Timers: map[string]func(context.Context, time.Time) error{
		"Fold": func(_ context.Context, at time.Time) error { ran = at; return nil },
	}}
	out, err := f.Invoke(invoked(t), fixture(t, "timer"))
	if err != nil || string(out) != "null" {
		t.Fatalf("%s, %v", out, err)
	}
	if want := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC); ran != want {
		t.Errorf("ran for %v, want the scheduled %v", ran, want)
	}
}

func TestATimerThatFailsIsAnError(t *testing.T) {
	log, _ := logging()
	for name, run := range map[string]func(context.Context, time.Time) error{
		"away":        func(context.Context, time.Time) error { return errors.New("away") },
		"panic: boom": func(context.Context, time.Time) error { panic("boom") },
	} {
		f := Function{Log: log, Timers: map[string]func(context.Context, time.Time) error{"Fold": run}}
		if _, err := f.Invoke(invoked(t), fixture(t, "timer")); err == nil || err.Error() != name {
			t.Errorf("got %v, want %s", err, name)
		}
	}
}

// TestWhatIsNotUnderstoodIsAnError gives functions events they are not wired for.
func TestWhatIsNotUnderstoodIsAnError(t *testing.T) {
	log, _ := logging()
	both := Function{
		Log:    log,
		Queues: map[string]queue.Handler{"signals": queue.HandlerFunc(func(context.Context, queue.Message) error { return nil })},
		Timers: map[string]func(context.Context, time.Time) error{"Sweep": func(context.Context, time.Time) error { return nil }},
	}
	for _, row := range []struct {
		name  string
		event string
		want  string
	}{
		{"a request without an HTTP handler", string(fixture(t, "http-get")), "not woken by such an event"},
		{"a queue without a handler", string(fixture(t, "sqs-batch")), "no handler for the queue arn:aws:sqs:eu-central-1:123456789012:heed-deliver"},
		{"another timer", string(fixture(t, "timer")), `no timer "Fold"`},
		{"a schedule without Input", string(fixture(t, "scheduled-default")), "not woken by such an event"},
		{"a timer without its time", `{"timer":"Sweep"}`, "not RFC 3339"},
		{"a timer with a strange time", `{"timer":"Sweep","time":"today"}`, "not RFC 3339"},
		{"nothing", `{}`, "not woken by such an event"},
		{"no JSON", `?`, "reading the event"},
	} {
		if _, err := both.Invoke(invoked(t), []byte(row.event)); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: got %v, want %q", row.name, err, row.want)
		}
	}
}

// TestOneFunctionHasTwoShapes wakes a function by its queue and by its timer.
func TestOneFunctionHasTwoShapes(t *testing.T) {
	log, _ := logging()
	var woken []string
	f := Function{
		Log: log,
		Queues: map[string]queue.Handler{"deliver": queue.HandlerFunc(func(_ context.Context, m queue.Message) error {
			woken = append(woken, string(m.Body))
			return nil
		})},
		Timers: map[string]func(context.Context, time.Time) error{"Fold": func(context.Context, time.Time) error {
			woken = append(woken, "Fold")
			return nil
		}},
	}
	for _, name := range []string{"sqs-batch", "timer"} {
		if _, err := f.Invoke(invoked(t), fixture(t, name)); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(woken, " "); got != "first second third Fold" {
		t.Error(got)
	}
}

func TestEnvNamesAllThatIsMissing(t *testing.T) {
	t.Setenv("HEED_TABLE", "heed")
	t.Setenv("HEED_STAGE", "")
	_, err := Env("HEED_TABLE", "HEED_STAGE", "HEED_NOT_THERE")
	if err == nil || !strings.Contains(err.Error(), "HEED_STAGE, HEED_NOT_THERE (") {
		t.Errorf("got %v", err)
	}
	values, err := Env("HEED_TABLE")
	if err != nil || values["HEED_TABLE"] != "heed" {
		t.Errorf("%v, %v", values, err)
	}
}

func FuzzInvoke(f *testing.F) {
	for _, name := range []string{"http-post", "http-gzip", "http-get", "sqs-batch", "timer", "scheduled-default"} {
		f.Add(fixture(f, name))
	}
	log := slog.New(slog.DiscardHandler)
	function := Function{
		Log: log, HTTP: echo,
		Queues: map[string]queue.Handler{"deliver": queue.HandlerFunc(func(context.Context, queue.Message) error { return errors.New("again") })},
		Timers: map[string]func(context.Context, time.Time) error{"Fold": func(context.Context, time.Time) error { return nil }},
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		out, err := function.Invoke(t.Context(), payload)
		if err == nil && !json.Valid(out) {
			t.Errorf("answered %q", out)
		}
	})
}
