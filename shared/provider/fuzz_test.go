package provider

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// FuzzExpressions holds that no expression panics, when it is compiled or when it
// meets an event, and that what it gives can be written.
func FuzzExpressions(f *testing.F) {
	for _, name := range Names() {
		m, errs := tools[name].Mapping(nil)
		if len(errs) > 0 {
			f.Fatal(errs)
		}
		for _, r := range m.source.Rules {
			for _, text := range []string{r.When, r.Each, r.ID, r.Subject, r.Time} {
				f.Add(text)
			}
			for _, text := range r.Data.each {
				f.Add(*text)
			}
		}
	}
	for _, text := range []string{
		`sum(event.list, # / 0)`, `event[event]`, `int("x")`, `split("a", "")`, `{(event): 1}`, `-event`, `event.list[1:9]`, `"a" in event`,
		`map(event.list, map(event.list, #))`, `event?.a?.b`, `max()`, `round(event.n)`, `event | len()`, `$env`, `$env.budget`, `budget.left`,
	} {
		f.Add(text)
	}
	event, err := parse([]byte(`{"a":{"b":"x"},"n":1.5,"list":[1,"2",{"c":null}],"text":"Good, thanks"}`))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := compiler{options: options()}
		p := c.expression(0, "fuzzed", "when", text)
		if (p == nil) != (len(c.errs) > 0 || text == "") {
			t.Fatalf("%q compiles to %v with %v", text, p, c.errs)
		}
		s := newScope(Request{Connection: "main", Header: http.Header{}}, &Mapping{}, "EUR")
		s.Event, s.Item = event, event
		if v, ok := p.run(s).(map[string]any); ok {
			if _, err := written(v); err != nil {
				t.Skip(err) // what cannot be written is a reason
			}
		}
	})
}

// FuzzMappings holds that no mapping panics, and that what it says fits a message.
func FuzzMappings(f *testing.F) {
	for _, text := range []string{
		`null`, `{"rules":[{"name":"rating","data":{"score":null}}]}`, `{"tables":{"ratings":{"a":[1,{"b":2}]}}}`,
		`{"rules":[{"name":"m","each":"keys(event)","type":"usage.reported","id":"item","subject":"'a'","data":{"metric":"item","value":"1"}}]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, override []byte) {
		p := tools["zendesk"]
		m, errs := p.Mapping(override)
		if len(errs) > 0 {
			return
		}
		said, err := p.Read(Request{Connection: "main", Header: http.Header{}, Body: []byte(ticketSolved), Now: noon}, Credential{}, m, setting())
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range said.Signals {
			if raw, err := json.Marshal(s); err != nil || len(raw) > heed.MaxBatchBytes {
				t.Fatalf("a signal of %d bytes, %v", len(raw), err)
			}
		}
	})
}
