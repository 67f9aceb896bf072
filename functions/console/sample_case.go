package console

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// caseChanged is a case that a risk opened five days ago, or one that was closed now.
func (s sample) caseChanged(eventType string) heed.CaseChanged {
	const reason = "The last two people asked at Example Ltd would not recommend it."
	k := heed.CaseInEvent{
		ID: heed.CaseID(heed.EventID("example", "example", "", 1)), Kind: heed.RiskCase, Reason: reason,
		Owner: new("csm-1"), Due: s.today().Add(5), OpenedAt: s.now,
	}
	said := "This is a test: " + reason
	if eventType == heed.CaseClosed {
		k.Due, k.OpenedAt = s.today(), s.now.Add(-5*24*time.Hour)
		k.Outcome, k.ClosedAt = new(heed.CaseResolved), &s.now
		said = "This is a test: Resolved: " + reason
	}
	return heed.CaseChanged{Account: s.account(), Sequence: 1, Case: k, Reason: said}
}
