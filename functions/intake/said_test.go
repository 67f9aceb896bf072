package intake

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// proofs are the credential of a connection and the header that shows it; Pipedrive
// knows none but a password.
func proofs(tool string) (credential json.RawMessage, header string) {
	if tool == "pipedrive" {
		return json.RawMessage(`{"user":"u","password":"p"}`), "Authorization: Basic dTpw"
	}
	return json.RawMessage(`{"header":"X-Heed","value":"token"}`), "X-Heed: token"
}

// told is what becomes of a tool's body, proven by a header: a line for each
// signal, with its type, id, account and data, and one for each reason.
func told(t *testing.T, tool, body string, headers ...string) string {
	t.Helper()
	r := newRig(t)
	credential, proof := proofs(tool)
	r.connectWith(heed.Connection{Name: "main", Provider: tool}, credential)
	w := r.serve("POST", "/v1/hooks/main", body, append(headers, proof)...)
	if w.Code != 200 {
		t.Fatalf("answered %d %s\n%s", w.Code, w.Body, r.log)
	}
	var answer struct{ Reasons []string }
	_ = json.Unmarshal(w.Body.Bytes(), &answer) // an Ack has none
	var lines []string
	for _, s := range r.inbox.signals(t) {
		lines = append(lines, fmt.Sprintf("%s %s %s %s", s.Type, s.ID, s.Subject, s.Data))
	}
	for _, reason := range answer.Reasons {
		lines = append(lines, "ignored: "+reason)
	}
	return strings.Join(lines, "\n")
}

// wantTold compares what becomes of bodies; "ignored" stands for any reason alone.
func wantTold(t *testing.T, tool, body, want string) {
	t.Helper()
	got := told(t, tool, body)
	if got != want && !(want == "ignored" && strings.HasPrefix(got, "ignored: ") && !strings.Contains(got, "\n")) {
		t.Errorf("%s\nbecame %s\nwant   %s", body, got, want)
	}
}
