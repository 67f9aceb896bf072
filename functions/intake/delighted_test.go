package intake

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// delighted posts a body as Delighted would.
func (r *rig) delighted(body string) *httptest.ResponseRecorder {
	r.Helper()
	r.connect(heed.Connection{Name: "dl", Provider: "delighted"}, signingSecret)
	mac := hmac.New(sha256.New, []byte(signingSecret))
	mac.Write([]byte(body))
	return r.hook("/v1/hooks/dl", body, map[string]string{"X-Delighted-Webhook-Signature": "sha256=" + hex.EncodeToString(mac.Sum(nil))})
}

func survey(kind, properties, email string, score int) string {
	return fmt.Sprintf(`{"event_type":"survey_response.created","event_id":"e1","event_data":{"id":5435,"person":{"id":"5975","email":%q},"survey_type":%q,"score":%d,`+
		`"comment":null,"created_at":1772452200,"updated_at":null,"person_properties":%s}}`, email, kind, score, properties)
}

func TestDelightedSurveys(t *testing.T) {
	tests := []struct{ body, want string }{
		{survey("nps", `{"account_id":"acme","Delighted Source":"SMS"}`, "a@b.example", 0), `feedback.nps acme {"channel":"sms","contact":"5975","response":"5435","score":0}`},
		{survey("csat", `null`, "a@b.example", 5), `feedback.csat dl:b.example {"contact":"5975","response":"5435","scale":"1-5","score":5}`},
		{survey("ces", `{"account_id":"Northwind GmbH"}`, "a@b.example", 2), `feedback.ces dl:Northwind GmbH {"contact":"5975","response":"5435","scale":"1-5","score":2}`},
		{survey("stars5", `{"account_id":"acme","touchpoint":"checkout"}`, "", 3), `feedback.csat acme {"contact":"5975","response":"5435","scale":"1-5","score":3,"touchpoint":"checkout"}`},
		{`{"event_type":"unsubscribe.created","event_id":"e1","event_data":{"person_id":"5975","email":"a@b.example","unsubscribed_at":1772452200}}`, `survey.unsubscribed dl:b.example {"contact":"5975","survey":"delighted"}`},
	}
	for _, test := range tests {
		r := newRig(t)
		s := r.wantAccepted(r.delighted(test.body), 200, `{"accepted":1,"ignored":0}`, 1)[0]
		if got := fmt.Sprintf("%s %s %s", s.Type, s.Subject, s.Data); got != test.want || s.ID != "e1" || s.Time.Unix() != 1772452200 {
			t.Errorf("%s\nbecame %s at %v\nwant   %s", test.body, got, s.Time, test.want)
		}
	}
}

func TestDelightedIgnores(t *testing.T) {
	for name, body := range map[string]string{
		"unknown survey": survey("pmf", `{"account_id":"acme"}`, "", 1),
		"thumbs":         survey("thumbs", `{"account_id":"acme"}`, "", 1),
		"no account":     survey("nps", `null`, "dana@gmail.com", 9),
		"score 11":       survey("nps", `{"account_id":"acme"}`, "", 11),
		"another event":  `{"event_type":"survey_response.deleted","event_id":"e1"}`,
		"nothing":        `{}`,
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			wantIgnored(r, r.delighted(body).Body.String())
		})
	}
}
