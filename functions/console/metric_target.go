package console

import (
	"cmp"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// targetView is how one group stands against a target.
type targetView struct {
	Metric  string            `json:"metric"`
	Group   map[string]string `json:"group"`
	AtLeast *float64          `json:"at_least"`
	AtMost  *float64          `json:"at_most"`
	Window  string            `json:"window"`
	Days    *int              `json:"days"`
	MinN    int64             `json:"min_n"`
	State   heed.TargetStatus `json:"state"`
	Value   *float64          `json:"value"`
	Low     *float64          `json:"low"`
	High    *float64          `json:"high"`
	N       int64             `json:"n"`
	From    *heed.Day         `json:"from"` // null before the first check
	To      *heed.Day         `json:"to"`
	At      *time.Time        `json:"checked_at"`
}

// listTargets says how metrics stood against their targets at the last check.
func (c *Console) listTargets(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	set, err := c.rec.Settings(r.Context())
	if err != nil {
		return reply{}, err
	}
	states, err := c.rec.TargetStates(r.Context())
	if err != nil {
		return reply{}, err
	}
	var all []targetView
	for _, t := range set.Value.MetricTargets {
		all = append(all, viewsOf(t, states)...)
	}
	return listed(all, ""), nil
}

// viewsOf shows a target for every group it was held against, or once before that.
func viewsOf(t heed.MetricTarget, states []records.Row[heed.TargetState]) (all []targetView) {
	for _, row := range states {
		if row.Value.Target == t.ID() {
			v := newTargetView(t).with(row.Value)
			if t.By != "" {
				v.Group[t.By] = row.Value.Group
			}
			all = append(all, v)
		}
	}
	if len(all) == 0 {
		all = append(all, newTargetView(t))
	}
	return all
}

// newTargetView is a target before its first check: of which groups, is not known yet.
func newTargetView(t heed.MetricTarget) targetView {
	v := targetView{
		Metric: t.Metric, Group: map[string]string{}, AtLeast: t.AtLeast, AtMost: t.AtMost,
		Window: t.Window, MinN: cmp.Or(t.MinN, heed.DefaultMinN), State: heed.TargetUnknown,
	}
	if t.Days > 0 {
		v.Days = &t.Days
	}
	if t.Group != "" {
		v.Group[t.By] = t.Group
	}
	return v
}

// with adds what the last check found.
func (v targetView) with(s heed.TargetState) targetView {
	v.State, v.Value, v.Low, v.High, v.N = s.Status, s.Value, s.Low, s.High, s.N
	v.From, v.To, v.At = &s.From, &s.To, &s.At
	return v
}
