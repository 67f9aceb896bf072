package intake

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// fixture is one recorded or rebuilt request of a tool, with the verdict on it.
type fixture struct {
	Provider string            `json:"provider"`
	Secret   json.RawMessage   `json:"secret"`
	Method   string            `json:"method"`
	URL      string            `json:"url"`
	Headers  map[string]string `json:"headers"`
	BodyFile string            `json:"body_file"`
	Now      int64             `json:"now"`
	Expect   string            `json:"expect"`
	Why      string            `json:"why"`
	Response struct {
		Status      int               `json:"status"`
		Headers     map[string]string `json:"headers"`
		ContentType string            `json:"content_type"`
		BodyFile    string            `json:"body_file"`
	} `json:"expect_response"`
}

// fixtures is the folder of real payload shapes with their signatures, byte for byte.
var fixtures = filepath.Join("testdata", "fixtures")

func load(tb testing.TB, name string) (fixture, string) {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join(fixtures, name+".sig.json"))
	if err != nil {
		tb.Fatal(err)
	}
	var f fixture
	if err := json.Unmarshal(raw, &f); err != nil {
		tb.Fatal(err)
	}
	return f, fixtureBody(tb, f.BodyFile)
}

func fixtureBody(tb testing.TB, file string) string {
	tb.Helper()
	if file == "" {
		return ""
	}
	body, err := os.ReadFile(filepath.Join(fixtures, file))
	if err != nil {
		tb.Fatal(err)
	}
	return string(body)
}

// text is a secret that is a string.
func (f fixture) text() (text string) {
	_ = json.Unmarshal(f.Secret, &text) // other shapes have none
	return text
}

// hooked is a rig with a connection of the fixture's tool, named main, at the fixture's time.
func hooked(tb testing.TB, f fixture) *rig {
	r := newRig(tb)
	r.now = time.Unix(f.Now, 0).UTC()
	r.connectWith(heed.Connection{Name: "main", Provider: f.Provider}, f.Secret)
	return r
}

func (r *rig) hook(url, body string, headers map[string]string) *httptest.ResponseRecorder {
	req := httptest.NewRequest("POST", url, strings.NewReader(body))
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	return w
}

func TestHookSignals(t *testing.T) {
	tests := map[string]struct {
		kind, id, subject, time, data string
	}{
		"zendesk-csat-trigger": {
			heed.FeedbackCSAT, "01HQFIXTUREZENDESKINVOC001", "acct_1042", "2026-03-02T11:58:12Z",
			`{"comment":"Took three days to get an answer","contact":"8447388099999","kind":"transactional","response":"5158","scale":"1-2","score":1,"touchpoint":"support"}`,
		},
		"zendesk-ticket-status-changed": {
			heed.TicketResolved, "cbe4028c-7239-495d-b020-f22348516046", "main:8447346622462", "2026-03-02T11:59:40.67271703Z",
			`{"kind":"incident","priority":"high","ticket":"5158"}`,
		},
		"typeform-form-response-nps": {
			heed.FeedbackNPS, "01HQFIXTURE0000000000000001", "acct_1042", "2026-03-02T11:59:18Z",
			`{"comment":"Fast support, good API — merci","contact":"dana@northwind.example","response":"7pctqdoqxg41to97pctqdibhqn6hqvto","score":9}`,
		},
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			f, body := load(t, name)
			r := hooked(t, f)
			s := r.wantAccepted(r.hook("/v1/hooks/main", body, f.Headers), 200, `{"accepted":1,"ignored":0}`, 1)[0]
			if s.Type != want.kind || s.ID != want.id || s.Subject != want.subject || s.Source != f.Provider+":main" || s.Via != "main" {
				t.Errorf("sent %+v", s)
			}
			if got := s.Time.Format(time.RFC3339Nano); got != want.time {
				t.Errorf("it happened at %s, want %s", got, want.time)
			}
			if string(s.Data) != want.data {
				t.Errorf("the data is %s, want %s", s.Data, want.data)
			}
		})
	}
}

// TestNotBelieved holds that guessing tells nothing: all refusals are alike.
func TestNotBelieved(t *testing.T) {
	f, body := load(t, "zendesk-ticket-status-changed")
	changed := func(name, value string) map[string]string {
		h := map[string]string{}
		for n, v := range f.Headers {
			h[n] = v
		}
		h[name] = value
		return h
	}
	tests := map[string]struct {
		url, body string
		headers   map[string]string
		later     time.Duration
	}{
		"unknown connection":  {"/v1/hooks/other", body, f.Headers, 0},
		"impossible name":     {"/v1/hooks/a%2Fb", body, f.Headers, 0},
		"token not asked for": {"/v1/hooks/main/token", body, f.Headers, 0},
		"wrong token":         {"/v1/hooks/unsigned/wrong", body, f.Headers, 0},
		"no credentials":      {"/v1/hooks/bare", body, f.Headers, 0},
		"unknown provider":    {"/v1/hooks/strange", body, f.Headers, 0},
		"no signature":        {"/v1/hooks/main", body, changed("X-Zendesk-Webhook-Signature", ""), 0},
		"signature of bytes":  {"/v1/hooks/main", body, changed("X-Zendesk-Webhook-Signature", "AAAA"), 0},
		"other body":          {"/v1/hooks/main", body + " ", f.Headers, 0},
		"no body":             {"/v1/hooks/main", "", f.Headers, 0},
		"other timestamp":     {"/v1/hooks/main", body, changed("X-Zendesk-Webhook-Signature-Timestamp", "2026-03-02T11:59:58Z"), 0},
		"stale":               {"/v1/hooks/main", body, f.Headers, 298 * time.Second},
		"from the future":     {"/v1/hooks/main", body, f.Headers, -304 * time.Second},
		"no headers":          {"/v1/hooks/main", body, nil, 0},
	}
	var first string
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := hooked(t, f)
			r.connectWith(heed.Connection{Name: "unsigned", Provider: "zendesk", Token: "right"}, f.Secret)
			r.connect(heed.Connection{Name: "bare", Provider: "zendesk"})
			r.connectWith(heed.Connection{Name: "strange", Provider: "fax"}, f.Secret)
			r.now = r.now.Add(test.later)
			w := r.hook(test.url, test.body, test.headers)
			r.wantProblem(w, http.StatusUnauthorized)
			if first = or(first, w.Body.String()); w.Body.String() != first {
				t.Errorf("answered %s, others %s", w.Body, first)
			}
			if !strings.Contains(r.log.String(), `"reason"`) || strings.Contains(r.log.String(), f.text()) || strings.Contains(r.log.String(), "right") {
				t.Errorf("logged %s", r.log)
			}
		})
	}
}

