package intake

import (
	"fmt"
	"strings"
	"testing"
)

func response(score, kind, ref, properties, hidden string) string {
	return fmt.Sprintf(`{"event_id":"ev1","event_type":"form_response","form_response":{"form_id":"f","token":"t1","submitted_at":"2026-03-02T11:59:18Z",`+
		`"hidden":%s,"definition":{"fields":[{"id":"q1","ref":%q,"type":%q,"properties":%s}]},`+
		`"answers":[{"type":"number","number":%s,"field":{"id":"q1","type":%q,"ref":%q}}]}}`, hidden, ref, kind, properties, score, kind, ref)
}

const acmeHidden = `{"account_id":"acme"}`

func TestTypeformAnswers(t *testing.T) {
	tests := map[string]struct{ body, subject, data string }{
		"opinion scale":   {response("9", "opinion_scale", "main_NPS", `{}`, acmeHidden), "acme", `{"response":"t1","score":9}`},
		"with 11 steps":   {response("0", "opinion_scale", "nps", `{"steps":11,"start_at_one":false}`, acmeHidden), "acme", `{"response":"t1","score":0}`},
		"of the NPS type": {response("10", "nps", "q", `{}`, acmeHidden), "acme", `{"response":"t1","score":10}`},
		"whole float":     {response("9.0", "nps", "q", `{}`, acmeHidden), "acme", `{"response":"t1","score":9}`},
		"contact":         {response("9", "nps", "q", `{}`, `{"account_id":"acme","contact":"u-1","email":"a@b.example"}`), "acme", `{"contact":"u-1","response":"t1","score":9}`},
		"tool's own id":   {response("9", "nps", "q", `{}`, `{"account_id":"0061 t/8"}`), "tf:0061 t/8", `{"response":"t1","score":9}`},
		"id as a number":  {response("9", "nps", "q", `{}`, `{"account_id":1042}`), "1042", `{"response":"t1","score":9}`},
		"undefined field": {strings.Replace(response("9", "opinion_scale", "nps", `{}`, acmeHidden), `"id":"q1","ref"`, `"id":"q0","ref"`, 1), "acme", `{"response":"t1","score":9}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			s := r.wantAccepted(r.typeform(test.body), 200, `{"accepted":1,"ignored":0}`, 1)[0]
			if s.Subject != test.subject || string(s.Data) != test.data || s.ID != "ev1" || s.Source != "typeform:tf" {
				t.Errorf("became %+v with %s", s, s.Data)
			}
		})
	}
}

func TestTypeformIgnores(t *testing.T) {
	tests := map[string]string{
		"from 1":           response("9", "opinion_scale", "nps", `{"start_at_one":true,"steps":11}`, acmeHidden),
		"five steps":       response("4", "opinion_scale", "nps", `{"steps":5}`, acmeHidden),
		"another question": response("9", "opinion_scale", "effort", `{}`, acmeHidden),
		"a rating":         response("4", "rating", "nps", `{}`, acmeHidden),
		"no account":       response("9", "nps", "q", `{}`, `{}`),
		"hidden null":      response("9", "nps", "q", `{}`, `null`),
		"no number":        response("null", "nps", "q", `{}`, acmeHidden),
		"score 11":         response("11", "nps", "q", `{}`, acmeHidden),
		"score 7.5":        response("7.5", "nps", "q", `{}`, acmeHidden),
		"account too long": response("9", "nps", "q", `{}`, `{"account_id":"`+strings.Repeat("x", 300)+`"}`),
		"ten years old":    strings.Replace(response("9", "nps", "q", `{}`, acmeHidden), "2026", "2016", 1),
		"odd time":         strings.Replace(response("9", "nps", "q", `{}`, acmeHidden), "2026-03-02T11:59:18Z", "yesterday", 1),
		"another event":    `{"event_id":"e","event_type":"form_response_partial"}`,
		"nothing":          `{}`,
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			w := r.typeform(body)
			if w.Code != 200 {
				t.Fatalf("answered %d %s", w.Code, w.Body)
			}
			wantIgnored(r, w.Body.String())
			if strings.Contains(w.Body.String()+r.log.String(), "xxxx") {
				t.Error("a payload's value was answered or logged")
			}
		})
	}
}

func TestTypeformUnreadable(t *testing.T) {
	for name, body := range unreadablePayloads {
		t.Run(name, func(t *testing.T) { r := newRig(t); r.wantProblem(r.typeform(body), 400) })
	}
}

func TestTypeformLongComment(t *testing.T) {
	body := strings.Replace(response("9", "nps", "q", `{}`, acmeHidden), `"answers":[`, `"answers":[{"type":"text","text":"`+strings.Repeat("é", 5000)+strings.Repeat("x", 7000)+`"},`, 1)
	r := newRig(t)
	s := r.wantAccepted(r.typeform(body), 200, `{"accepted":1,"ignored":0}`, 1)[0]
	if n := strings.Count(string(s.Data), "é") + strings.Count(string(s.Data), "x"); n != 10_000 {
		t.Errorf("the comment has %d characters, want 10000", n)
	}
}
