package risk

import "sync"

// reference is the fixed portfolio the prior's base is solved on: the offsets of
// imaginary accounts whose factors are independent and stay within their points.
var reference = sync.OnceValue(referencePortfolio)

// referenceSize is a prime, so that every multiplier visits each account once.
const referenceSize = 4093

// share is the opinion of how common a factor's two ends are: the shares of
// accounts at its worst and at its best point. The rest is neutral, or unknown.
type share struct{ worst, best float64 }

var shares = map[string]share{
	"usage_trend": {.14, .30}, "seat_utilisation": {.18, .35}, "decision_maker_logins": {.15, 0}, "feature_breadth": {.20, .25},
	"urgent_tickets": {.05, 0}, "ticket_trend": {.12, 0},
	"nps": {.14, .35}, "bad_answer": {.08, 0},
	"champion_left": {.05, 0}, "silence": {.10, .30}, "pulse": {.07, .25},
	"payment": {.04, 0}, "downgrade": {.06, 0},
	"first_renewal": {.30, 0}, "commitment": {0, .60}, "tenure": {.35, .35},
	"onboarding":        {.04, 0},
	"comment_sentiment": {0, 0}, // nobody has to write

	"objective_progress": {0, 0}, // or to agree on anything
}

// referencePortfolio gives account i the quantile (i·g^k mod n)/n of factor k, a
// rank-1 lattice (Korobov 1959): every factor has exactly its shares, any two
// are close to independent, and nothing is drawn.
func referencePortfolio() []float64 {
	const g = 1233
	offsets, multiplier := make([]float64, referenceSize), 1
	for k := range factors {
		multiplier = multiplier * g % referenceSize
		s := shares[factors[k].Factor]
		for i := range offsets {
			quantile := (float64(i*multiplier%referenceSize) + .5) / referenceSize
			offsets[i] += s.effect(&factors[k].Description, quantile)
		}
	}
	return offsets
}

// effect is the contribution at a quantile, the worst accounts first.
func (s share) effect(d *Description, quantile float64) float64 {
	switch {
	case quantile < s.worst:
		return d.Worst
	case quantile > 1-s.best:
		return d.Best
	}
	return 0
}
