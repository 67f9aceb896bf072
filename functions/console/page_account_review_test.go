package console

import (
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

func TestAReviewLooksBackOnAQuarter(t *testing.T) {
	history := historyView{}
	for _, day := range []heed.Day{"2026-05-01", "2026-08-20", "2026-09-01", "2026-11-22"} {
		history.Rows = append(history.Rows, pastRow{AsOf: day.Time(), Model: string(day)})
	}
	review := reviewOf(history, "2026-11-22")
	if review.From != "2026-08-24" || review.To != "2026-11-22" || review.Before == nil || review.Before.Model != "2026-08-20" {
		t.Errorf("the quarter is %+v", review)
	}
	if review := reviewOf(history, "2026-06-01"); review.Before != nil {
		t.Errorf("before the first judgement the risk was %+v", review.Before)
	}
}

func TestThePrintedAccountNamesOwnerAndPeriod(t *testing.T) {
	_, visitor := actor(t, heed.ScopeRead)
	page := visitor.page("/ui/accounts/northwind")
	mustHold(t, page, `class="printed"`, "Quarterly review", "Owner mia")
	visitor.lang = "de"
	mustHold(t, visitor.page("/ui/accounts/northwind"), "Quartalsgespräch", "Zuständig mia")
}
