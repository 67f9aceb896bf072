package metric

import "github.com/heed-cs/heed/shared/heed"

// cohort are the customers at the start of a period, and what became of them. Sums
// are a year's recurring revenue in minor units of the settings' currency.
type cohort struct {
	moves                             []move // of those with revenue at the start
	start, end, churn, contraction    int64
	expansion, upsell, crossSell, new int64
	reactivated                       int64
	customers, lost                   int64 // with or without a known revenue
	came, cameBack, passed            int64 // accounts that came, came back, came and went within
	unpriced                          int64 // customers of whom nobody said what they pay
	unrated                           []heed.Money
}

// move is one customer's revenue at both ends.
type move struct{ start, end int64 }

// standing is how an account stood when a day began.
type standing struct {
	runs     bool
	unpriced bool
	arr      int64
	products []product // few
}

// product is what an account pays for one product.
type product struct {
	name string
	arr  int64
}

func (s *standing) add(name string, amount int64) {
	s.arr += amount
	for i := range s.products {
		if s.products[i].name == name {
			s.products[i].arr += amount
			return
		}
	}
	s.products = append(s.products, product{name, amount})
}

// of is what the account pays for a product.
func (s *standing) of(name string) int64 {
	for _, p := range s.products {
		if p.name == name {
			return p.arr
		}
	}
	return 0
}

func cohortOf(p period) *cohort {
	c := &cohort{}
	at := purse{rates: p.Rates}
	for _, customer := range p.customers {
		from := stand(customer.At(p.from), &at)
		to := stand(customer.At(p.to), &purse{rates: p.Rates})
		c.enter(customer.Revenue, p, from, to)
	}
	c.unrated = at.listed()
	return c
}

// stand adds up what runs. Both ends are converted at the one rate there is, so
// that rates do not move retention.
func stand(running []heed.Running, into *purse) standing {
	s := standing{runs: len(running) > 0}
	for _, r := range running {
		if r.ARR == nil {
			s.unpriced = true
			continue
		}
		if amount, ok := into.put(*r.ARR); ok {
			s.add(r.Product, amount)
		}
	}
	return s
}

func (c *cohort) enter(r heed.Revenue, p period, from, to standing) {
	switch {
	case from.runs:
		c.stay(from, to)
	case to.runs && ranBefore(r, p.from):
		c.cameBack++
		c.reactivated += to.arr
	case to.runs:
		c.came++
		c.new += to.arr
	case ranWithin(r, p.from, p.to):
		c.passed++
	}
}

// stay takes in what became of a customer of the start.
func (c *cohort) stay(from, to standing) {
	c.customers++
	if !to.runs {
		c.lost++
	}
	if from.arr <= 0 {
		if from.unpriced {
			c.unpriced++
		}
		return
	}
	c.moves = append(c.moves, move{from.arr, to.arr})
	c.start, c.end = c.start+from.arr, c.end+to.arr
	switch fell := from.arr - to.arr; {
	case !to.runs:
		c.churn += from.arr
	case fell > 0:
		c.contraction += fell
	default:
		c.expansion -= fell
	}
	c.sold(from, to)
}

// sold splits what grew: more of a product the customer had, and products it had not.
func (c *cohort) sold(from, to standing) {
	for _, p := range to.products {
		switch before := from.of(p.name); {
		case before == 0:
			c.crossSell += p.arr
		case p.arr > before:
			c.upsell += p.arr - before
		}
	}
}

// ranBefore reports whether any contract ran at some time before a day.
func ranBefore(r heed.Revenue, day heed.Day) bool { return ranWithin(r, "", day) }

// ranWithin reports whether any contract began to run in [from, to).
func ranWithin(r heed.Revenue, from, to heed.Day) bool {
	for _, p := range r.Contracts {
		for _, s := range p.Steps {
			if s.Runs && s.Day >= from && s.Day < to {
				return true
			}
		}
	}
	return false
}
