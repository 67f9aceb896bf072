package console

import (
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

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
