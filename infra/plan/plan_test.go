package plan

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	wiring "github.com/heed-cs/heed"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func realPlan(t testing.TB) *Plan {
	t.Helper()
	plan, err := Parse(wiring.Template, nil)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// TestThePlanOfTheTemplate pins what a host is told of template.yaml.
func TestThePlanOfTheTemplate(t *testing.T) {
	got := describe(realPlan(t))
	const golden = "testdata/plan.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the plan changed; if that is meant, run go test ./infra/plan -update\n%s", diff)
	}
}

// describe writes a plan for a reader.
func describe(plan *Plan) string {
	var b strings.Builder
	fmt.Fprintf(&b, "access log %s\n", plan.AccessLog)
	for _, f := range plan.Functions {
		fmt.Fprintf(&b, "%s (%s): %v, %d MB\n", f.Name, f.ID, f.Timeout, f.Memory)
		for _, pattern := range f.Routes {
			fmt.Fprintf(&b, "\troute %s\n", pattern)
		}
		for _, s := range f.Sources {
			fmt.Fprintf(&b, "\tqueue %s: batch %d, window %v, %d at a time, partial failures %t\n", s.Queue, s.Batch, s.Window, s.Concurrency, s.PartialFailures)
		}
		for _, t := range f.Timers {
			fmt.Fprintf(&b, "\ttimer %s: %v\n", t.Name, t.Schedule)
		}
		for _, name := range slices.Sorted(maps.Keys(f.Env)) {
			fmt.Fprintf(&b, "\tenv %s=%s\n", name, f.Env[name])
		}
	}
	for _, q := range plan.Queues {
		fmt.Fprintf(&b, "queue %s: visibility %v, kept %v, received at most %d times, then %q\n", q.Name, q.Visibility, q.Retention, q.Receives, q.Dead)
	}
	for _, t := range plan.Tables {
		fmt.Fprintf(&b, "table %s: %v, indexes %v, expires by %s\n", t.ID, t.Key, t.Indexes, t.Expires)
	}
	return b.String()
}

func TestAFunctionGetsItsEnvironment(t *testing.T) {
	plan, err := Parse(wiring.Template, map[string]string{
		"Stage": "test", "Table": "heed-table", "SignalsQueue": "http://127.0.0.1/signals",
	})
	if err != nil {
		t.Fatal(err)
	}
	env := plan.Functions[0].Env
	for name, want := range map[string]string{
		"HEED_STAGE": "test", "HEED_TABLE": "heed-table", "SIGNALS_QUEUE_URL": "http://127.0.0.1/signals",
		"HEED_KEY_ID": "Key", "HEED_PUBLIC_URL": "HttpApi.ApiEndpoint",
	} {
		if got, ok := env[name]; !ok || got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
}

// TestConditionsFollowTheParameters holds that a host sees what AWS would make.
func TestConditionsFollowTheParameters(t *testing.T) {
	plan, err := Parse(wiring.Template, map[string]string{"DomainName": "heed.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	if got := plan.Functions[0].Env["HEED_PUBLIC_URL"]; got != "https://heed.example.com" {
		t.Errorf("with a domain of its own: HEED_PUBLIC_URL = %s", got)
	}
	proxied, err := Parse(wiring.Template, map[string]string{"DomainName": "heed.example.com", "PublicUrl": "https://proxy.example.com"})
	if err != nil || proxied.Functions[0].Env["HEED_PUBLIC_URL"] != "https://proxy.example.com" {
		t.Errorf("behind a proxy: %v, %v", proxied.Functions[0].Env, err)
	}
	for _, c := range []struct {
		parameters map[string]string
		routes     []string
	}{
		{nil, []string{"/"}},
		{map[string]string{"OidcIssuer": "https://login.example.com"}, []string{"/", "/v1/{proxy...}"}},
		{map[string]string{"OidcIssuer": "https://login.example.com", "OidcClientId": "heed"}, []string{"/", "/v1/{proxy...}", "POST /ui/session/oidc"}},
		{map[string]string{"OidcIssuer": "https://login.example.com", "OidcClientId": "heed", "OidcAudience": ""}, []string{"/", "POST /ui/session/oidc"}},
	} {
		plan, err := Parse(wiring.Template, c.parameters)
		if err != nil {
			t.Fatal(err)
		}
		if got := plan.Functions[len(plan.Functions)-1].Routes; !slices.Equal(got, c.routes) {
			t.Errorf("with %v: routes %v, want %v", c.parameters, got, c.routes)
		}
	}
}
