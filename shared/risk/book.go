package risk

import (
	"math"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// book is what the account's contracts add up to.
type book struct {
	running int // contracts that run, trials left out
	trials  int // trials that run
	noticed int // of the running ones, those under notice
	// known reports whether any running contract says its ARR.
	known bool
	// noticedARR and otherARR are in minor units of the settings' currency.
	noticedARR, otherARR float64
	unrated              []heed.Money // ARR without a rate, per currency
	closed               int          // the day the last contract ended; of account only when none runs
	succession           bool         // some contract names the one it renews
}

// openBook adds up the contracts that run today.
func (j *judgement) openBook() book {
	b := book{closed: math.MinInt}
	for i := range j.Contracts {
		b.succession = b.succession || j.Contracts[i].Renews != ""
	}
	j.book.succession = b.succession
	for i := range j.Contracts {
		c := &j.Contracts[i]
		switch {
		case !j.runs(c):
			b.closed = max(b.closed, j.closedOn(c))
		case c.Trial:
			b.trials++
		default:
			j.enter(&b, c)
		}
	}
	return b
}

func (j *judgement) enter(b *book, c *heed.Contract) {
	b.running++
	noticed := c.UnderNotice()
	if noticed {
		b.noticed++
	}
	if c.ARR == nil {
		return
	}
	b.known = true
	arr, rated := j.set.Rates().Convert(*c.ARR)
	switch {
	case !rated:
		b.unrated = addMoney(b.unrated, *c.ARR)
	case noticed:
		b.noticedARR += float64(arr.Amount)
	default:
		b.otherARR += float64(arr.Amount)
	}
}

// runs reports whether a contract is what the customer has today. One under
// notice is over when its end is; of two that follow one another only one runs.
func (j *judgement) runs(c *heed.Contract) bool {
	if !c.Open() {
		return false
	}
	if c.UnderNotice() && noticeEnd(c) < j.today {
		return false
	}
	return !j.book.succession || !j.superseded(c) && !j.waiting(c)
}

// superseded reports whether a contract that renews this one has begun.
func (j *judgement) superseded(c *heed.Contract) bool {
	next := j.successor(c)
	return next != nil && next.Renews != next.ID && next.ID != c.Renews && j.begun(next, c)
}

// waiting reports whether the contract renews one that still runs.
func (j *judgement) waiting(c *heed.Contract) bool {
	for i := range j.Contracts {
		if old := &j.Contracts[i]; c.Renews != "" && old.ID == c.Renews && old.ID != c.ID && old.Renews != c.ID {
			return old.Open() && !j.begun(c, old)
		}
	}
	return false
}

// successor is the open contract that renews this one; nil when there is none.
func (j *judgement) successor(c *heed.Contract) *heed.Contract {
	for i := range j.Contracts {
		if next := &j.Contracts[i]; c.ID != "" && next.Renews == c.ID && next.ID != c.ID && next.Open() && !next.Trial {
			return next
		}
	}
	return nil
}

// begun reports whether next, which renews old, is in force: from its start, or
// else from the day after the old one's last.
func (j *judgement) begun(next, old *heed.Contract) bool {
	if start, ok := number(next.StartDate); ok {
		return start <= j.today
	}
	end, ok := number(old.RenewalDate)
	return !ok || end < j.today
}

// closedOn is the day a contract that no longer runs came to its end.
func (j *judgement) closedOn(c *heed.Contract) int {
	switch {
	case !c.EndedAt.IsZero():
		return dayOf(c.EndedAt)
	case c.UnderNotice():
		return noticeEnd(c)
	}
	return math.MinInt
}

// noticeEnd is the last day of a contract under notice: the end of the term in
// which notice was given, or else the notice period after it. Notice of a term that
// is only just over and renews by nobody is of that one.
func noticeEnd(c *heed.Contract) int {
	given := dayOf(c.NoticedAt)
	if end, ok := number(c.RenewalDate); ok && !c.AutoRenew && !short(c) && given > end && given <= end+overdueDays {
		return end
	}
	if end, ok := roll(c.RenewalDate, rollMonths(c), given); ok {
		return end
	}
	return given + noticeDays(c)
}

// churned reports whether there were contracts and none runs any more.
func (b book) churned(contracts int) bool { return contracts > 0 && b.running == 0 && b.trials == 0 }

// settled reports whether notice stands for the only contract, for all of them,
// or for at least 80 % of the open ARR. What has no rate cannot be compared.
func (b book) settled() bool {
	if b.noticed == 0 {
		return false
	}
	total := b.noticedARR + b.otherARR
	return b.noticed == b.running || total > 0 && len(b.unrated) == 0 && b.noticedARR >= .8*total
}

// addMoney adds to the sum of the money's currency.
func addMoney(sums []heed.Money, m heed.Money) []heed.Money {
	for i := range sums {
		if sums[i].Currency == m.Currency {
			sums[i].Amount = minor(float64(sums[i].Amount) + float64(m.Amount))
			return sums
		}
	}
	return append(sums, m)
}

// minor rounds to whole minor units and stays within what they can hold.
func minor(amount float64) int64 {
	const limit = 1 << 62
	return int64(math.Round(min(max(amount, -limit), limit)))
}

// arr is what the account pays a year in the settings' currency, where that is
// known from, and what could not be converted.
func (j *judgement) arr() (*heed.Money, heed.ARRSource, []heed.Money) {
	b := &j.book
	switch {
	case b.known && b.noticedARR == 0 && b.otherARR == 0 && len(b.unrated) > 0:
		return nil, heed.ARRFromContracts, b.unrated
	case b.known || b.churned(len(j.Contracts)):
		return j.money(b.noticedARR + b.otherARR), heed.ARRFromContracts, b.unrated
	case j.Account.Profile.ARR == nil:
		return nil, heed.ARRUnknown, nil
	}
	arr, rated := j.set.Rates().Convert(*j.Account.Profile.ARR)
	if !rated {
		return nil, heed.ARRFromProfile, []heed.Money{*j.Account.Profile.ARR}
	}
	return &arr, heed.ARRFromProfile, nil
}

func (j *judgement) money(amount float64) *heed.Money {
	return &heed.Money{Amount: minor(amount), Currency: j.set.Currency}
}

// expectedLoss is the ARR under notice plus probability times the ARR of the
// other open contracts; nil when no ARR is known in the settings' currency.
func (j *judgement) expectedLoss(p float64) (*heed.Money, []heed.Money) {
	arr, source, unrated := j.arr()
	switch {
	case arr == nil:
		return nil, unrated
	case source == heed.ARRFromProfile && j.book.settled():
		return arr, unrated
	case source == heed.ARRFromProfile:
		return j.money(p * float64(arr.Amount)), unrated
	}
	return j.money(j.book.noticedARR + p*j.book.otherARR), unrated
}

// status is the account's state, from its contracts.
func (j *judgement) status() heed.Status {
	switch {
	case j.book.churned(len(j.Contracts)):
		return heed.Churned
	case j.book.settled():
		return heed.Notice
	case j.book.running == 0 && j.book.trials > 0:
		return heed.Trial
	}
	return heed.Active
}

// since is when the account became a customer: what its profile says, else the
// start of its first contract; false when neither says.
func (j *judgement) since() (int, bool) {
	if day, ok := number(j.Account.Profile.CustomerSince); ok {
		return day, true
	}
	first, found := math.MaxInt, false
	for i := range j.Contracts {
		if day, ok := began(&j.Contracts[i]); ok && !j.Contracts[i].Trial {
			first, found = min(first, day), true
		}
	}
	return first, found
}

// began is when a contract started, or else was signed.
func began(c *heed.Contract) (int, bool) {
	if day, ok := number(c.StartDate); ok {
		return day, true
	}
	return dayOr(c.SignedAt)
}

func dayOr(t time.Time) (int, bool) { return dayOf(t), !t.IsZero() }
