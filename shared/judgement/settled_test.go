package judgement_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/store"
)

// TestWhatIsForgottenIsNotMissed judges accounts with years of tickets, invoices,
// milestones and contacts, with and without the rows whose time is over.
func TestWhatIsForgottenIsNotMissed(t *testing.T) {
	set := heed.DefaultSettings()
	rapid.Check(t, func(t *rapid.T) {
		var whole, kept records.Dossier
		whole.Account.Value = heed.Account{ID: "acme"}
		for i := range rapid.IntRange(0, 12).Draw(t, "things") {
			thing := things[rapid.IntRange(0, len(things)-1).Draw(t, "thing")]
			key, facts := store.Key{Partition: "A#acme", Sort: thing.letter + fmt.Sprint(i)}, thing.told(t)
			err := whole.Take(key.Sort, facts, noon)
			if until := records.FactsUntil(key, facts, time.Time{}); until.IsZero() || until.After(noon) {
				err = errors.Join(err, kept.Take(key.Sort, facts, noon))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		whole.Days = rapid.SliceOfN(rapid.Just(heed.Activity{Day: "2026-08-01", Tickets: true}), 0, 1).Draw(t, "days")
		kept.Account, kept.Days = whole.Account, whole.Days
		a := risk.Assess(judgement.Snapshot(whole, records.Book{}), risk.Prior(set.LossRate), set, noon)
		b := risk.Assess(judgement.Snapshot(kept, records.Book{}), risk.Prior(set.LossRate), set, noon)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("what was forgotten was missed (-whole +kept):\n%s", diff)
		}
	})
}

// things are what facts are about, with what may be said of each.
var things = []thing{
	{"T#", []string{heed.TicketOpened, heed.TicketResolved, heed.TicketReopened, heed.TicketEscalated}, `{"priority":"urgent"}`},
	{"I#", []string{heed.PaymentFailed, heed.PaymentRecovered, heed.PaymentPaid, heed.InvoiceOverdue}, `{"days":3}`},
	{"M#", []string{heed.MilestoneReached, heed.MilestoneMissed}, `{}`},
	{"P#", []string{heed.ContactJoined, heed.ContactChanged, heed.ContactLeft}, `{"role":"champion"}`},
}

type thing struct {
	letter string
	kinds  []string
	data   string
}

// told are up to four statements of the last three years.
func (g thing) told(t *rapid.T) (facts heed.Facts) {
	for i := range rapid.IntRange(1, 4).Draw(t, "facts") {
		at := noon.Add(-time.Duration(rapid.IntRange(0, 3*365*24).Draw(t, "hours ago")) * time.Hour)
		kind := rapid.SampledFrom(g.kinds).Draw(t, "kind")
		facts = facts.With(heed.Fact{Stamp: heed.Stamp{Time: at, ID: fmt.Sprint(i)}, Type: kind, Data: []byte(g.data)})
	}
	return facts
}
