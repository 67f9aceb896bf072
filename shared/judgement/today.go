package judgement

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
)

// Today is a look at an account as it is, taken like those that models learn from;
// false when its matter is settled.
func Today(d records.Dossier, book records.Book, set heed.Settings, now time.Time) (heed.Example, bool) {
	target, measured, settled := risk.Measure(Snapshot(d, book), set, now)
	return heed.Example{
		Account: d.Account.Value.ID, Contract: target.Contract, Kind: target.Kind, AsOf: heed.DayOf(now), LeadDays: target.Days, Factors: measured,
	}, !settled
}
