package score

import (
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// opened is the case that a crossed band opens: when the risk is high or worse and
// none is open for it. The head names it until a person closes it.
func (r *round) opened(v *verdict, ev heed.Event) []store.Op {
	head := &v.head.Value
	if ev.Type != heed.RiskRaised || r.set.Cases.RiskDays == 0 || head.RiskCase != "" || !v.risk.Band.Worse(heed.Medium) {
		return nil
	}
	c := heed.NewCase(heed.RiskCase, *head, ev, v.risk.Reason, r.set.Cases.RiskDays)
	head.RiskCase = c.ID
	return []store.Op{records.OpenCase(c)}
}
