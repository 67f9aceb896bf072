package risk

import (
	"cmp"

	"github.com/heed-cs/heed/shared/heed"
)

// target is what the risk is about, in day numbers.
type target struct {
	contract *heed.Contract // nil when only the profile speaks
	kind     string
	end      int // the last day of the term, of the window, or the day assumed
	decision int
	due      bool   // somebody must decide by the decision day
	why      string // why no date is known; empty when one is
	arr      float64
}

const (
	shortTerm   = 6  // months; below it a contract is judged by its next 90 days
	overdueDays = 30 // how long a missed decision is called overdue
	yearDays    = 365
)

// chooseTarget picks the open contract with the most ARR, of equals the one
// that is decided first. Trials stand in only where nothing else runs. What is
// under notice is decided already: unless that decides the account, the risk is
// about the rest, as the expected loss is.
func (j *judgement) chooseTarget() target {
	best, found := target{}, false
	for i := range j.Contracts {
		c := &j.Contracts[i]
		if !j.runs(c) || c.Trial && j.book.running > 0 || c.UnderNotice() && !j.book.settled() && !c.Trial {
			continue
		}
		t := j.targetOf(c)
		if !found || t.before(best) {
			best, found = t, true
		}
	}
	if !found {
		return j.profileTarget()
	}
	return best
}

func (t target) before(other target) bool {
	return cmp.Or(cmp.Compare(other.arr, t.arr), cmp.Compare(t.decision, other.decision),
		cmp.Compare(t.contract.ID, other.contract.ID)) < 0
}

func (j *judgement) targetOf(c *heed.Contract) target {
	t := j.dated(c)
	t.contract = c
	if c.ARR != nil {
		arr, _ := j.set.Rates().Convert(*c.ARR)
		t.arr = float64(arr.Amount)
	}
	return t
}

// profileTarget is for an account none of whose contracts is known, or runs.
func (j *judgement) profileTarget() target {
	if j.book.churned(len(j.Contracts)) {
		return target{kind: heed.TargetAssumed, end: j.today, decision: j.today}
	}
	t := j.dated(&heed.Contract{RenewalDate: j.Account.Profile.RenewalDate})
	t.contract = nil
	return t
}

// dated says when a contract ends and is decided.
func (j *judgement) dated(c *heed.Contract) target {
	switch date := j.renewalDate(c); {
	case c.UnderNotice():
		return j.ending(c)
	case short(c):
		end := j.today + windowDays
		return target{kind: heed.TargetWindow, end: end, decision: end}
	case date == "":
		return j.assumed(c.StartDate, noSource)
	case c.AutoRenew:
		return j.rolling(c, date)
	default:
		return j.fixed(date)
	}
}

// renewalDate is the contract's, else the profile's while there is one contract at most.
func (j *judgement) renewalDate(c *heed.Contract) heed.Day {
	if _, ok := number(c.RenewalDate); ok {
		return c.RenewalDate
	}
	if _, ok := number(j.Account.Profile.RenewalDate); ok && j.book.running+j.book.trials <= 1 {
		return j.Account.Profile.RenewalDate
	}
	return ""
}

// ending is a contract under notice: it keeps its end. Until the decision day
// the notice may still be taken back; after it only the end is left.
func (j *judgement) ending(c *heed.Contract) target {
	end := noticeEnd(c)
	t := target{kind: heed.TargetRenewal, end: end, decision: end, due: true}
	if short(c) {
		t.kind = heed.TargetWindow
	}
	if decision := end - noticeDays(c); c.AutoRenew && decision >= j.today {
		t.decision = decision
	}
	return t
}

// rolling is a contract that renews by itself: once its decision day is past
// without notice, the next term is at stake.
func (j *judgement) rolling(c *heed.Contract, date heed.Day) target {
	end, ok := roll(date, rollMonths(c), j.today+noticeDays(c))
	if !ok {
		return j.assumed(c.StartDate, stale)
	}
	return target{kind: heed.TargetRenewal, end: end, decision: end - noticeDays(c), due: true}
}

// fixed is a contract that somebody must renew: overdue for a while when nobody
// says what became of it, then unknown.
func (j *judgement) fixed(date heed.Day) target {
	end, _ := number(date)
	if j.today-end > overdueDays {
		return j.assumed(date, stale)
	}
	return target{kind: heed.TargetRenewal, end: end, decision: end, due: true}
}

// assumed takes the next anniversary of a day, else of the first day as a
// customer, else a year from now. Nothing is due then.
func (j *judgement) assumed(from heed.Day, why string) target {
	end, ok := roll(from, 12, j.today)
	if !ok {
		end, ok = roll(j.Account.Profile.CustomerSince, 12, j.today)
	}
	if !ok {
		end = j.today + yearDays
	}
	return target{kind: heed.TargetAssumed, end: end, decision: end, why: why}
}

// short reports whether a contract is monthly or evergreen, or its dates say a
// term below six months.
func short(c *heed.Contract) bool {
	if c.TermMonths != nil {
		return *c.TermMonths < shortTerm
	}
	start, okStart := number(c.StartDate)
	end, okEnd := number(c.RenewalDate)
	return okStart && okEnd && c.Renewals == 0 && end > start && end-start < 180
}

// rollMonths is the term by which a contract renews; a year when it does not say.
func rollMonths(c *heed.Contract) int {
	if c.TermMonths != nil && *c.TermMonths > 0 {
		return min(*c.TermMonths, 1200)
	}
	return 12
}

// noticeDays bounds what no contract says, so that days stay days.
func noticeDays(c *heed.Contract) int { return min(max(c.NoticeDays, 0), 3650) }

// said is the target as receipts name it.
func (j *judgement) said() heed.Target {
	t := heed.Target{Kind: j.target.kind, Date: written(j.target.end), Days: j.target.decision - j.today}
	if j.target.contract != nil {
		t.Contract = j.target.contract.ID
	}
	if j.target.due {
		t.DecisionDate = written(j.target.decision)
	}
	return t
}
