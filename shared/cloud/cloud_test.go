package cloud

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// environment sets the variables that matter here, and empties the others.
func environment(t *testing.T, set map[string]string) {
	t.Helper()
	for _, name := range []string{
		"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SQS", "AWS_ENDPOINT_URL_DYNAMODB",
		"AWS_ENDPOINT_URL_KMS", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
	} {
		t.Setenv(name, set[name])
	}
}

// TestEndpoints holds where the clients of the SDK and Endpoint go.
func TestEndpoints(t *testing.T) {
	const all, own = "http://127.0.0.1:1", "http://127.0.0.1:2"
	for _, c := range []struct {
		name  string
		env   map[string]string
		sqs   string // as Endpoint says
		sdk   string // as the SDK was told; empty for AWS's own
		other string // of a service without an address of its own
	}{
		{"AWS", map[string]string{"AWS_REGION": "eu-central-1"}, "https://sqs.eu-central-1.amazonaws.com", "", "https://kms.eu-central-1.amazonaws.com"},
		{"another name of the region", map[string]string{"AWS_DEFAULT_REGION": "eu-west-1"}, "https://sqs.eu-west-1.amazonaws.com", "", "https://kms.eu-west-1.amazonaws.com"},
		{"China", map[string]string{"AWS_REGION": "cn-north-1"}, "https://sqs.cn-north-1.amazonaws.com.cn", "", "https://kms.cn-north-1.amazonaws.com.cn"},
		{"one address for all", map[string]string{"AWS_REGION": "x", "AWS_ENDPOINT_URL": all}, all, all, all},
		{"one for a service", map[string]string{"AWS_REGION": "x", "AWS_ENDPOINT_URL_SQS": own}, own, own, "https://kms.x.amazonaws.com"},
		{"both", map[string]string{"AWS_REGION": "x", "AWS_ENDPOINT_URL": all, "AWS_ENDPOINT_URL_SQS": own}, own, own, all},
		{
			"ignored",
			map[string]string{"AWS_REGION": "x", "AWS_ENDPOINT_URL": all, "AWS_ENDPOINT_URL_SQS": own, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
			"https://sqs.x.amazonaws.com", "", "https://kms.x.amazonaws.com",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			environment(t, c.env)
			config, err := Config()
			if err != nil {
				t.Fatal(err)
			}
			if got := Endpoint(config, "SQS"); got != c.sqs {
				t.Errorf("Endpoint of SQS is %s, want %s", got, c.sqs)
			}
			if got := Endpoint(config, "KMS"); got != c.other {
				t.Errorf("Endpoint of KMS is %s, want %s", got, c.other)
			}
			if got := aws.ToString(sqs.NewFromConfig(config).Options().BaseEndpoint); got != c.sdk {
				t.Errorf("the SDK's SQS goes to %q, want %q", got, c.sdk)
			}
		})
	}
}

func TestClientsShareTheirConnections(t *testing.T) {
	environment(t, map[string]string{"AWS_REGION": "x"})
	config, err := Config()
	if err != nil {
		t.Fatal(err)
	}
	if a, b := dynamodb.NewFromConfig(config).Options().HTTPClient, sqs.NewFromConfig(config).Options().HTTPClient; a != b || a == nil {
		t.Error("each client has connections of its own")
	}
}

func TestConfigNamesWhatIsMissing(t *testing.T) {
	environment(t, nil)
	if _, err := Config(); err == nil || !strings.Contains(err.Error(), "AWS_REGION") {
		t.Errorf("without a region: %v", err)
	}
	environment(t, map[string]string{"AWS_REGION": "x", "AWS_ACCESS_KEY_ID": "id"})
	config, err := Config()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := config.Credentials.Retrieve(t.Context()); err == nil || !strings.Contains(err.Error(), "AWS_SECRET_ACCESS_KEY") {
		t.Errorf("without a secret: %v", err)
	}
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("AWS_SESSION_TOKEN", "token")
	got, err := config.Credentials.Retrieve(t.Context())
	if err != nil || got.AccessKeyID != "id" || got.SecretAccessKey != "secret" || got.SessionToken != "token" {
		t.Errorf("with all: %v", err)
	}
}

func coded(code string) error {
	return fmt.Errorf("operation error: %w", &smithy.GenericAPIError{Code: code, Message: "as told"})
}

