package judgement_test

import (
	"slices"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/formula"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// A factor of the operator's own is judged of the past by what was known then.
func TestCustomFactorsLookBackToo(t *testing.T) {
	own, errs := formula.ReadAll([]heed.CustomFactor{{
		Factor: "quick_tickets", Title: heed.Text{EN: "Tickets"}, Expression: `segment == "smb" ? tickets_opened(30) : 0`,
		Worst: &heed.Effect{At: 2, LogOdds: 1},
	}})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	set := heed.DefaultSettings()
	set.Factors = own
	signals := append(slices.Clone(life), on("2025-01-01", "account.updated", `{"segment":"smb"}`),
		on("2025-08-01", "ticket.opened", `{"ticket":"t-2"}`), on("2025-08-02", "ticket.opened", `{"ticket":"t-3"}`))
	key, err := secret.FromKey(make([]byte, secret.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	past := judgement.NewPast(records.New(storetest.NewModel(), key), heed.Account{ID: "acme"}, signals, nil, nil)
	for day, want := range map[heed.Day]float64{"2025-06-10": 0, "2025-07-01": .5, "2025-08-10": 1} {
		at := day.Time().Add(12 * time.Hour)
		s, err := past.Snapshot(risk.Reference{}, at)
		if err != nil {
			t.Fatal(err)
		}
		r := risk.Assess(s, risk.Prior(.10), set, at)
		i := slices.IndexFunc(r.Factors, func(f heed.Factor) bool { return f.Factor == "quick_tickets" })
		if day == "2025-06-10" {
			if i >= 0 {
				t.Errorf("before any ticket was heard of it says %+v", r.Factors[i])
			}
			continue
		}
		if i < 0 || r.Factors[i].Contribution != want {
			t.Errorf("on %s: %+v, want %v", day, r.Factors, want)
		}
	}
}
