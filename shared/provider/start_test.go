package provider

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// silent are the tools whose webhooks hold ids and no answers.
var silent = map[string]bool{"qualtrics": true, "surveymonkey": true}

// TestSamples holds that what every provider begins with says something, and that its
// example of a mapping can be taken as it stands.
func TestSamples(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	for _, name := range Names() {
		tool, _ := Lookup(name)
		m, errs := tool.Mapping(nil)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		body, headers := tool.Sample(now)
		r := Request{Connection: "main", Method: http.MethodPost, Header: http.Header{}, Body: []byte(body), Now: now}
		for line := range strings.Lines(headers) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			r.Header.Set(key, value)
		}
		said, err := tool.Read(r, Credential{}, m, Setting{Rules: heed.Settings{}.Rules(now), Currency: "EUR"})
		if err != nil || silent[name] != (len(said.Signals) == 0) || !silent[name] && len(said.Ignored) > 0 {
			t.Errorf("the sample of %s gives %d signals, ignores %q (%v)", name, len(said.Signals), said.Ignored, err)
		}
		for _, s := range said.Signals {
			if age := now.Sub(s.Time); age < 0 || age > time.Minute {
				t.Errorf("the sample of %s happened at %s", name, s.Time)
			}
		}
		if tool.Shipped() == "" {
			t.Errorf("%s ships no mapping", name)
		}
		overrides(t, tool)
	}
}

// overrides holds that the example changes nothing as a comment, and compiles without its marks.
func overrides(t *testing.T, tool *Provider) {
	t.Helper()
	if raw, err := MappingJSON(tool.Override()); err != nil || raw != nil {
		t.Errorf("%s begins with %s (%v)", tool.Name, raw, err)
	}
	_, example, ok := strings.Cut(tool.Override(), "\n# ")
	if !ok {
		if !silent[tool.Name] {
			t.Errorf("%s has no example", tool.Name)
		}
		return
	}
	raw, err := MappingJSON(strings.ReplaceAll(example, "\n# ", "\n"))
	if err != nil || raw == nil {
		t.Fatalf("%s: %v", tool.Name, err)
	}
	if _, errs := tool.Mapping(raw); len(errs) > 0 {
		t.Errorf("the example of %s: %v", tool.Name, errs)
	}
}

func TestMappingTextAndBack(t *testing.T) {
	const raw = `{"rules":[{"data":{"score":"number(event.score)","comment":null},"id":"event.id","name":"answer","type":"feedback.nps","when":"event.kind == \"nps\""}],"tables":{"stages":{"1234567":"contract.renewed","true":1}}}`
	const text = `tables:
  stages:
    "1234567": contract.renewed
    "true": 1
rules:
  - name: answer
    when: event.kind == "nps"
    type: feedback.nps
    id: event.id
    data:
      comment: null
      score: number(event.score)
`
	if got := MappingText([]byte(raw)); got != text {
		t.Errorf("it reads\n%s", got)
	}
	if got, err := MappingJSON(text); err != nil || !sameJSON(got, raw) {
		t.Errorf("it becomes %s (%v)", got, err)
	}
	if got := MappingText([]byte(`{"tables":{"smileys":{"\ud83d\ude00":5}}}`)); got != "tables:\n  smileys:\n    \"\\U0001F600\": 5\n" && got != "tables:\n  smileys:\n    😀: 5\n" {
		t.Errorf("it reads\n%s", got)
	}
	for _, wrong := range []string{"rules: [", "a: b: c", "\t"} {
		if raw, err := MappingJSON(wrong); err == nil {
			t.Errorf("%q becomes %s", wrong, raw)
		}
	}
	if MappingText(nil) != "" || MappingText([]byte("null")) != "" {
		t.Error("no mapping has a text")
	}
}

func sameJSON(a []byte, b string) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(x, y)
}