// timeout is what net and net/http return when a connection takes too long.
type timeout struct{}

func (timeout) Error() string        { return "timeout awaiting response headers" }
func (timeout) Timeout() bool        { return true }
func (timeout) Is(target error) bool { return target == context.DeadlineExceeded }

func TestWhatPasses(t *testing.T) {
	for _, c := range []struct {
		err           error
		busy, passing bool
	}{
		{nil, false, false},
		{errors.New("a defect"), false, false},
		{coded("ProvisionedThroughputExceededException"), true, true},
		{coded("ThrottlingException"), true, true},
		{coded("RequestLimitExceeded"), true, true},
		{coded("TransactionConflictException"), true, true},
		{coded("TransactionInProgressException"), true, true},
		{coded("InternalServerError"), false, true},
		{coded("KMSInternalException"), false, true},
		{coded("ServiceUnavailable"), false, true},
		{coded("ConditionalCheckFailedException"), false, false},
		{coded("ValidationException"), false, false},
		{coded("AccessDeniedException"), false, false},
		{&smithyhttp.RequestSendError{Err: io.EOF}, false, true},
		{&smithyhttp.RequestSendError{Err: timeout{}}, false, true},
		{&aws.RequestCanceledError{Err: context.Canceled}, false, false},
	} {
		if Busy(c.err) != c.busy || Passing(c.err) != c.passing {
			t.Errorf("%v: busy %v and passing %v, want %v and %v", c.err, Busy(c.err), Passing(c.err), c.busy, c.passing)
		}
	}
}

func TestPatientlyUntilItPasses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		err := Patiently(t.Context(), Passing, func() error {
			if calls++; calls < 6 {
				return coded("ThrottlingException")
			}
			return nil
		})
		if err != nil || calls != 6 {
			t.Errorf("%v after %d calls", err, calls)
		}
	})
}

// TestPatientlyEnds holds when the patience ends, by what the caller's context says.
func TestPatientlyEnds(t *testing.T) {
	for _, c := range []struct {
		name        string
		within      time.Duration // the context's deadline; 0 for none
		passing     bool
		least, most time.Duration // of the time it took
		calls       int           // at least
	}{
		{"what does not pass", time.Minute, false, 0, 0, 1},
		{"with time", 30 * time.Second, true, 26 * time.Second, 28 * time.Second, 20},
		{"with little time", time.Second, true, 0, 0, 1},
		{"with no deadline", 0, true, 18 * time.Second, 20 * time.Second, 15},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				if c.within > 0 {
					limited, cancel := context.WithTimeout(ctx, c.within)
					defer cancel()
					ctx = limited
				}
				began, calls := time.Now(), 0
				err := Patiently(ctx, func(error) bool { return c.passing }, func() error { calls++; return io.EOF })
				if took := time.Since(began); !errors.Is(err, io.EOF) || took < c.least || took > c.most || calls < c.calls {
					t.Errorf("%v after %v and %d calls", err, took, calls)
				}
			})
		})
	}
}

func TestPatientlyHonoursTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		calls := 0
		err := Patiently(ctx, Passing, func() error { calls++; cancel(); return coded("ThrottlingException") })
		if err == nil || calls != 1 {
			t.Errorf("%v after %d calls, want the first error", err, calls)
		}
		if err := Patiently(ctx, Passing, func() error { calls++; return nil }); !errors.Is(err, context.Canceled) || calls != 1 {
			t.Errorf("%v after %d calls, want context.Canceled", err, calls)
		}
	})
}

func TestExplain(t *testing.T) {
	if Explain("reading", nil) != nil {
		t.Error("made an error of none")
	}
	plain := Explain("reading", io.EOF)
	if _, typed := errors.AsType[*Misconfigured](plain); typed || !errors.Is(plain, io.EOF) || plain.Error() != "reading: EOF" {
		t.Errorf("explained %v", plain)
	}
	for code, fix := range fixes {
		err := Explain("reading the table heed", coded(code))
		mistake, typed := errors.AsType[*Misconfigured](err)
		if !typed || mistake.Fix != fix || !strings.Contains(err.Error(), fix) || !strings.HasPrefix(err.Error(), "reading the table heed: ") || codeOf(err) != code {
			t.Errorf("%s: %v", code, err)
		}
		if Passing(err) {
			t.Errorf("%s is a mistake and passes", code)
		}
	}
}
