package measure

import (
	"context"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
)

// maxTargetGroups bounds the groups one target is held against.
const maxTargetGroups = 200

// Reading is how one group stands against a target.
type Reading struct {
	Target heed.MetricTarget
	Group  string
	Point
	Status heed.TargetStatus
}

// Read holds the metric of a target against it, for every group it is asked of.
func (m *Measure) Read(ctx context.Context, t heed.MetricTarget, set heed.Settings, now time.Time) ([]Reading, error) {
	q := Question{Metric: metric.Name(t.Metric), By: t.By}
	q.WithSettings(set, now)
	from, to := t.Stretch(heed.DayOf(now))
	if d, err := metric.Describe(q.Metric); err == nil && d.Source != metric.FromProfiles {
		q.From, q.To = from, to
	}
	if err := q.Check(); err != nil {
		return nil, err
	}
	series, err := m.Answer(ctx, q)
	if err != nil {
		return nil, err
	}
	var all []Reading
	for _, s := range series {
		group, p := s.Group[t.By], Point{from, to, s.Points[0].Score} // what profiles say now is told once per window, too
		if (t.Group == "" || t.Group == group) && len(all) < maxTargetGroups {
			all = append(all, Reading{t, group, p, t.Judge(p.Value, p.N)})
		}
	}
	if len(all) == 0 && t.Group != "" {
		nothing := Point{From: from, To: to, Score: metric.Score{State: metric.NoData}}
		all = append(all, Reading{t, t.Group, nothing, heed.TargetUnknown})
	}
	return all, nil
}

// State is the reading as the table keeps it.
func (r Reading) State(now time.Time) heed.TargetState {
	return heed.TargetState{
		Target: r.Target.ID(), Group: r.Group, Status: r.Status,
		Value: r.Value, Low: r.Low, High: r.High, N: r.N, From: r.From, To: r.To, At: now,
	}
}
