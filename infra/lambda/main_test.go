package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/heed-cs/heed/infra/plan"
)

// TestMain is a bootstrap, too: a process that finds a Runtime API in its
// environment serves it, as told by its events.
func TestMain(m *testing.M) {
	if os.Getenv("AWS_LAMBDA_RUNTIME_API") == "" {
		os.Exit(m.Run())
	}
	if os.Getenv("HEED_TEST_INIT") == "fails" {
		os.Exit(1)
	}
	lambda.Start(obey)
}

// order is an event that tells the test's function what to do, alone or as a batch.
type order struct {
	Do      string
	Records []struct{ MessageID, Body string }
}

// obey answers with the number of its process.
func obey(ctx context.Context, o order) (any, error) {
	failures := []map[string]string{}
	for _, r := range o.Records {
		if err := do(ctx, r.Body); err != nil {
			failures = append(failures, map[string]string{"itemIdentifier": r.MessageID})
		}
	}
	if len(o.Records) > 0 {
		return map[string]any{"batchItemFailures": failures}, nil
	}
	return os.Getpid(), do(ctx, o.Do)
}

func do(ctx context.Context, what string) error {
	switch what {
	case "fail":
		return errors.New("as told")
	case "exit":
		os.Exit(1)
	case "wait":
		<-ctx.Done() // and longer: a function that hangs
		select {}
	}
	return nil
}

func working(t *testing.T, change func(*function)) *function {
	t.Helper()
	f := &function{
		Function: plan.Function{Name: "obey", Timeout: time.Minute}, log: slog.New(slog.DiscardHandler), arn: "arn", command: os.Args[0],
		limit: 2, lifetime: time.Hour, all: map[*environment]bool{}, out: t.Output(),
	}
	change(f)
	t.Cleanup(f.close)
	return f
}

// told invokes the function and returns the process that answered.
func told(t *testing.T, f *function, what string) (pid int, err error) {
	t.Helper()
	answer, err := f.invoke([]byte(`{"Do":"` + what + `"}`))
	if err == nil && json.Unmarshal(answer, &pid) != nil {
		t.Errorf("%s is answered %s", what, answer)
	}
	return pid, err
}
