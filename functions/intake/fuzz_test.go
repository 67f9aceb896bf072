package intake

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/heed-cs/heed/shared/heed"
)

// FuzzSignals holds, for any body in any form: it is refused with a reason, or
// every signal of it can be packed and read back. Nothing panics.
func FuzzSignals(f *testing.F) {
	for i := range forms {
		f.Add(i, []byte(nps))
		f.Add(i, []byte(array(nps, with("feedback.csat", `{"score":5,"attributes":{"a":null}}`))))
		f.Add(i, []byte(nps+"\n\n"+nps))
		f.Add(i, []byte(`{"score":9}`))
	}
	f.Add(0, []byte(`[{"data":{"score":1,"score":2}},`))
	f.Fuzz(func(t *testing.T, form int, body []byte) {
		h := forms[uint(form)%uint(len(forms))]
		parse, err := parserOf(h)
		if err != nil {
			t.Fatal(err)
		}
		signals, err := parse(body, heed.DefaultSettings().Rules(noon))
		if err != nil {
			wantReason(t, err)
			return
		}
		wantPacked(t, signals)
	})
}

var forms = []http.Header{
	{},
	{"Content-Type": {"application/cloudevents+json"}},
	{"Content-Type": {"application/cloudevents-batch+json"}},
	{"Content-Type": {"application/x-ndjson"}},
	{"Content-Type": {"application/json"}, "Ce-Id": {"1"}, "Ce-Source": {"s"}, "Ce-Type": {"feedback.nps"}, "Ce-Subject": {"acme"}},
}

func wantReason(t *testing.T, err error) {
	t.Helper()
	p := heed.ProblemOf(err)
	if p == nil || p.Detail == "" || len(p.Fields) > heed.MaxFieldErrors {
		t.Fatalf("refused with %#v", err)
	}
	for _, e := range p.Fields {
		if e.Code == "" || e.Detail == "" || e.Pointer != "" && e.Pointer[0] != '/' || !utf8.ValidString(e.Pointer+e.Detail) {
			t.Fatalf("an error is %+v", e)
		}
	}
}

func wantPacked(t *testing.T, signals []heed.Signal) {
	t.Helper()
	messages := pack(signals)
	n := 0
	for _, m := range messages {
		b, err := heed.ReadMessage[heed.Batch](m.Body)
		if err != nil || len(m.Body) > heed.MaxBatchBytes {
			t.Fatalf("a message of %d bytes reads back as %v", len(m.Body), err)
		}
		n += len(b.Signals)
	}
	if n != len(signals) {
		t.Fatalf("%d signals became %d", len(signals), n)
	}
}

// FuzzHeaders holds that no attribute header panics, and that what is read is JSON.
func FuzzHeaders(f *testing.F) {
	for _, value := range []string{"acme", `"a\"b"`, `"\`, `"`, "%C0%A0", "a%2", "%", "%25", "\xff"} {
		f.Add("Ce-Subject", value)
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		members, err := attributes(http.Header{name: {value}})
		if err != nil {
			return
		}
		for _, raw := range members {
			if !json.Valid(raw) {
				t.Fatalf("%q became %s", value, raw)
			}
		}
	})
}

// FuzzProviders holds that no payload makes a provider panic or say what no
// signal may say, whatever it is and whoever it seems to come from.
func FuzzProviders(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join("testdata", "*-*.json"))
	for _, file := range files {
		if raw, err := os.ReadFile(file); err == nil && !bytes.Contains(raw, []byte(`"body_file"`)) {
			f.Add(raw)
		}
	}
	f.Add([]byte(response("9", "nps", "q", `{"steps":11}`, acmeHidden)))
	f.Add([]byte(statusChanged("null", "NEW", `"7"`)))
	f.Add([]byte(`{"kind":"zendesk.csat","rating":"Good","organization":{"id":1e9}}`))
	rules := heed.DefaultSettings().Rules(noon)
	f.Fuzz(func(t *testing.T, body []byte) {
		for name, p := range providers {
			w := webhook{connection: "main", header: http.Header{}, body: body, now: noon}
			if p.verify(w, "secret") == nil {
				t.Fatalf("%s believes an unsigned body", name)
			}
			said, err := p.read(w)
			if err != nil {
				wantReason(t, err)
				continue
			}
			wantDrafts(t, said, rules)
		}
	})
}

func wantDrafts(t *testing.T, said reading, rules heed.Rules) {
	t.Helper()
	if len(said.drafts)+len(said.ignored) == 0 {
		t.Fatal("a payload was neither read nor ignored")
	}
	for _, d := range said.drafts {
		if s, errs := d.signal("tool:main", rules); len(errs) == 0 {
			wantPacked(t, []heed.Signal{s})
		}
	}
}
