package score

import (
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// What is told explains itself: whom it is measured against, by which settings, and
// what would bring the account back, with a factor of the operator's own.
func TestWhatIsToldIsExplained(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.settings(func(set *heed.Settings) {
			set.Factors = []heed.CustomFactor{{
				Factor: "crowded", Group: "custom", Title: heed.Text{EN: "Crowded", DE: "Gedränge"}, Worst: &heed.Effect{At: 1, LogOdds: 2},
				Reason: heed.Text{EN: "{value} tickets.", DE: "{value} Tickets."}, Formula: &heed.Formula{Op: heed.OpWord, Text: "open_tickets"},
			}}
		})
		w.account("acme")
		w.judge("acme")
		time.Sleep(time.Hour)
		w.answer("acme", 0)
		w.say("acme", heed.TicketOpened, data{"ticket": "1"})
		w.judge("acme")
		var body struct{ Data heed.RiskChanged }
		if err := json.Unmarshal(w.newest("acme").Body, &body); err != nil {
			t.Fatal(err)
		}
		r := body.Data.Risk
		if r.Reference == nil || r.Reference.Text == "" || r.Settings != 1 {
			t.Errorf("measured against %+v with the settings %d", r.Reference, r.Settings)
		}
		if r.Counterfactual == nil || len(r.Counterfactual.Factors) == 0 || !r.Band.Worse(r.Counterfactual.Band) {
			t.Errorf("what would bring it back: %+v", r.Counterfactual)
		}
		if r.Factors[0].Factor != "crowded" || r.Factors[0].Contribution != 2 || r.Factors[0].Reason != "1 tickets." {
			t.Errorf("the weightiest is %+v", r.Factors[0])
		}
		sum := r.Base
		for _, g := range r.Groups {
			sum += g.Contribution
		}
		if sum-r.LogOdds > 1e-9 || r.LogOdds-sum > 1e-9 {
			t.Errorf("base and groups are %v, the log-odds %v", sum, r.LogOdds)
		}
	})
}
