package intake

import (
	"encoding/json"
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
)

var update = flag.Bool("update", false, "write what the fixtures give to testdata/signals.golden")

// play sends a fixture, altered as the test wants, to a connection named as its address says.
func (f fixture) play(r *rig, body string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(f.Method, f.URL, strings.NewReader(body))
	for name, value := range f.Headers {
		req.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	return w
}

// set makes a rig with the connection that a fixture speaks to, at its time.
func (f fixture) set(tb testing.TB) *rig {
	r := newRig(tb)
	r.now = time.Unix(f.Now, 0).UTC()
	secret := f.Secret
	if string(secret) == `""` { // a handshake shows no credential
		secret = json.RawMessage(`"any"`)
		if f.Provider == "surveymonkey" {
			secret = json.RawMessage(`{"client_id":"any","client_secret":"any"}`)
		}
	}
	r.connectWith(heed.Connection{Name: f.connection(), Provider: f.Provider}, secret)
	return r
}

func (f fixture) connection() string {
	path := strings.Split(strings.Split(f.URL, "?")[0], "/")
	return path[5] // https://host/v1/hooks/{connection}
}

// eachFixture runs a test for every fixture of a provider that there is.
func eachFixture(t *testing.T, test func(t *testing.T, name string, f fixture, body string)) {
	files, err := filepath.Glob(filepath.Join(fixtures, "*.sig.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".sig.json")
		t.Run(name, func(t *testing.T) {
			f, body := load(t, name)
			if _, known := provider.Lookup(f.Provider); !known {
				t.Skip("no provider yet")
			}
			test(t, name, f, body)
		})
	}
}

func TestFixtureVerdicts(t *testing.T) {
	eachFixture(t, func(t *testing.T, _ string, f fixture, body string) {
		r := f.set(t)
		w := f.play(r, body)
		if f.Expect != "valid" {
			r.wantProblem(w, 401)
			return
		}
		if w.Code != 200 {
			t.Fatalf("answered %d %s; valid because: %s\n%s", w.Code, w.Body, f.Why, r.log)
		}
		f.wantAnswer(t, w)
	})
}

// wantAnswer compares what the tool insists on hearing.
func (f fixture) wantAnswer(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	want := f.Response
	if want.Status != 0 && w.Code != want.Status {
		t.Errorf("answered %d, want %d", w.Code, want.Status)
	}
	for name, value := range want.Headers {
		if got := w.Header().Get(name); got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	if want.ContentType != "" && !strings.HasPrefix(w.Header().Get("Content-Type"), want.ContentType) {
		t.Errorf("the content type is %q, want %q", w.Header().Get("Content-Type"), want.ContentType)
	}
	if want.BodyFile != "" && w.Body.String() != fixtureBody(t, want.BodyFile) {
		t.Errorf("answered %s", w.Body)
	}
}

// TestFixtureSignals holds what every valid fixture becomes.
func TestFixtureSignals(t *testing.T) {
	var got strings.Builder
	eachFixture(t, func(t *testing.T, name string, f fixture, body string) {
		if f.Expect != "valid" || body == "" {
			return
		}
		r := f.set(t)
		answer := f.play(r, body).Body.String()
		got.WriteString("# " + name + "\n")
		for _, s := range r.inbox.signals(t) {
			s.ReceivedAt = time.Time{}
			raw, _ := json.Marshal(s)
			got.WriteString(strings.Replace(string(raw), `,"received_at":"0001-01-01T00:00:00Z"`, "", 1) + "\n")
		}
		var said struct{ Reasons []string }
		_ = json.Unmarshal([]byte(answer), &said) // an Ack has none
		for _, reason := range said.Reasons {
			got.WriteString("ignored: " + reason + "\n")
		}
	})
	golden := filepath.Join("testdata", "signals.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || got.String() != string(want) {
		t.Errorf("the fixtures give\n%s\nerror %v; if that is right, run the test with -update", got.String(), err)
	}
}
