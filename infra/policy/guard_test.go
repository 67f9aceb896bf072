package policy

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	wiring "github.com/heed-cs/heed"
)

// guarded calls through a guard of the real template and returns the answer.
type guarded struct {
	front  http.Handler
	notes  bytes.Buffer
	passed []string
}

func newGuarded(t *testing.T) *guarded {
	t.Helper()
	g := &guarded{}
	guard, err := NewGuard(wiring.Template, "heed", &g.notes)
	if err != nil {
		t.Fatal(err)
	}
	g.front = guard.Before(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		g.passed = append(g.passed, string(body))
	}))
	return g
}

func (g *guarded) call(function, target, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+function+"/20261121/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
	r.Header.Set("X-Amz-Target", target)
	w := httptest.NewRecorder()
	g.front.ServeHTTP(w, r)
	return w
}

const (
	get  = `{"TableName":"heed-Table"}`
	send = `{"QueueUrl":"http://127.0.0.1/1/heed-signals"}`
)

func TestAGuardLetsThroughWhatIsGrantedAndNotesAll(t *testing.T) {
	g := newGuarded(t)
	g.call("Intake", "DynamoDB_20120810.GetItem", get)
	g.call("Intake", "AmazonSQS.SendMessageBatch", send)
	g.call("Intake", "DynamoDB_20120810.GetItem", get)
	g.call("Score", "", "a greeting")
	denied := g.call("Intake", "DynamoDB_20120810.Query", get)
	if want := []string{get, send, get, "a greeting"}; !cmp.Equal(g.passed, want) {
		t.Errorf("passed on %q, want %q", g.passed, want)
	}
	if body := denied.Body.String(); denied.Code != 400 || !strings.Contains(body, `"__type":"AccessDeniedException"`) || !strings.Contains(body, "dynamodb:Query on Table.Arn") {
		t.Errorf("what is not granted is answered %d %s", denied.Code, body)
	}
	got, err := Read(&g.notes)
	want := map[string][]Call{"Intake": {{"dynamodb:GetItem", "Table.Arn"}, {"sqs:SendMessage", "SignalsQueue.Arn"}, {"dynamodb:Query", "Table.Arn"}}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestAGuardDeniesWhatNobodyMay(t *testing.T) {
	for name, row := range map[string]struct{ function, target, body, want string }{
		"another stack": {"Intake", "DynamoDB_20120810.GetItem", `{"TableName":"other-Table"}`, `"other-Table" is no resource of the template`},
		"a stranger":    {"nobody", "DynamoDB_20120810.GetItem", get, "nobody is not authorized"},
	} {
		g := newGuarded(t)
		if denied := g.call(row.function, row.target, row.body); denied.Code != 400 || len(g.passed) > 0 {
			t.Errorf("%s passes, and is answered %d", name, denied.Code)
		}
		observed, err := Read(&g.notes)
		if err == nil {
			err = Check(wiring.Template, observed)
		}
		if !strings.Contains(err.Error(), row.function) {
			t.Errorf("%s is noted as %v", name, err)
		}
	}
}
