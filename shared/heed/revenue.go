package heed

import "slices"

// Revenue is what one account pays and paid: what its contracts were worth from
// which day on, and how their terms ended. It is folded from facts and may be
// folded again at any time.
type Revenue struct {
	Account   string `json:"account"`
	Contracts []Paid `json:"contracts,omitempty"` // by id
	Terms     []Term `json:"terms,omitempty"`     // the earliest end first; trials and monthly terms have none
	// Benefits is what the account has of it: its objectives, as far as they were reached.
	Benefits []Benefit `json:"benefits,omitempty"`
}

// Booked names a Revenue and the Months, so that they are written again only when
// they changed.
type Booked struct {
	Contracts string `json:"contracts,omitempty"`
	Months    string `json:"months,omitempty"`
	On        Day    `json:"on,omitempty"` // when the months were written
}

// Paid is what one contract was worth, step by step.
type Paid struct {
	Contract string `json:"contract"`
	Product  string `json:"product,omitempty"`
	Renews   string `json:"renews,omitempty"` // the contract this one succeeds
	// Follows says that it took the place of another, by name or by product and date:
	// it was no purchase of its own.
	Follows bool   `json:"follows,omitempty"`
	Steps   []Step `json:"steps"` // oldest first, at most one a day
}

// Step is how a contract stood from the end of a day on.
type Step struct {
	Day  Day    `json:"day"`
	Runs bool   `json:"runs,omitempty"` // not ended, and no trial
	ARR  *Money `json:"arr,omitempty"`  // nil while nobody said
}

// Term is one term of a contract and what became of it.
type Term struct {
	Contract string `json:"contract"`
	End      Day    `json:"end"`    // its last day
	Result   string `json:"result"` // as package risk names it
	Due      *Money `json:"due,omitempty"`
	// Kept is what the contract or its successor was worth once the term was over;
	// it may be more than was due. Nil when it was lost, or nobody said.
	Kept *Money `json:"kept,omitempty"`
}

// PaidOf folds the steps of a contract from what was said of it. A contract is
// worth something from its start date on, when signing it named one, and later
// changes count from the day they were said.
func PaidOf(id string, facts Facts) (Paid, error) {
	p := Paid{Contract: id}
	for i, f := range facts {
		c, err := ContractOf(facts[:i+1], f.Time)
		if err != nil {
			return p, err
		}
		p.Product, p.Renews = c.Product, c.Renews
		p.step(Step{Day: f.begins(i == 0), Runs: c.Open() && !c.Trial, ARR: c.ARR})
	}
	return p, nil
}

// begins is the day from which a fact of a contract holds.
func (f Fact) begins(first bool) Day {
	if first || f.Type == ContractSigned {
		raw, _ := f.says("start_date")
		if start, _ := plainString(raw); start != "" {
			return Day(start)
		}
	}
	return DayOf(f.Time)
}

// step goes on to another state, unless nothing changes. Steps never go back in time.
func (p *Paid) step(s Step) {
	last := len(p.Steps) - 1
	if last >= 0 && p.Steps[last].Day >= s.Day {
		s.Day = p.Steps[last].Day
		p.Steps = p.Steps[:last]
		last--
	}
	if last >= 0 && p.Steps[last].same(s) || last < 0 && !s.Runs {
		return
	}
	p.Steps = append(p.Steps, s)
}

func (s Step) same(other Step) bool {
	if s.ARR == nil || other.ARR == nil {
		return s.Runs == other.Runs && s.ARR == other.ARR
	}
	return s.Runs == other.Runs && *s.ARR == *other.ARR
}

// Lapse ends the contract after a day on which nobody spoke of it: notice had been
// given, and the term was over. What was said later stands.
func (p *Paid) Lapse(day Day) {
	i := slices.IndexFunc(p.Steps, func(s Step) bool { return s.Day > day })
	if i < 0 {
		i = len(p.Steps)
	}
	if i > 0 && p.Steps[i-1].Runs {
		p.Steps = slices.Insert(p.Steps, i, Step{Day: day, ARR: p.Steps[i-1].ARR})
	}
}

// At is how the contract stood when a day began; zero before it was known.
func (p Paid) At(day Day) Step {
	i, _ := slices.BinarySearchFunc(p.Steps, day, func(s Step, d Day) int {
		if s.Day < d {
			return -1
		}
		return 1
	})
	if i == 0 {
		return Step{}
	}
	return p.Steps[i-1]
}

// Began is the first day on which it was worth something; empty when there was none.
func (p Paid) Began() Day {
	for _, s := range p.Steps {
		if s.Runs {
			return s.Day
		}
	}
	return ""
}

// At are the contracts that ran when a day began. One that another has succeeded
// runs no more, also while nobody has said that it ended.
func (r Revenue) At(day Day) []Running {
	var all []Running
	for _, p := range r.Contracts {
		if s := p.At(day); s.Runs && !r.succeeded(p, day) {
			all = append(all, Running{p.Product, s.ARR})
		}
	}
	return all
}

// Running is a contract that runs, as far as revenue goes.
type Running struct {
	Product string
	ARR     *Money // nil while nobody said
}

func (r Revenue) succeeded(p Paid, day Day) bool {
	return slices.ContainsFunc(r.Contracts, func(next Paid) bool {
		return next.Renews == p.Contract && next.Contract != p.Contract && next.Contract != p.Renews && next.At(day).Runs
	})
}
