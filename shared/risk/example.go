package risk

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Example is what was known of an account some time before a decision, and what
// came of it: what a model is learned from and held against.
type Example struct {
	Account  string   `json:"account"`
	Contract string   `json:"contract"`
	Kind     string   `json:"kind"`
	AsOf     heed.Day `json:"as_of"`
	End      heed.Day `json:"end"` // the last day of the term: what is tested lies behind what is trained on
	LeadDays int      `json:"lead_days"`
	Lost     bool     `json:"lost"`
	Segment  string   `json:"segment,omitempty"`
	// Factors are those that could be judged. Decisive facts are none of them: an
	// account whose matter is settled teaches nothing.
	Factors []Measured `json:"factors"`
}

// Measured is what a factor found: its value in the factor's unit, and what the
// opinion makes of it in log-odds, before weights and caps.
type Measured struct {
	Factor string  `json:"factor"`
	Value  float64 `json:"value"`
	Effect float64 `json:"effect"`
}

// Measure judges every factor of an account at a moment, as Assess does, and adds
// nothing up. Settled says that a decisive fact stands.
func Measure(s Snapshot, set heed.Settings, asOf time.Time) (target heed.Target, measured []Measured, settled bool) {
	d := desks.Get().(*desk)
	defer d.clear()
	d.open(s, set, asOf)
	j := &d.judgement
	for i := range factors {
		if v := factors[i].judge(j); v.why == "" && !v.beside {
			measured = append(measured, Measured{Factor: factors[i].Factor, Value: finite(v.value), Effect: finite(v.effect)})
		}
	}
	for i := range decisive {
		settled = settled || !decisive[i].judge(j).beside
	}
	return j.said(), measured, settled
}
