package console

import (
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// A case that Heed opened is told by the event that opened it; one of a person's is news.
func TestCaseOfHeedsOwnIsNotToldTwice(t *testing.T) {
	set, acme := heed.DefaultSettings(), heed.Account{ID: "acme"}
	var events []heed.Event
	for _, kind := range []heed.CaseKind{heed.RiskCase, heed.ManualCase} {
		ev, err := heed.Case{ID: "c", Account: "acme", Kind: kind, OpenedAt: time.Now()}.Told(acme, 1, time.Now(), set, "")
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, ev)
	}
	if got := streamed(events, heed.English); len(got) != 1 || !got[0].ByHand {
		t.Errorf("the page tells of %+v, want the person's case alone", got)
	}
}

// What Heed said is read in the reader's language; of what was said before both
// languages were kept, there is only the body's.
func TestEventIsReadInTheReadersLanguage(t *testing.T) {
	ev, err := heed.NewEvent(heed.RiskRaised, heed.Account{ID: "acme"}, 1, time.Now(), heed.EventFacts{}, heed.RiskChanged{Reason: "Usage fell."})
	if err != nil {
		t.Fatal(err)
	}
	if got := eventIn(ev, heed.German); got.Reason != "Usage fell." || !got.Quoted {
		t.Errorf("an event with a body alone is read as %+v", got)
	}
	ev.Reason = heed.Text{EN: "Usage fell.", DE: "Die Nutzung fiel."}
	if got := eventIn(ev, heed.German); got.Reason != "Die Nutzung fiel." || got.Quoted {
		t.Errorf("an event in both languages is read as %+v", got)
	}
}
