package metric

import "math"

// Estimate is a value drawn from n answers with its 95 % confidence interval.
type Estimate struct {
	Value *float64 `json:"value"` // null without an answer
	N     int64    `json:"n"`
	Low   *float64 `json:"low"` // null below two answers: one answer has no spread
	High  *float64 `json:"high"`
}

// Method names how an interval was made.
type Method string

// The methods.
const (
	AdjustedWald Method = "adjusted_wald" // of the net promoter score
	WilsonScore  Method = "wilson"        // of a share
	StudentT     Method = "student_t"     // of a mean
	Census       Method = "census"        // none: everything was counted
)

// z bounds the middle 95 % of the normal distribution.
const z = 1.959964

// estimate holds back what n answers cannot say.
func estimate(n int64, value, low, high float64) Estimate {
	e := Estimate{N: n}
	if n >= 1 {
		e.Value = &value
	}
	if n >= 2 {
		e.Low, e.High = &low, &high
	}
	return e
}

// Wilson is the 95 % confidence interval of the share x of n, within [0, 1]
// (Wilson 1927). It always contains x/n. Nothing seen says nothing: n < 1
// gives (0, 1). An x outside 0…n is moved to the nearer end.
func Wilson(x, n int64) (low, high float64) {
	if n < 1 {
		return 0, 1
	}
	size := float64(n)
	p := float64(min(max(x, 0), n)) / size
	scale := 1 + z*z/size
	centre := (p + z*z/(2*size)) / scale
	half := z * math.Sqrt(p*(1-p)/size+z*z/(4*size*size)) / scale
	// Rounding must not push the ends past 0, 1 or p itself.
	return max(0, min(p, centre-half)), min(1, max(p, centre+half))
}

// percent estimates the share x of n, in percent.
func percent(x, n int64) Estimate {
	low, high := Wilson(x, n)
	return estimate(n, 100*float64(x)/float64(n), 100*low, 100*high)
}

// mean estimates the mean answer: x̄ ± t(n−1)·s/√n, kept inside the scale.
func (a answers) mean() Estimate {
	n := a.n()
	mean, squaredError := a.moments()
	half := MeanSpread(n, squaredError)
	return estimate(n, mean, max(mean-half, float64(a.lowest)), min(mean+half, float64(a.highest)))
}
