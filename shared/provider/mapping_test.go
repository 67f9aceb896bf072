package provider

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func setting() Setting {
	return Setting{Rules: heed.DefaultSettings().Rules(noon), Currency: "EUR"}
}

// read gives what a body says to a provider with a mapping of its own.
func read(t *testing.T, name, body, override string) Reading {
	t.Helper()
	p, _ := Lookup(name)
	m, errs := p.Mapping(json.RawMessage(override))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	said, err := p.Read(Request{Connection: "main", Header: http.Header{}, Body: []byte(body), Now: noon}, Credential{}, m, setting())
	if err != nil {
		t.Fatal(err)
	}
	return said
}

// TestShippedMappings holds that every provider's mapping compiles.
func TestShippedMappings(t *testing.T) {
	for _, name := range Names() {
		p, _ := Lookup(name)
		if _, errs := p.Mapping(nil); len(errs) > 0 {
			t.Errorf("%s: %v", name, errs)
		}
	}
}

const ticketSolved = `{"type":"zen:event-type:ticket.status_changed","id":"e1","time":"2026-03-02T11:59:40Z","event":{"previous":"OPEN","current":"SOLVED"},
	"detail":{"id":"1","organization_id":"77","priority":"HIGH","brand":"north"}}`

func TestOverrides(t *testing.T) {
	tests := map[string]struct{ override, want string }{
		"nothing":         {`null`, `ticket.resolved main:77 {"priority":"high","ticket":"1"}`},
		"a member":        {`{"rules":[{"name":"resolved","data":{"kind":"event.detail.brand"}}]}`, `ticket.resolved main:77 {"kind":"north","priority":"high","ticket":"1"}`},
		"a member less":   {`{"rules":[{"name":"resolved","data":{"priority":null}}]}`, `ticket.resolved main:77 {"ticket":"1"}`},
		"all data":        {`{"rules":[{"name":"resolved","data":"{\"ticket\": \"x\"}"}]}`, `ticket.resolved main:77 {"ticket":"x"}`},
		"the subject":     {`{"rules":[{"name":"resolved","subject":"account(event.detail.organization_id)"}]}`, `ticket.resolved 77 {"priority":"high","ticket":"1"}`},
		"a row":           {`{"tables":{"priorities":{"HIGH":"urgent"}}}`, `ticket.resolved main:77 {"priority":"urgent","ticket":"1"}`},
		"a new first":     {`{"rules":[{"name":"mine","when":"event.id == 'e1'","ignore":"mine"}]}`, `ignored: mine`},
		"a new beside":    {`{"rules":[{"name":"mine","type":"milestone.reached","id":"join(event.id,'m')","subject":"'acme'","data":{"milestone":"'m'"}}]}`, `milestone.reached acme {"milestone":"m"}; ticket.resolved main:77 {"priority":"high","ticket":"1"}`},
		"switched off":    {`{"rules":[{"name":"resolved","when":"false"}]}`, `ignored: the change of status opens, resolves and reopens nothing`},
		"a missing id":    {`{"rules":[{"name":"resolved","id":"event.nothing.at.all"}]}`, `ignored: rule resolved: no id: event.nothing.at.all gives nothing that can be used`},
		"a missing datum": {`{"rules":[{"name":"resolved","data":{"ticket":"event.detail.id.x[3]"}}]}`, `ignored: rule resolved: no ticket: event.detail.id.x[3] gives nothing that can be used`},
		"an odd time":     {`{"rules":[{"name":"resolved","time":"'noon'"}]}`, `ignored: rule resolved: /time: the member must be a time`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			said := read(t, "zendesk", ticketSolved, test.override)
			var got []string
			for _, s := range said.Signals {
				got = append(got, fmt.Sprintf("%s %s %s", s.Type, s.Subject, s.Data))
			}
			for _, reason := range said.Ignored {
				got = append(got, "ignored: "+reason)
			}
			if text := strings.Join(got, "; "); !strings.HasPrefix(text, test.want) || name != "an odd time" && text != test.want {
				t.Errorf("gives %s, want %s", text, test.want)
			}
		})
	}
}

func TestMappingMistakes(t *testing.T) {
	p, _ := Lookup("zendesk")
	rule := func(members string) string { return `{"rules":[{"name":"mine",` + members + `}]}` }
	whole := `"type":"ticket.opened","id":"event.id","subject":"'a'"`
	for override, want := range map[string]string{
		`[]`:                                  "",
		`{"rule":[]}`:                         "",
		`{"rules":[{"nam":"x"}]}`:             "",
		`{"rules":[],"rules":[]}`:             "",
		`{"tables":{"a":1}}`:                  "",
		rule(`"data":7`):                      "",
		rule(`"type":"ticket.opened"`):        "/rules/0/id",
		`{"rules":[{"when":"true"}]}`:         "/rules/0/name",
		rule(whole + `,"when":"event.id =="`): "/rules/0/when",
		rule(whole + `,"when":"evnt.id"`):     "/rules/0/when",
		rule(whole + `,"time":"now()"`):       "/rules/0/time",
		rule(whole + `,"each":"reduce(event.a, #acc + #, '')"`):                                               "/rules/0/each",
		rule(whole + `,"data":{"tiket":"event.id"}`):                                                          "/rules/0/data/tiket",
		rule(whole + `,"data":{"ticket":"event.id.repeat(9)"}`):                                               "/rules/0/data/ticket",
		rule(`"type":"ticket.opened","subject":"'a'","id":"` + strings.Repeat("1+", 300) + `1"`):              "/rules/0/id",
		rule(`"type":"ticket.opened","subject":"'a'","id":"` + strings.Repeat(" ", maxExpression) + `1"`):     "/rules/0/id",
		`{"rules":[{"name":"x","ignore":"y"},{"name":"x","ignore":"z"}]}`:                                     "/rules/1/name",
		`{"rules":[{"name":"rating","data":{"score":"1"}},{"name":"other","ignore":"a","when":"nothing()"}]}`: "/rules/1/when",
	} {
		_, errs := p.Mapping(json.RawMessage(override))
		if len(errs) == 0 || errs[0].Pointer != want || errs[0].Detail == "" || errs[0].Code == "" {
			t.Errorf("%.80s gives %v, want an error at %q", override, errs, want)
		}
	}
	_, errs := p.Mapping(json.RawMessage(rule(whole + `,"when":"event.id\n == evnt"`)))
	if len(errs) != 1 || !strings.Contains(errs[0].Detail, `rule "mine": when: line 2, column 5: unknown name evnt`) {
		t.Errorf("the error is %v", errs)
	}
}

