package learn

import (
	"cmp"
	"math"
	"slices"
)

// Estimate is a figure with its 95 % interval. What the data do not define is NaN.
type Estimate struct{ Value, Low, High float64 }

// AUC is the probability that a lost account was put above a kept one, ties
// counting half, with the interval of DeLong, DeLong and Clarke-Pearson (1988).
func AUC(logOdds []float64, lost []bool) Estimate {
	auc, variance := delong(logOdds, lost)
	half := z95 * math.Sqrt(variance)
	return Estimate{auc, max(auc-half, 0), min(auc+half, 1)}
}

// z95 is the normal quantile of a 95 % interval.
const z95 = 1.959963984540054

// Compare is the difference of two AUCs on the same rows, a's less b's, with the
// interval of DeLong for paired curves.
func Compare(a, b []float64, lost []bool) Estimate {
	x, y := placements(a, lost), placements(b, lost)
	d := make([]float64, len(x))
	for i := range x {
		d[i] = x[i] - y[i]
	}
	mean, variance := pooled(d, lost)
	half := z95 * math.Sqrt(variance)
	return Estimate{mean, mean - half, mean + half}
}

func delong(logOdds []float64, lost []bool) (auc, variance float64) {
	return pooled(placements(logOdds, lost), lost)
}

// placements say of every row which share of the other class it was put on the
// right side of, ties counting half.
func placements(logOdds []float64, lost []bool) []float64 {
	order := byRisk(logOdds)
	place := make([]float64, len(order))
	kept, gone, losses := 0, 0, count(lost)
	for i := 0; i < len(order); {
		end, lostHere := tie(order, logOdds, lost, i)
		keptHere := end - i - lostHere
		for _, row := range order[i:end] {
			if lost[row] {
				place[row] = (float64(kept) + float64(keptHere)/2) / float64(len(order)-losses)
			} else {
				place[row] = (float64(losses-gone-lostHere) + float64(lostHere)/2) / float64(losses)
			}
		}
		kept, gone, i = kept+keptHere, gone+lostHere, end
	}
	return place
}

// pooled is the mean placement of the lost and the variance of an AUC.
func pooled(place []float64, lost []bool) (mean, variance float64) {
	var n, sum, squares [2]float64
	for i, v := range place {
		k := 0
		if lost[i] {
			k = 1
		}
		n[k]++
		sum[k] += v
	}
	for i, v := range place {
		k := 0
		if lost[i] {
			k = 1
		}
		squares[k] += (v - sum[k]/n[k]) * (v - sum[k]/n[k])
	}
	return sum[1] / n[1], squares[0]/((n[0]-1)*n[0]) + squares[1]/((n[1]-1)*n[1])
}

// byRisk are the rows by rising log-odds, equals as they come.
func byRisk(logOdds []float64) []int {
	order := all(len(logOdds))
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(logOdds[a], logOdds[b]) })
	return order
}

// tie is where the rows equal to the one at i end, and how many of them were lost.
func tie(order []int, logOdds []float64, lost []bool, i int) (end, losses int) {
	for end = i; end < len(order) && logOdds[order[end]] == logOdds[order[i]]; end++ {
		if lost[order[end]] {
			losses++
		}
	}
	return end, losses
}

func count(lost []bool) (n int) {
	for _, l := range lost {
		if l {
			n++
		}
	}
	return n
}
