package intake

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

func rating(rating, external, org string) string {
	return fmt.Sprintf(`{"kind":"zendesk.csat","ticket_id":5158,"rating":%q,"comment":"","organization":{"id":%s,"external_id":%q},"requester":{"id":null},"updated_at":"2 March"}`, rating, org, external)
}

func TestZendeskRatings(t *testing.T) {
	tests := []struct {
		text  string
		score int
	}{
		{"Good", 2},
		{"good", 2},
		{"Good, I'm satisfied", 2},
		{"Gut, ich bin zufrieden", 2},
		{" Bien ", 2},
		{"Bad", 1},
		{"Bad with comment", 1},
		{"Schlecht", 1},
		{"Mauvaise", 1},
		{"Malo", 1},
	}
	for _, test := range tests {
		r := newRig(t)
		s := r.wantAccepted(r.zendesk(rating(test.text, "", "77")), 200, `{"accepted":1,"ignored":0}`, 1)[0]
		var f heed.Feedback
		if err := json.Unmarshal(s.Data, &f); err != nil || f.Score != test.score || f.Scale != "1-2" || f.Response != "5158" || f.Contact != "" {
			t.Errorf("%q became %s", test.text, s.Data)
		}
		if s.Subject != "zd:77" || !s.Untimed || s.ID != "inv-1" {
			t.Errorf("%q became %+v", test.text, s)
		}
	}
}

func TestZendeskSubject(t *testing.T) {
	for external, want := range map[string]string{"acct_1042": "acct_1042", "not an account id": "zd:77", "": "zd:77"} {
		r := newRig(t)
		if s := r.wantAccepted(r.zendesk(rating("Good", external, `"77"`)), 200, `{"accepted":1,"ignored":0}`, 1)[0]; s.Subject != want {
			t.Errorf("%q became the subject %q, want %q", external, s.Subject, want)
		}
	}
}

func statusChanged(previous, current, org string) string {
	return fmt.Sprintf(`{"type":"zen:event-type:ticket.status_changed","id":"e1","time":"2026-03-02T11:59:40Z","event":{"previous":%s,"current":%q},"detail":{"id":"1","organization_id":%s,"priority":null,"type":null}}`, previous, current, org)
}

func TestZendeskChanges(t *testing.T) {
	tests := []struct{ previous, current, kind string }{
		{`"OPEN"`, "SOLVED", heed.TicketResolved},
		{`"PENDING"`, "CLOSED", heed.TicketResolved},
		{`"NEW"`, "SOLVED", heed.TicketResolved},
		{`null`, "SOLVED", heed.TicketResolved},
		{`"SOLVED"`, "OPEN", heed.TicketReopened},
		{`"SOLVED"`, "HOLD", heed.TicketReopened},
		{`null`, "NEW", heed.TicketOpened},
		{`""`, "OPEN", heed.TicketOpened},
		{`"NEW"`, "OPEN", heed.TicketOpened},
		{`"NEW"`, "PENDING", heed.TicketOpened},
		{`"SOLVED"`, "CLOSED", ""},
		{`"OPEN"`, "PENDING", ""},
		{`"HOLD"`, "OPEN", ""},
		{`"OPEN"`, "DELETED", ""},
		{`"SOLVED"`, "ARCHIVED", ""},
		{`"OPEN"`, "ODD", ""},
		{`"CLOSED"`, "SCRUBBED", ""},
	}
	for _, test := range tests {
		t.Run(test.previous+" to "+test.current, func(t *testing.T) {
			r := newRig(t)
			w := r.zendesk(statusChanged(test.previous, test.current, `"77"`))
			if test.kind == "" {
				wantIgnored(r, w.Body.String())
				return
			}
			if s := r.wantAccepted(w, 200, `{"accepted":1,"ignored":0}`, 1)[0]; s.Type != test.kind || s.ID != "e1" || string(s.Data) != `{"ticket":"1"}` {
				t.Errorf("became %+v", s)
			}
		})
	}
}

func wantIgnored(r *rig, answer string) {
	r.Helper()
	if !strings.HasPrefix(answer, `{"accepted":0,"ignored":1,"reasons":["`) || len(r.inbox.messages) > 0 {
		r.Errorf("answered %s and sent %d messages", answer, len(r.inbox.messages))
	}
	if !strings.Contains(r.log.String(), "webhook ignored") {
		r.Errorf("logged %s", r.log)
	}
}

func TestZendeskIgnores(t *testing.T) {
	tests := map[string]string{
		"offered":          rating("Offered", "acme", "77"),
		"no rating":        rating("", "acme", "77"),
		"no organization":  rating("Good", "", "null"),
		"ticket of nobody": statusChanged(`"OPEN"`, "SOLVED", "null"),
		"other event":      `{"type":"zen:event-type:ticket.created","id":"e1"}`,
		"nothing":          `{}`,
		"other template":   `{"kind":"zendesk.other"}`,
		"odd status":       `{"type":"zen:event-type:ticket.status_changed","id":"e1","event":{"current":5}}`,
		"no id":            strings.Replace(statusChanged(`"OPEN"`, "SOLVED", `"77"`), `"e1"`, `""`, 1),
		"too old":          strings.Replace(statusChanged(`"OPEN"`, "SOLVED", `"77"`), "2026-", "2016-", 1),
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			w := r.zendesk(body)
			if w.Code != 200 {
				t.Fatalf("answered %d %s", w.Code, w.Body)
			}
			wantIgnored(r, w.Body.String())
		})
	}
}

var unreadablePayloads = map[string]string{
	"empty": "", "cut off": `{"id":`, "an array": `[]`, "text": `"x"`, "not UTF-8": "{\"id\":\"\xff\"}",
	"member twice": `{"id":"1","id":"2"}`, "deep": strings.Repeat("[", 50_000), "form": "a=1&b=2",
}

func TestZendeskUnreadable(t *testing.T) {
	for name, body := range unreadablePayloads {
		t.Run(name, func(t *testing.T) { r := newRig(t); r.wantProblem(r.zendesk(body), 400) })
	}
}

func TestZendeskWithoutInvocation(t *testing.T) {
	id := func(body string) string {
		r := newRig(t)
		stamp := r.now.Format(time.RFC3339)
		r.connect(heed.Connection{Name: "zd", Provider: "zendesk"}, signingSecret)
		w := r.hook("/v1/hooks/zd", body, map[string]string{"X-Zendesk-Webhook-Signature-Timestamp": stamp, "X-Zendesk-Webhook-Signature": macOf(stamp + body)})
		return r.wantAccepted(w, 200, `{"accepted":1,"ignored":0}`, 1)[0].ID
	}
	one, two := rating("Good", "acme", "77"), rating("Bad", "acme", "77")
	if a, b := id(one), id(two); a == b || a != id(one) || len(a) != 32 {
		t.Errorf("bodies became %s and %s", a, b)
	}
}
