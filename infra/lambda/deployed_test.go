package lambda

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	wiring "github.com/heed-cs/heed"
	"github.com/heed-cs/heed/infra/policy"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/secret/kms"
	"github.com/heed-cs/heed/shared/store/dynamo"
)

const adminKey = "heed_0123456789abcdefghijklmnopqrstuvwxyz"

// built are the programs that sam build makes, built once for all tests.
var built = sync.OnceValues(func() (string, error) { return Bootstraps(context.Background(), wiring.Template) })

// deployed hosts Heed, each function held to its role. What they call is noted.
func deployed(t *testing.T, notes io.Writer, change func(*Options)) *Host {
	t.Helper()
	o := Options{
		Stack: stackName(), AdminKey: adminKey, AllowPrivate: true, PublicURL: "https://heed.example", Out: t.Output(),
		Between: func(aws http.Handler) http.Handler { return aws },
	}
	o.DynamoDB, o.SQS = servers(t)
	change(&o)
	guard, err := policy.NewGuard(wiring.Template, o.Stack, notes)
	if err != nil {
		t.Fatal(err)
	}
	behind := o.Between
	o.Between = func(aws http.Handler) http.Handler { return guard.Before(behind(aws)) }
	if o.Bootstraps, err = built(); err != nil {
		t.Fatal(err)
	}
	h, err := New(t.Context(), slog.New(slog.DiscardHandler), wiring.Template, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return h
}

// covered holds that every call of a run was one that the function's role grants.
// The run itself would show that only somewhere, as some failure.
func covered(t *testing.T, notes io.Reader) {
	t.Helper()
	observed, err := policy.Read(notes)
	if err != nil {
		t.Error(err)
	}
	if err := policy.Covers(wiring.Template, observed); err != nil || len(observed) == 0 {
		t.Errorf("of %d functions: %v", len(observed), err)
	}
}

// records read and write the host's table, past everything between.
func (h *Host) records(t *testing.T) *records.Records {
	t.Helper()
	keys := httptest.NewServer(keyService{})
	t.Cleanup(keys.Close)
	table := dynamo.New(h.stack.dynamo, h.stack.name+"-Table")
	config := aws.Config{Region: region, BaseEndpoint: &keys.URL, HTTPClient: keys.Client(), Credentials: aws.CredentialsProviderFunc(credentials)}
	key, err := secret.Unwrap(t.Context(), kms.New(config, "Key"), records.NewRootKey(table))
	if err != nil {
		t.Fatal(err)
	}
	return records.New(table, key)
}
