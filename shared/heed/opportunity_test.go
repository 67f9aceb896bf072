package heed

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCardShowsWhatIsSpotted(t *testing.T) {
	told := Spotting{ToldAt: noon, Score: .2, Reason: Text{EN: "no", DE: "nein"}}
	card := Card{Opportunities: map[string]Spotting{Advocate: {Since: noon}, Expansion: told}}
	if got := card.Spotted(); !slices.Equal(got, []string{Advocate}) {
		t.Errorf("it shows %v", got)
	}
	if kept := told.Kept(); kept != (Spotting{ToldAt: noon}) || kept.Empty() || !(Spotting{Score: .2}).Kept().Empty() {
		t.Errorf("of what is not there it keeps %+v", kept)
	}
	if raw, _ := json.Marshal(Card{}); strings.Contains(string(raw), "opportunities") {
		t.Errorf("a card without any says so: %s", raw)
	}
}

func TestOpportunityInALanguage(t *testing.T) {
	o := Opportunity{Kind: Advocate, Spotting: Spotting{Since: noon, Score: .6}, Factors: []Factor{{Factor: "nps", Contribution: .4, Reason: Text{EN: "Glad.", DE: "Froh."}}}}
	v := o.In(German)
	if !v.Spotted || !v.Since.Equal(noon) || v.Factors[0].Reason != "Froh." || v.Factors[0].Signals == nil || v.Missing == nil {
		t.Errorf("in German it is %+v", v)
	}
	if v := (Opportunity{}).In(English); v.Spotted || v.Since != nil || v.Factors == nil {
		t.Errorf("what is not spotted is %+v", v)
	}
	for kind, member := range map[string]string{Expansion: `"expansion":{`, Advocate: `"advocate":{`} {
		data := OpportunitySpotted{Account: AccountRef{ID: "acme"}, Sequence: 1}
		data.Set(kind, v)
		ev, err := NewEvent(SpottedEvent(kind), Account{ID: "acme"}, 1, time.Now(), EventFacts{}, data)
		if err != nil || strings.Count(string(ev.Body), "_odds") != 1 || !strings.Contains(string(ev.Body), member) {
			t.Errorf("%v: %s", err, ev.Body)
		}
		if !slices.Contains(BusinessEvents, ev.Type) {
			t.Errorf("%s is no event that customers are told of", ev.Type)
		}
	}
}
