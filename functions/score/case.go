package score

import (
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// opened is the case that a crossed band opens, and the event that says so: when the
// risk is high or worse and none is open for it. The head names it until a person closes it.
func (r *round) opened(v *verdict, ev heed.Event) (ops []store.Op, events []heed.Event, err error) {
	head := &v.head.Value
	if ev.Type != heed.RiskRaised || r.set.Cases.RiskDays == 0 || head.RiskCase != "" || !v.risk.Band.Worse(heed.Medium) {
		return nil, nil, nil
	}
	c := heed.NewCase(heed.RiskCase, *head, ev, v.risk.Reason, r.set.Cases.RiskDays)
	head.RiskCase = c.ID
	told, err := c.Told(*head, v.next(), v.now, r.set, r.opt.PublicURL)
	return []store.Op{records.OpenCase(c)}, []heed.Event{told}, err
}
