package learn

import "math"

// history is what boosting said of a fold's tested rows, after every pass from none on.
type history struct {
	test *Table
	said [][]float32
}

// at is what it said after so many passes; it keeps to its last word.
func (h *history) at(pass int) []float64 {
	said := h.said[min(pass, len(h.said)-1)]
	z := make([]float64, len(said))
	for i, x := range said {
		z[i] = float64(x)
	}
	return z
}

// best is after how many passes the folds together surprised least, and how much then.
func best(folds []history) (passes int, least float64) {
	longest := 0
	for i := range folds {
		longest = max(longest, len(folds[i].said))
	}
	least = math.Inf(1)
	for pass := range longest {
		if loss := lossAt(folds, pass); loss < least {
			least, passes = loss, pass
		}
	}
	return passes, least
}

func lossAt(folds []history, pass int) (sum float64) {
	for i := range folds {
		test := folds[i].test
		for k, z := range folds[i].at(pass) {
			sum += test.weight(k) * surprise(z, test.Lost[k])
		}
	}
	return sum
}
