package blackbox

import (
	"cmp"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestNoRequestIsAnsweredUnlikeTheDocument lets a fuzzer make up requests from
// openapi.json, valid and invalid ones, and holds every answer to the document:
// no 5xx, no status, type or member that it does not name. HEED_FUZZER says where
// the fuzzer is: `make test/api` sets it up. HEED_FUZZ_EXAMPLES is how many requests
// it makes up for each call, at most.
func TestNoRequestIsAnsweredUnlikeTheDocument(t *testing.T) {
	fuzzer := os.Getenv("HEED_FUZZER")
	if fuzzer == "" {
		t.Skip("HEED_FUZZER names no fuzzer: make test/api sets one up")
	}
	p := serve(t)
	p.must(http.MethodPut, "/v1/accounts/acme", map[string]any{"name": "Acme", "segment": "smb"}, nil)
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, fuzzer, "run", p.address()+"/openapi.json", "--url", p.address(), "-H", "Authorization: Bearer "+adminKey,
		"--max-examples", cmp.Or(os.Getenv("HEED_FUZZ_EXAMPLES"), "20"), "--seed", "1", "--no-color",
		"--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
		// The tools' own signatures are not the document's; the fuzzer must not take away its own key.
		"--exclude-path-regex", "/v1/hooks/", "--exclude-operation-id", "deleteKey")
	tools, err := filepath.Abs("../tools")
	if err != nil {
		t.Fatal(err)
	}
	cmd.Dir = t.TempDir() // where it keeps what it found
	cmd.Env = append(os.Environ(), "SCHEMATHESIS_HOOKS=fuzz", "PYTHONPATH="+tools)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