// TestLoopsAreBounded holds that a mapping whose loops stand in one another ends
// soon, whatever body it meets.
func TestLoopsAreBounded(t *testing.T) {
	body := `{"type":"x","list":[` + strings.Repeat("1,", 400_000) + `1]}`
	override := `{"rules":[{"name":"slow","when":"any(event.list, any(event.list, # == 2))","type":"ticket.opened","id":"'1'","subject":"'a'"}]}`
	if said := read(t, "generic", body, override); len(said.Signals) > 0 || len(said.Ignored) != 1 || !strings.Contains(said.Ignored[0], "too much work") {
		t.Errorf("gives %v", said)
	}
}

func TestEachSpeaksForEveryItem(t *testing.T) {
	const rule = `{"rules":[{"name":"each","each":"event.list","when":"item.use != false","type":"usage.reported","id":"join(event.id, index)","subject":"item.a","data":{"metric":"item.m","value":"number(item.v)"}}]}`
	said := read(t, "generic", `{"id":"e","list":[{"a":"x","m":"m","v":"1.5"},{"a":"y","m":"m","v":2},{"use":false},{"a":"z","m":"m"}]}`, rule)
	if len(said.Signals) != 2 || said.Signals[1].ID != "e:1" || string(said.Signals[0].Data) != `{"metric":"m","value":1.5}` || len(said.Ignored) != 1 {
		t.Errorf("gives %+v", said)
	}
	if said := read(t, "generic", `{"id":"e","list":7}`, rule); len(said.Signals) > 0 || len(said.Ignored) != 1 {
		t.Errorf("no list gives %+v", said)
	}
}

func TestTooManyEvents(t *testing.T) {
	p, _ := Lookup("generic")
	m, _ := p.Mapping(nil)
	body := "[" + strings.Repeat("{},", maxEvents) + "{}]"
	_, err := p.Read(Request{Connection: "main", Header: http.Header{}, Body: []byte(body), Now: noon}, Credential{}, m, setting())
	if problem := heed.ProblemOf(err); problem == nil || problem.Code != heed.TooLarge {
		t.Errorf("answers %v", err)
	}
}

// TestLargestBodies holds that a body as large as intake takes, made to be slow, is
// no more work than the budget allows, and that an honest one is far below it.
func TestLargestBodies(t *testing.T) {
	const size = 1 << 20
	fill := func(head, part, tail string) string {
		return head + strings.TrimSuffix(strings.Repeat(part, (size-len(head)-len(tail))/len(part)), ",") + tail
	}
	for name, body := range map[string]string{
		"typeform": fill(`{"event_type":"form_response","event_id":"1","form_response":{"hidden":{"account_id":"a"},"definition":{"fields":[`+
			strings.TrimSuffix(strings.Repeat(`{"id":"x"},`, 9000), ",")+`]},"answers":[`, `{"type":"number","field":{"type":"opinion_scale","ref":"nps"}},`, `]}}`),
		"formbricks":  fill(`{"event":"responseFinished","data":{"id":"1","data":{"nps":[`, `"nps",`, `]}}}`),
		"stripe":      fill(`{"object":"event","type":"customer.subscription.created","data":{"object":{"items":{"data":[`, `{"quantity":1},`, `]}}}}`),
		"segment":     fill(`[`, `{"type":"track","event":"x"},`, `]`),
		"qualtrics":   fill("MSG=", "%7B", ""),
		"salesforce":  fill("", "<a>", ""),
		"dynamics365": fill(`{"PrimaryEntityName":"account","PostEntityImages":[`, `{"key":"a","value":{"Attributes":[]}},`, `]}`),
		"generic":     fill(`{"a":"`, `x`, `"}`),
	} {
		p, _ := Lookup(name)
		m, _ := p.Mapping(nil)
		r := Request{Connection: "main", Header: http.Header{}, Body: []byte(body), Now: noon}
		said, err := p.Read(r, Credential{}, m, setting())
		if err == nil && len(said.Ignored) == 0 {
			t.Errorf("%s gives %d signals", name, len(said.Signals))
		}
	}
	events := make([]any, maxEvents)
	for i := range events {
		events[i] = map[string]any{"type": "track", "messageId": fmt.Sprint(i), "event": "Report Exported", "context": map[string]any{"groupId": "acme"}}
	}
	p, _ := Lookup("segment")
	m, _ := p.Mapping(nil)
	s := newScope(Request{Connection: "main"}, m, "EUR")
	said, err := m.read(events, s, "segment:main", setting().Rules)
	if err != nil || len(said.Signals) != maxEvents || s.Budget.left < maxWork*4/5 {
		t.Errorf("gives %d signals, %v, with %d of %d left", len(said.Signals), err, s.Budget.left, maxWork)
	}
}
