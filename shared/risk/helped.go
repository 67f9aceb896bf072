package risk

import "github.com/heed-cs/heed/shared/heed"

// Helped reports whether somebody acted on an alarm: at the look the account stood
// at or above the line of medium, from which on people are told, and the customer took
// part in a meeting, a call or the like between it and the decision. What came of it
// then says nothing about accounts that are left alone, saved or not.
func Helped(e heed.Example, set heed.Settings) bool {
	if !e.Touched {
		return false
	}
	line, _ := lines(&set, e.Kind).Of(heed.Medium)
	return alarming(e, set) >= line.Enter
}

// alarming is the probability an alarm went by: what was told at the time, or what
// the opinion makes of the look where nobody was told.
func alarming(e heed.Example, set heed.Settings) float64 {
	if e.Told != nil {
		return *e.Told
	}
	return probability(opinionOf(e, set))
}

// opinionOf is the log-odds that the opinion gives to a look.
func opinionOf(e heed.Example, set heed.Settings) float64 {
	m := Prior(set.LossRate)
	var r receipt
	r.begin(m.base(e.Kind))
	said := effectsOf(e)
	for i := range factors {
		if said[i] == said[i] { // NaN could not be judged
			r.entries[r.n].factor, r.entries[r.n].contribution = &factors[i], weight(&set, factors[i].Factor)*said[i]
			r.n++
		}
	}
	r.cap()
	return r.logOdds()
}

// LeftAlone are the examples that nobody had acted on in alarm: without the look at
// which that was so, and those after it at the same decision.
func LeftAlone(examples []heed.Example, set heed.Settings) (alone []heed.Example) {
	helped := map[[3]string]int{} // the lead of the first look at which somebody acted
	for _, e := range examples {
		if Helped(e, set) {
			helped[decisionOf(e)] = max(helped[decisionOf(e)], e.LeadDays)
		}
	}
	for _, e := range examples {
		if e.LeadDays > helped[decisionOf(e)] {
			alone = append(alone, e)
		}
	}
	return alone
}
