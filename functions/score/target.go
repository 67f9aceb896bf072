package score

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/measure"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// checkTargets holds metrics against what the settings ask of them. A miss is told
// once per window; nothing is told of the window in which a target is new or the
// numbers it depends on have changed.
func (s *Score) checkTargets(ctx context.Context, accounts []heed.Account, at time.Time) error {
	set, err := s.rec.Settings(ctx)
	if err != nil || len(set.Value.MetricTargets) == 0 {
		return err
	}
	known, err := s.knownTargets(ctx)
	if err != nil {
		return err
	}
	m := measure.New(s.rec, func(context.Context, time.Time) ([]heed.Account, error) { return accounts, nil }, time.Hour)
	for _, t := range set.Value.MetricTargets {
		readings, err := m.Read(ctx, t, set.Value, at)
		switch {
		case heed.ProblemOf(err) != nil: // settings of another version: no reason to sweep again
			s.log.WarnContext(ctx, "target skipped", "metric", t.Metric, "error", err)
			continue
		case err != nil:
			return err
		}
		for _, r := range readings {
			if err := s.keepTarget(ctx, r, known[t.ID()+"#"+r.Group], set.Value); err != nil {
				return err
			}
		}
	}
	return nil
}

// knownTargets reads how targets stood.
func (s *Score) knownTargets(ctx context.Context) (map[string]records.Row[heed.TargetState], error) {
	rows, err := s.rec.TargetStates(ctx)
	known := make(map[string]records.Row[heed.TargetState], len(rows))
	for _, row := range rows {
		known[row.Value.Target+"#"+row.Value.Group] = row
	}
	return known, err
}

// keepTarget writes down how a target stands, and tells of it when it is missed. When
// another check was faster, it told.
func (s *Score) keepTarget(ctx context.Context, r measure.Reading, row records.Row[heed.TargetState], set heed.Settings) error {
	now := time.Now().UTC()
	before := row.Value
	row.Value = r.State(now)
	row.Value.Said, row.Value.Numbers = before.Said, numbersOf(set)
	if before.Numbers != row.Value.Numbers { // also when it is new
		row.Value.Said = r.To
	}
	var n news
	if r.Status == heed.TargetMissed && r.From >= row.Value.Said {
		row.Value.Said = r.To
		var err error
		if n, err = s.tellMissed(ctx, r, set, now); err != nil {
			return err
		}
	}
	if err := s.rec.Write(ctx, append(n.ops, records.PutTargetState(row))...); err != nil {
		return store.UnlessConflict(err)
	}
	return hint.SendKnocks(ctx, s.deliver, n.knocks)
}

func (s *Score) tellMissed(ctx context.Context, r measure.Reading, set heed.Settings, now time.Time) (n news, err error) {
	endpoints, err := s.rec.Endpoints(ctx)
	if err != nil {
		return n, err
	}
	ev, err := heed.NewTargetEvent(r.Target, r.Group, now, r.Missed(set, s.opt.PublicURL))
	if err != nil {
		return n, err
	}
	n.ops, n.knocks = records.Fanout(ev, endpoints, set.Rates(), set.Retention)
	return n, nil
}

// numbersOf names the settings that the value of a metric depends on.
func numbersOf(set heed.Settings) string {
	raw, _ := json.Marshal([]any{set.Currency, set.FX, set.Margin}) // plain data
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:4])
}
