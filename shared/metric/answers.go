package metric

import (
	"math"
	"slices"
	"strconv"

	"github.com/heed-cs/heed/shared/heed"
)

// answers are the counted answers on one scale.
type answers struct {
	scale
	counts []int64 // counts[i] is how often lowest+i was answered
}

// tally sorts the answers of one metric by scale, in the order of the scales.
// Every scale is there, also those without an answer.
func tally(n Name, counts heed.Counts) []answers {
	var all []answers
	for _, s := range scales {
		if s.metric == n {
			all = append(all, answers{s, make([]int64, s.highest-s.lowest+1)})
		}
	}
	for cell, count := range counts {
		if cell.Metric == string(n) {
			add(all, cell, count)
		}
	}
	return all
}

// add counts a cell on its scale; what is no answer there is left out.
func add(all []answers, cell heed.Cell, count int64) {
	score, err := strconv.Atoi(cell.Bucket)
	i := slices.IndexFunc(all, func(a answers) bool { return a.name == cell.Scale })
	if err == nil && i >= 0 && all[i].contains(score) {
		all[i].counts[score-all[i].lowest] += max(count, 0)
	}
}

// between counts the answers from low to high, both included.
func (a answers) between(low, high int) (n int64) {
	for score := low; score <= high; score++ {
		n += a.counts[score-a.lowest]
	}
	return n
}

func (a answers) n() int64       { return a.between(a.lowest, a.highest) }
func (a answers) unhappy() int64 { return a.between(a.lowest, a.bottom) }
func (a answers) neither() int64 { return a.between(a.bottom+1, a.top-1) }
func (a answers) happy() int64   { return a.between(a.top, a.highest) }

// sum adds up one count over scales, such as answers.n or answers.happy.
func sum(all []answers, count func(answers) int64) (n int64) {
	for _, a := range all {
		n += count(a)
	}
	return n
}

// distribution is how often each score of the scale was answered, zeros included.
func (a answers) distribution() map[int]int64 {
	d := make(map[int]int64, len(a.counts))
	for i, count := range a.counts {
		d[a.lowest+i] = count
	}
	return d
}

// moments are the mean and the squared standard error s²/n of the mean. They
// need two answers: one says nothing about the spread.
func (a answers) moments() (mean, squaredError float64) {
	n := float64(a.n())
	for i, count := range a.counts {
		mean += float64(a.lowest+i) * float64(count)
	}
	mean /= n
	for i, count := range a.counts {
		squaredError += float64(count) * math.Pow(float64(a.lowest+i)-mean, 2) / (n - 1) / n
	}
	return mean, squaredError
}

// ScaleDetail is what was answered on one scale. Means of different scales are
// never pooled, and answers never rescaled.
type ScaleDetail struct {
	Scale        string        `json:"scale"`
	N            int64         `json:"n"`
	Mean         *float64      `json:"mean"` // in points of the scale
	Low          *float64      `json:"low"`  // 95 % interval of the mean, null for one answer
	High         *float64      `json:"high"`
	Distribution map[int]int64 `json:"distribution"` // score → answers
}

// details describes the scales that have answers; it is never nil.
func details(all []answers) []ScaleDetail {
	found := []ScaleDetail{}
	for _, a := range all {
		if e := a.mean(); e.N > 0 {
			found = append(found, ScaleDetail{a.name, e.N, e.Value, e.Low, e.High, a.distribution()})
		}
	}
	return found
}
