package learn

import "math"

// ECE is the expected calibration error over ten bins of equally many rows: the
// mean distance between what was said and what happened.
func ECE(logOdds []float64, lost []bool) float64 { return ece(byRisk(logOdds), logOdds, lost) }

func ece(order []int, logOdds []float64, lost []bool) float64 {
	sum := 0.
	for k := range buckets {
		rows := bucket(order, k)
		said, happened := 0., 0.
		for _, row := range rows {
			said += Probability(logOdds[row])
			if lost[row] {
				happened++
			}
		}
		sum += math.Abs(said - happened)
	}
	return sum / float64(len(order))
}

// bucket is the k-th tenth of the rows; the first ones are the larger.
func bucket(order []int, k int) []int {
	size, rest := len(order)/buckets, len(order)%buckets
	from := k*size + min(k, rest)
	to := from + size
	if k < rest {
		to++
	}
	return order[from:to]
}

// Reliability sets beside each other what was said and what happened, by tenths of
// rising risk.
func Reliability(logOdds []float64, lost []bool) []Bucket {
	order := byRisk(logOdds)
	list := make([]Bucket, 0, buckets)
	for k := range buckets {
		rows := bucket(order, k)
		if len(rows) == 0 {
			continue
		}
		b := Bucket{Rows: len(rows)}
		for _, row := range rows {
			b.Expected += Probability(logOdds[row]) / float64(len(rows))
			if lost[row] {
				b.Losses++
			}
		}
		b.Happened = wilson(b.Losses, b.Rows)
		list = append(list, b)
	}
	return list
}

// wilson is a share with its 95 % interval (Wilson 1927).
func wilson(hits, n int) Estimate {
	share, size := float64(hits)/float64(n), float64(n)
	centre := share + z95*z95/(2*size)
	half := z95 * math.Sqrt(share*(1-share)/size+z95*z95/(4*size*size))
	scale := 1 + z95*z95/size
	return Estimate{share, max((centre-half)/scale, 0), min((centre+half)/scale, 1)}
}

// Calibration fits outcomes by intercept + slope·logOdds (Cox 1958). Where all
// log-odds or all outcomes are the same it is not defined.
func Calibration(logOdds []float64, lost []bool) (intercept, slope float64) {
	if n := count(lost); n == 0 || n == len(lost) || same(logOdds) {
		return math.NaN(), math.NaN()
	}
	return fitLine(logOdds, lost, nil, 1e-9, 1e-9)
}

// shiftDoubt is the strength of the belief that a base stands where it is: a
// standard deviation of one.
const shiftDoubt = 1

// Shift is the most probable move of the base that makes log-odds fit outcomes,
// thought to be 0 ± 1 before them. Weights may be nil.
func Shift(logOdds []float64, lost []bool, weights []float64) float64 {
	by, _ := fitLine(logOdds, lost, weights, shiftDoubt, 1e9)
	return by
}

func same(list []float64) bool {
	for _, x := range list {
		if x != list[0] {
			return false
		}
	}
	return true
}

// fitLine is the most probable line when its intercept is thought to be 0 and its
// slope 1, each give or take the root of 1/strength: damped Newton in two dimensions.
func fitLine(z []float64, lost []bool, weight []float64, intercept, slope float64) (a, b float64) {
	d := &design{
		size: 2, follows: make([]bool, 2), start: make([]int32, 1, len(z)+1), lost: lost, weight: weight, centre: []float64{0, 1},
		blocks: []*block{{from: 0, to: 1, lambda: intercept}, {from: 1, to: 2, lambda: slope}},
	}
	for _, x := range z {
		d.entry(0, 1)
		d.entry(1, x)
		d.end()
	}
	n := newNewton(d)
	n.fit(false)
	return n.beta[0], n.beta[1]
}
