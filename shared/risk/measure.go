package risk

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Measure judges every factor of an account at a moment, as Assess does, and adds
// nothing up. Settled says that a decisive fact stands.
func Measure(s Snapshot, set heed.Settings, asOf time.Time) (target heed.Target, measured []heed.Measured, settled bool) {
	f := Fold(s, set, asOf)
	defer f.Close()
	j := &f.judgement
	for i := range factors {
		if v := factors[i].judge(j); v.why == "" && !v.beside {
			measured = append(measured, heed.Measured{Factor: factors[i].Factor, Value: finite(v.value), Effect: finite(v.effect)})
		}
	}
	for i := range decisive {
		settled = settled || !decisive[i].judge(j).beside
	}
	return j.said(), measured, settled
}
