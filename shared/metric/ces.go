package metric

import "github.com/heed-cs/heed/shared/heed"

// CESDetail are the answers behind a customer effort score.
type CESDetail struct {
	Agreement    Estimate      `json:"agreement"`    // share of 5–7 in percent
	Distribution map[int]int64 `json:"distribution"` // score 1–7 → answers
	OtherScales  []ScaleDetail `json:"other_scales"` // counted apart, never pooled
}

// scoreCES is the mean on 1–7, the scale of CES 2.0, where 7 is the least effort.
// Answers on other scales are neither in the mean nor in n.
func scoreCES(counts heed.Counts) Score {
	all := tally(CES, counts)
	a, others := all[0], all[1:]
	mean := a.mean()
	d := CESDetail{percent(a.happy(), mean.N), a.distribution(), details(others)}
	return Score{mean, stateOf(mean.N), StudentT, d}
}
