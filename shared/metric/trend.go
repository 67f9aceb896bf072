package metric

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// Trend is how a metric moved between two periods with different answers.
type Trend struct {
	Change    *float64  `json:"change"` // after − before, null when either has no value
	Direction Direction `json:"direction"`
}

// Direction is where a metric moved, if the answers are evidence that it did.
type Direction string

// The directions. NoEvidence is not evidence of no change.
const (
	Up         Direction = "up"
	Down       Direction = "down"
	NoEvidence Direction = "no_evidence"
)

// Compare measures the change and tests it: NPS by [NPSDifference], CSAT by
// [ShareDifference], CES by Welch's t test of the means. Response counts are not
// a sample, so they have a change but no direction.
func Compare(n Name, before, after heed.Counts) Trend {
	from, to := Compute(n, before), Compute(n, after)
	if from.Value == nil || to.Value == nil {
		return Trend{Direction: NoEvidence}
	}
	change := *to.Value - *from.Value
	return Trend{&change, difference(n, before, after).along(change)}
}

// Test is a two-sided test of a difference at the 5 % level.
type Test struct {
	Difference float64 // later − earlier as the test sees it; of shares and NPS on the scale of 1
	Error      float64 // its standard error; 0 when there was nothing to test
	Statistic  float64 // above zero when the later value is higher
	Critical   float64 // a statistic further from zero than this is significant
	P          float64 // how often chance alone would differ as much or more
}

// normalTest tests a difference whose error is as good as known.
func normalTest(difference, squaredError float64) Test {
	if !(squaredError > 0) {
		return Test{}
	}
	t := Test{Difference: difference, Error: math.Sqrt(squaredError), Critical: z}
	t.Statistic = t.Difference / t.Error
	t.P = math.Erfc(math.Abs(t.Statistic) / math.Sqrt2)
	return t
}

// Direction is where the test says it went. The zero Test has no evidence.
func (t Test) Direction() Direction {
	switch {
	case t.Statistic > t.Critical:
		return Up
	case t.Statistic < -t.Critical:
		return Down
	}
	return NoEvidence
}

func difference(n Name, before, after heed.Counts) Test {
	switch n {
	case NPS:
		return NPSDifference(before, after)
	case CSAT:
		a, b := tally(CSAT, before), tally(CSAT, after)
		return ShareDifference(sum(a, answers.happy), sum(a, answers.n), sum(b, answers.happy), sum(b, answers.n))
	case CES:
		return meanDifference(tally(CES, before)[0], tally(CES, after)[0])
	case ShareOfAnswers:
		return sharesDifference(Compute(n, before), Compute(n, after))
	}
	return Test{}
}

// NPSDifference tests two independent net promoter scores by z of their
// adjusted-Wald values. Without answers on both sides it is the zero Test.
func NPSDifference(before, after heed.Counts) Test {
	a, b := npsDetail(before), npsDetail(after)
	if a.n() < 1 || b.n() < 1 {
		return Test{}
	}
	from, fromError := a.adjusted()
	to, toError := b.adjusted()
	return normalTest(to-from, fromError+toError)
}

// ShareDifference tests two independent shares x of n by z after adding one
// success and one failure to each (Agresti and Caffo 2000), which holds its
// level in small samples. Without both n it is the zero Test.
func ShareDifference(xBefore, nBefore, xAfter, nAfter int64) Test {
	if nBefore < 1 || nAfter < 1 {
		return Test{}
	}
	from, fromError := adjustedShare(xBefore, nBefore)
	to, toError := adjustedShare(xAfter, nAfter)
	return normalTest(to-from, fromError+toError)
}

func adjustedShare(x, n int64) (share, squaredError float64) {
	size := float64(n) + 2
	share = (float64(min(max(x, 0), n)) + 1) / size
	return share, share * (1 - share) / size
}

// meanDifference is Welch's t test, its degrees of freedom rounded down. It needs
// two answers on both sides and some spread on one.
func meanDifference(before, after answers) Test {
	m, n := before.n(), after.n()
	if m < 2 || n < 2 {
		return Test{}
	}
	from, fromError := before.moments()
	to, toError := after.moments()
	both := fromError + toError
	if both == 0 {
		return Test{}
	}
	df := both * both / (fromError*fromError/float64(m-1) + toError*toError/float64(n-1))
	t := normalTest(to-from, both)
	t.Critical, t.P = studentT(int64(df)), 1-withinStudent(math.Abs(t.Statistic), int(df))
	return t
}
