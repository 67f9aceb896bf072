package records

import (
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

func TestWhatIsSettledIsKeptForAWhile(t *testing.T) {
	said := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	facts := func(kinds ...string) heed.Facts {
		var all heed.Facts
		for i, kind := range kinds {
			all = append(all, heed.Fact{Stamp: heed.Stamp{Time: said.Add(time.Duration(i-len(kinds)+1) * time.Hour)}, Type: kind, Data: []byte(`{}`)})
		}
		return all
	}
	for name, c := range map[string]struct {
		sort  string
		facts heed.Facts
		days  int
	}{
		"an open ticket":         {"T#1", facts(heed.TicketOpened), 0},
		"a resolved one":         {"T#1", facts(heed.TicketOpened, heed.TicketResolved), heed.TicketDays},
		"a reopened one":         {"T#1", facts(heed.TicketOpened, heed.TicketResolved, heed.TicketReopened), 0},
		"an unpaid invoice":      {"I#1", facts(heed.InvoiceOverdue), 0},
		"a paid one":             {"I#1", facts(heed.PaymentFailed, heed.PaymentRecovered), heed.InvoiceDays},
		"a missed milestone":     {"M#1", facts(heed.MilestoneMissed), 0},
		"one reached late":       {"M#1", facts(heed.MilestoneMissed, heed.MilestoneReached), heed.MilestoneDays},
		"a contact":              {"P#1", facts(heed.ContactJoined), 0},
		"one who left":           {"P#1", facts(heed.ContactJoined, heed.ContactLeft), heed.ContactDays},
		"a contract, even ended": {"K#1", facts(heed.ContractSigned, heed.ContractEnded), 0},
		"nothing":                {"T#1", nil, 0},
		"the pulse":              {"O#pulse", facts(heed.PulseReported), 0},
	} {
		t.Run(name, func(t *testing.T) {
			key := store.Key{Partition: "A#acme", Sort: c.sort}
			for now, from := range map[time.Time]time.Time{{}: said, said.AddDate(2, 0, 0): said.AddDate(2, 0, 0)} {
				want := time.Time{}
				if c.days > 0 {
					want = from.AddDate(0, 0, c.days)
				}
				if got := FactsUntil(key, c.facts, now); !got.Equal(want) {
					t.Errorf("written at %v it is kept until %v, want %v", now, got, want)
				}
			}
		})
	}
}
