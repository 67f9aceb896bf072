package console

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Every event is documented as a webhook, by a body that it has and by no other.
func TestDocumentKnowsEveryEvent(t *testing.T) {
	doc, err := contract()
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range eventTypes {
		if doc.Webhooks[kind] == nil {
			t.Errorf("%s is not documented", kind)
			continue
		}
		media := doc.Webhooks[kind].Post.RequestBody.Value.Content["application/json"]
		if err := media.Schema.Value.VisitJSON(media.Example); err != nil {
			t.Errorf("the example of %s is not what its schema says: %v", kind, err)
		}
		for _, other := range eventTypes {
			wrong := doc.Webhooks[other].Post.RequestBody.Value.Content["application/json"].Example
			if other != kind && media.Schema.Value.VisitJSON(wrong) == nil {
				t.Errorf("%s is taken for %s", other, kind)
			}
		}
	}
	if len(doc.Webhooks) != len(eventTypes) {
		t.Errorf("%d webhooks are documented, of %d events", len(doc.Webhooks), len(eventTypes))
	}
}

// asDocumented holds an event against the document.
func asDocumented(t *testing.T, ev heed.Event) {
	t.Helper()
	doc, err := contract()
	if err != nil {
		t.Fatal(err)
	}
	var body any
	if err := json.Unmarshal(ev.Body, &body); err != nil {
		t.Fatal(err)
	}
	if err := doc.Components.Schemas["Event"].Value.VisitJSON(body); err != nil {
		t.Errorf("%s is not as documented: %v", ev.Body, err)
	}
}

func TestEventsOfCasesAreAsDocumented(t *testing.T) {
	a, now := heed.Account{ID: "acme"}, time.Now()
	k := heed.NewCase(heed.RiskCase, a, heed.Event{ID: "evt_x", At: now}, heed.Text{EN: "The champion left.", DE: "Der Fürsprecher ist gegangen."}, 5)
	for _, outcome := range append([]heed.CaseOutcome{""}, heed.CaseOutcomes...) {
		if k.Outcome = outcome; outcome != "" {
			k.ClosedAt = now
		}
		for _, lang := range []heed.Language{heed.English, heed.German} {
			ev, err := k.Told(a, 1, now, heed.Settings{Language: lang}, "https://heed.example.com")
			if err != nil {
				t.Fatal(err)
			}
			asDocumented(t, ev)
		}
	}
}
