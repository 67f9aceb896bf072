package heed

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var (
	noon  = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	rules = DefaultSettings().Rules(noon)
)

const plain = `{"id":"1","source":"s","type":"feedback.nps","subject":"acme","data":{"score":3}}`

func TestParseSignal(t *testing.T) {
	s, errs := ParseSignal([]byte(`{"specversion":"1.0","id":"r-1","source":"app","type":"feedback.csat","time":"2026-03-02T12:30:00+01:00","subject":"crm:0061 t","data":{"score":4,"comment":"né"},"traceparent":"00"}`), rules)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if s.ID != "r-1" || s.Source != "app" || s.Type != FeedbackCSAT || s.Subject != "crm:0061 t" || string(s.Data) != `{"score":4,"comment":"né"}` {
		t.Errorf("read %+v", s)
	}
	if !s.Time.Equal(noon.Add(-30*time.Minute)) || s.Time.Location() != time.UTC || s.Untimed || !s.ReceivedAt.Equal(noon) || s.Day() != "2026-03-02" {
		t.Errorf("it happened at %v", s.Time)
	}
}

func TestUntimedSignalHappensOnArrival(t *testing.T) {
	for _, raw := range []string{plain, strings.Replace(plain, "{", `{"time":null,`, 1)} {
		if s, errs := ParseSignal([]byte(raw), rules); len(errs) > 0 || !s.Untimed || !s.Time.Equal(noon) {
			t.Errorf("%s reads as %+v, %v", raw, s, errs)
		}
	}
}

func TestParseSignalNamesEveryError(t *testing.T) {
	_, errs := ParseSignal([]byte(`{"id":"","source":7,"type":"feedback.nps","subject":"a b","time":"noon","specversion":"2","Extra":1,"data":{"score":11,"x":1}}`), rules)
	got := map[string]string{}
	for _, e := range errs {
		got[e.Pointer] = e.Code
	}
	want := map[string]string{
		"/id": "format", "/source": "type", "/subject": "format", "/time": "format", "/specversion": "enum",
		"/Extra": "unknown", "/data/score": "range", "/data/x": "unknown",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the errors are %v, want %v", got, want)
	}
}

func TestSignalTimeEdges(t *testing.T) {
	tests := map[time.Time]bool{
		noon.Add(MaxAhead): true, noon.Add(MaxAhead + time.Second): false,
		rules.Oldest: true, rules.Oldest.Add(-time.Second): false,
	}
	for at, good := range tests {
		raw := strings.Replace(plain, "{", fmt.Sprintf(`{"time":%q,`, at.Format(time.RFC3339)), 1)
		if _, errs := ParseSignal([]byte(raw), rules); good != (len(errs) == 0) {
			t.Errorf("%v gives %v", at, errs)
		}
	}
}

func TestSignalSize(t *testing.T) {
	fill := func(n int) string {
		return strings.Replace(plain, `acme"`, `acme"`+strings.Repeat(" ", n-len(plain)), 1)
	}
	if _, errs := ParseSignal([]byte(fill(MaxSignalBytes)), rules); len(errs) > 0 {
		t.Errorf("the largest signal is refused: %v", errs)
	}
	if _, errs := ParseSignal([]byte(fill(MaxSignalBytes+1)), rules); len(errs) != 1 || errs[0].Code != "range" {
		t.Errorf("a larger one gives %v", errs)
	}
}

func TestSameContent(t *testing.T) {
	read := func(raw string) Signal {
		s, errs := ParseSignal([]byte(raw), rules)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		return s
	}
	first := read(plain)
	later := read(strings.Replace(plain, `{"score":3}`, `{ "score" : 3 }`, 1))
	later.ReceivedAt, later.Time = noon.Add(time.Hour), noon.Add(time.Hour)
	if !first.SameContent(later) {
		t.Error("a repeat that came later, spaced out, is other content")
	}
	for _, other := range []string{
		strings.Replace(plain, `:3`, `:4`, 1), strings.Replace(plain, `acme`, `acme2`, 1), strings.Replace(plain, `:3`, `:3,"comment":"x"`, 1),
		strings.Replace(plain, `{`, `{"time":"2026-03-02T11:00:00Z",`, 1),
	} {
		if first.SameContent(read(other)) {
			t.Errorf("%s is the same content", other)
		}
	}
}

func TestIsJSON(t *testing.T) {
	for kind, want := range map[string]bool{
		"application/json": true, "Application/JSON ; charset=utf-8": true, "application/ld+json": true,
		"text/json": false, "application/jsonp": false, "": false, "text/plain; a=application/json": false,
	} {
		if IsJSON(kind) != want {
			t.Errorf("%q is JSON: %v", kind, !want)
		}
	}
}

// FuzzParseSignal holds, for any bytes that are strict: no panic, and what passes is a signal
// that is read back as it is, within its rules.
func FuzzParseSignal(f *testing.F) {
	for kind := range schema {
		f.Add([]byte(fmt.Sprintf(`{"id":"1","source":"s","type":%q,"subject":"crm:1","time":"2026-03-02T11:00:00Z","data":{"score":1,"contract":"c","arr":{"amount":1,"currency":"EUR"},"attributes":{"a":null}}}`, kind)))
	}
	f.Add([]byte(`{"id":"\ud800","source":"\u0000"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if Strict(raw) != nil {
			return
		}
		s, errs := ParseSignal(raw, rules)
		if len(errs) > 0 {
			return
		}
		if s.ID == "" || s.Source == "" || s.Time.After(noon.Add(MaxAhead)) || s.Time.Before(rules.Oldest) || len(s.SID()) != 32 {
			t.Fatalf("%q passes as %+v", raw, s)
		}
		again, err := json.Marshal(s)
		var back Signal
		if err != nil || json.Unmarshal(again, &back) != nil || !s.SameContent(back) {
			t.Fatalf("%q reads back as %s, %v", raw, again, err)
		}
		if IsFeedback(s.Type) {
			if f, err := FeedbackOf(s); err != nil || f.Score < 0 || f.Score > 10 {
				t.Fatalf("%q is the answer %+v, %v", raw, f, err)
			}
		}
	})
}

// TestASignalOfTextsIsTheSame holds that parts which are texts already are judged as
// those that come in JSON.
func TestASignalOfTextsIsTheSame(t *testing.T) {
	rules := Rules{Now: noon, Oldest: noon.AddDate(-1, 0, 0)}
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"acme", "crm:7", "", FeedbackNPS, "2026-03-02T11:00:00Z", "2036-01-01T00:00:00Z", "\x00", strings.Repeat("x", 300)}))
	rapid.Check(t, func(t *rapid.T) {
		s := Signal{ID: text.Draw(t, "id"), Source: text.Draw(t, "source"), Type: text.Draw(t, "type"), Subject: text.Draw(t, "subject"), Data: json.RawMessage(`{"score":3}`)}
		at := text.Draw(t, "time")
		object := map[string]json.RawMessage{"data": s.Data}
		for name, part := range map[string]string{"id": s.ID, "source": s.Source, "type": s.Type, "subject": s.Subject, "time": at} {
			if name != "time" || at != "" {
				object[name], _ = json.Marshal(part)
			}
		}
		want, wrong := SignalOf(object, rules)
		got, errs := s.With(at, rules)
		if len(errs) != len(wrong) || len(errs) == 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v; from JSON %+v, %v", got, errs, want, wrong)
		}
	})
}