func TestToleranceEdges(t *testing.T) {
	f, body := load(t, "zendesk-ticket-status-changed")
	for _, later := range []time.Duration{297 * time.Second, -303 * time.Second} {
		r := hooked(t, f)
		r.now = r.now.Add(later)
		if w := r.hook("/v1/hooks/main", body, f.Headers); w.Code != 200 {
			t.Errorf("%v off: answered %d", later, w.Code)
		}
	}
}

func TestTokenInTheAddress(t *testing.T) {
	f, body := load(t, "zendesk-ticket-status-changed")
	r := hooked(t, f)
	r.connectWith(heed.Connection{Name: "tokened", Provider: "zendesk", Token: "right"}, f.Secret)
	r.wantAccepted(r.hook("/v1/hooks/tokened/right", body, f.Headers), 200, `{"accepted":1,"ignored":0}`, 1)
}

// TestAStrictConnectionWantsItsToken holds that the credential alone is not enough then.
func TestAStrictConnectionWantsItsToken(t *testing.T) {
	f, body := load(t, "pipedrive-deal-lost")
	r := newRig(t)
	r.now = time.Unix(f.Now, 0).UTC()
	r.connectWith(heed.Connection{Name: "strict", Provider: "pipedrive", Token: "right", RequireToken: true}, f.Secret)
	r.wantProblem(r.hook("/v1/hooks/strict", body, f.Headers), 401)
	r.wantProblem(r.hook("/v1/hooks/strict/wrong", body, f.Headers), 401)
	if w := r.hook("/v1/hooks/strict/right", body, f.Headers); w.Code != 200 {
		t.Errorf("with its token it is answered %d %s", w.Code, w.Body)
	}
}

func TestTwoLiveSecrets(t *testing.T) {
	f, body := load(t, "typeform-form-response-nps")
	for _, secrets := range [][]string{{"new", f.text()}, {f.text(), "new"}} {
		r := newRig(t)
		r.connect(heed.Connection{Name: "main", Provider: "typeform"}, secrets...)
		r.wantAccepted(r.hook("/v1/hooks/main", body, f.Headers), 200, `{"accepted":1,"ignored":0}`, 1)
	}
}

// TestNewSecretWorksAtOnce holds that remembering a connection never refuses a
// secret that was written a moment ago.
func TestNewSecretWorksAtOnce(t *testing.T) {
	f, body := load(t, "typeform-form-response-nps")
	r := newRig(t)
	r.connect(heed.Connection{Name: "main", Provider: "typeform"}, "old")
	r.wantProblem(r.hook("/v1/hooks/main", body, f.Headers), 401)
	r.connect(heed.Connection{Name: "main", Provider: "typeform"}, f.text())
	r.wantAccepted(r.hook("/v1/hooks/main", body, f.Headers), 200, `{"accepted":1,"ignored":0}`, 1)
}

// TestRememberedConnectionsStillVerify holds that one good webhook opens no door
// for the next.
func TestRememberedConnectionsStillVerify(t *testing.T) {
	f, body := load(t, "typeform-form-response-nps")
	tampered, _ := load(t, "typeform-form-response-nps.tampered")
	r := hooked(t, f)
	r.wantAccepted(r.hook("/v1/hooks/main", body, f.Headers), 200, `{"accepted":1,"ignored":0}`, 1)
	r.inbox.messages = nil
	r.wantProblem(r.hook("/v1/hooks/main", body, tampered.Headers), 401)
	r.wantProblem(r.hook("/v1/hooks/main/token", body, f.Headers), 401)
	r.must(r.rec.Write(t.Context(), records.DeleteConnection("main")))
	r.wantProblem(r.hook("/v1/hooks/main", body, tampered.Headers), 401)
}

func TestCredentialsThatDoNotOpen(t *testing.T) {
	f, body := load(t, "typeform-form-response-nps")
	r := newRig(t)
	r.connect(heed.Connection{Name: "main", Provider: "typeform", Credentials: [][]byte{{1, 2, 3}}})
	w := r.hook("/v1/hooks/main", body, f.Headers)
	r.wantProblem(w, 503)
	if w.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

func TestHookBodyTooLarge(t *testing.T) {
	f, _ := load(t, "typeform-form-response-nps")
	r := hooked(t, f)
	r.wantProblem(r.hook("/v1/hooks/main", strings.Repeat(" ", maxBody+1), f.Headers), 413)
}
