package intake

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/provider"
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
	messages := hint.Signals(signals, "")
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

// FuzzHeaders holds that no attribute header panics, and that what is read is text.
func FuzzHeaders(f *testing.F) {
	for _, value := range []string{"acme", `"a\"b"`, `"\`, `"`, "%C0%A0", "a%2", "%", "%25", "\xff"} {
		f.Add("Ce-Subject", value)
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		members, err := provider.Attributes(http.Header{name: {value}})
		if err != nil {
			return
		}
		for _, text := range members {
			if !utf8.ValidString(text) {
				t.Fatalf("%q became %q", value, text)
			}
		}
	})
}

// FuzzProviders holds that no payload, however it says it is written, makes a
// provider panic or say what does not fit a message.
func FuzzProviders(f *testing.F) {
	names := provider.Names()
	files, _ := filepath.Glob(filepath.Join(fixtures, "*"))
	for _, file := range files {
		if raw, err := os.ReadFile(file); err == nil && !strings.HasSuffix(file, ".sig.json") {
			for i := range names {
				f.Add(i, "application/json", raw)
			}
			f.Add(0, "text/xml", raw)
			f.Add(0, "application/x-www-form-urlencoded", raw)
		}
	}
	f.Add(0, "", []byte(response("9", "nps", "q", `{"steps":11}`, acmeHidden)))
	f.Add(0, "", []byte(statusChanged("null", "NEW", `"7"`)))
	setting := provider.Setting{Rules: heed.DefaultSettings().Rules(noon), Currency: "EUR"}
	f.Fuzz(func(t *testing.T, tool int, kind string, body []byte) {
		p, _ := provider.Lookup(names[uint(tool)%uint(len(names))])
		r := provider.Request{Connection: "main", Header: http.Header{"Content-Type": {kind}}, Body: body, Now: noon}
		if _, err := p.Verify(r, []provider.Credential{{Secret: "secret"}}); err == nil {
			t.Fatalf("%s believes an unsigned body", p.Name)
		}
		m, errs := p.Mapping(nil)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		said, err := p.Read(r, provider.Credential{}, m, setting)
		if err != nil {
			wantReason(t, err)
			return
		}
		wantPacked(t, said.Signals)
	})
}
