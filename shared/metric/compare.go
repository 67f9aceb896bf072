package metric

import (
	"fmt"

	"github.com/heed-cs/heed/shared/heed"
)

// Comparison is a metric before and after, and whether the difference is more than
// chance would make.
type Comparison struct {
	Before Score `json:"before"`
	After  Score `json:"after"`
	// Difference is after − before; null when either has no value.
	Difference *float64 `json:"difference"`
	// Low and High bound the difference with 95 % confidence; like P they are null where
	// there is too little to test. Small samples are drawn towards the middle, so that
	// the interval need not lie even around the difference.
	Low     *float64 `json:"low"`
	High    *float64 `json:"high"`
	P       *float64 `json:"p"`
	Verdict Verdict  `json:"verdict"`
	// Direction is where it went, if there is evidence.
	Direction Direction `json:"direction"`
	Method    string    `json:"method"`
}

// Verdict is what a comparison may claim. There is none for "no effect".
type Verdict string

// The verdicts.
const (
	Evidence       Verdict = "evidence"
	WithoutVerdict Verdict = "no_evidence"
)

// The methods of a comparison.
const (
	adjustedWaldTest = "adjusted_wald" // of two net promoter scores
	agrestiCaffo     = "agresti_caffo" // of two shares
	welch            = "welch"         // of two means
	ratioEstimator   = "ratio"         // of two ratios of sums
)

// CompareCounts compares the answers of two stretches.
func CompareCounts(n Name, before, after heed.Counts) Comparison {
	method, scale := agrestiCaffo, 100.
	switch n {
	case NPS:
		method = adjustedWaldTest
	case CES:
		method, scale = welch, 1
	}
	return compare(Compute(n, before), Compute(n, after), difference(n, before, after), method, scale)
}

// Stretch is the days in [From, To).
type Stretch struct{ From, To heed.Day }

// CompareCustomers compares the same customers over two stretches. What has been is
// read as evidence of what is to come; of rates weighed by revenue or seats, every
// customer is one observation (ratio estimator, Cochran 1977, 6.4).
func CompareCustomers(n Name, customers []Customer, before, after Stretch, b Basis) Comparison {
	from, to := Measure(n, customers, before.From, before.To, b), Measure(n, customers, after.From, after.To, b)
	if pairs, ok := ratios[n]; ok {
		test := ratioDifference(pairs(period{customers, before.From, before.To, b}), pairs(period{customers, after.From, after.To, b}))
		return compare(from, to, test, ratioEstimator, 100)
	}
	return compare(from, to, sharesDifference(from, to), agrestiCaffo, 100)
}

func compare(from, to Score, t Test, method string, scale float64) Comparison {
	c := Comparison{Before: from, After: to, Verdict: WithoutVerdict, Direction: NoEvidence, Method: method}
	if from.Value == nil || to.Value == nil {
		return c
	}
	c.Difference = new(*to.Value - *from.Value)
	if t.Error == 0 {
		return c
	}
	c.Low, c.High, c.P = new(scale*(t.Difference-t.Critical*t.Error)), new(scale*(t.Difference+t.Critical*t.Error)), &t.P
	if c.Direction = t.along(*c.Difference); c.Direction != NoEvidence {
		c.Verdict = Evidence
	}
	return c
}

// along is the test's direction, unless it points against the plain change: small
// samples are drawn towards the middle, and that alone is no evidence.
func (t Test) along(change float64) Direction {
	d := t.Direction()
	if (d == Up && change <= 0) || (d == Down && change >= 0) {
		return NoEvidence
	}
	return d
}

// sharer is a detail of a share: how many of how many.
type sharer interface{ counts() (x, n int64) }

func (d ChurnDetail) counts() (x, n int64)       { return d.Lost, d.Customers }
func (d RenewalDetail) counts() (x, n int64)     { return d.Renewed + d.Replaced, d.Due }
func (d RepurchaseDetail) counts() (x, n int64)  { return d.Repeated, d.Buyers }
func (d ResolutionDetail) counts() (x, n int64)  { return d.Solved, d.Counted }
func (d AnswerShareDetail) counts() (x, n int64) { return d.Answers, d.Delivered }

func sharesDifference(before, after Score) Test {
	a, ok := before.Detail.(sharer)
	b, same := after.Detail.(sharer)
	if !ok || !same {
		return Test{}
	}
	x, _ := a.counts()
	y, _ := b.counts()
	return ShareDifference(x, before.N, y, after.N) // n is 0 where there is no share
}

// pair is what one customer adds to both sums of a ratio.
type pair struct{ part, whole float64 }

var ratios = map[Name]func(period) []pair{
	GrossRevenueRetention: func(p period) []pair { return pairsOf(cohortOf(p).moves, move.kept) },
	NetRevenueRetention:   func(p period) []pair { return pairsOf(cohortOf(p).moves, func(m move) int64 { return m.end }) },
	GrossRenewalRate:      func(p period) []pair { return pairsOf(p.renewals().terms, move.kept) },
	Adoption: func(p period) (all []pair) {
		for _, s := range p.seats() {
			all = append(all, pair{min(s[0], s[1]), s[1]})
		}
		return all
	},
}

func pairsOf(moves []move, left func(move) int64) []pair {
	all := make([]pair, len(moves))
	for i, m := range moves {
		all[i] = pair{float64(left(m)), float64(m.start)}
	}
	return all
}

// ratioDifference tests two ratios of sums. It needs two observations on both sides
// and some spread on one.
func ratioDifference(before, after []pair) Test {
	if len(before) < 2 || len(after) < 2 {
		return Test{}
	}
	from, fromError := ratioOf(before)
	to, toError := ratioOf(after)
	return normalTest(to-from, fromError+toError)
}

// ratioOf is a ratio of sums and its squared standard error.
func ratioOf(pairs []pair) (ratio, squaredError float64) {
	var part, whole float64
	for _, p := range pairs {
		part, whole = part+p.part, whole+p.whole
	}
	ratio = part / whole
	for _, p := range pairs {
		off := p.part - ratio*p.whole
		squaredError += off * off
	}
	n := float64(len(pairs))
	return ratio, squaredError * n / (n - 1) / (whole * whole)
}

// Comparable refuses metrics that no test is for. Its error says which there are.
func Comparable(n Name) error {
	d, err := Describe(n)
	if err != nil || d.Compares {
		return err
	}
	var can []Name
	for _, d := range descriptions {
		if d.Compares {
			can = append(can, d.Metric)
		}
	}
	return fmt.Errorf("%s is a sum, or has no past: two windows of it cannot be tested; %q can", n, can)
}
