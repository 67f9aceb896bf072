package metric

import "github.com/heed-cs/heed/shared/heed"

// CSATDetail are the answers behind a satisfied share. Dissatisfied answers are
// those at the bottom of their scale (see [Bottom]), neutral ones lie between:
// 3 of 5, 3–5 of 7, 5–7 of 10, 2 of 4 and of 3. They stay in n.
type CSATDetail struct {
	Satisfied    int64         `json:"satisfied"`
	Neutral      int64         `json:"neutral"`
	Dissatisfied int64         `json:"dissatisfied"`
	Pooled       bool          `json:"pooled"` // satisfied counts of several scales were added up
	Scales       []ScaleDetail `json:"scales"` // those with answers, shortest first
}

// scoreCSAT is 100·satisfied/n, each answer judged by its own scale.
func scoreCSAT(counts heed.Counts) Score {
	all := tally(CSAT, counts)
	scales := details(all)
	d := CSATDetail{
		Satisfied:    sum(all, answers.happy),
		Neutral:      sum(all, answers.neither),
		Dissatisfied: sum(all, answers.unhappy),
		Pooled:       len(scales) > 1,
		Scales:       scales,
	}
	n := sum(all, answers.n)
	return Score{percent(d.Satisfied, n), stateOf(n), WilsonScore, d}
}
