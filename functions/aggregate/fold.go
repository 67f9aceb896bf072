package aggregate

import (
	"context"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/trace"
)

const (
	// maxMarkers is how many fold markers one pass reads.
	maxMarkers = 400
	// foldAgain is how long after a marker was folded the later pass folds it once
	// more and takes it away: longer than the second order lags.
	foldAgain = 20 * time.Second
	// foldLate is how much later than planned a pass may begin, and what the second
	// order lags behind the counters beside.
	foldLate = 5 * time.Minute
	// foldMargin is what a pass leaves of its deadline.
	foldMargin = 5 * time.Second
)

// folds remembers what the days looked like when this process folded them last,
// so that a quiet minute writes nothing and reads no roll-ups.
type folds struct {
	mu       sync.Mutex
	digest   map[heed.Day]uint64
	accounts map[string]heed.Profile // the accounts' attributes, as of the last whole pass
	whole    time.Time               // when that was
	passed   time.Time               // as of when the last pass was made
	told     trace.Pace
}

// Fold sets the roll-ups of today and yesterday, and of the older days that
// markers name, when their counters or the accounts' attributes have changed. A
// roll-up is a pure function of counters and present attributes: it is set,
// never added to, so it cannot drift. Between whole passes only today is folded,
// with the attributes that the last one read.
func (a *Aggregate) Fold(ctx context.Context, at time.Time) error {
	a.folds.mu.Lock() // a pass that overlaps another would only repeat it
	defer a.folds.mu.Unlock()
	pass := &foldPass{Aggregate: a, at: at.UTC(), began: time.Now(), done: map[heed.Day]bool{}}
	if err := pass.run(ctx); err != nil {
		return err
	}
	return pass.report(ctx)
}

// foldPass is one run of Fold.
type foldPass struct {
	*Aggregate
	at    time.Time
	began time.Time
	done  map[heed.Day]bool // the days that were looked at
	days  []string          // the days whose roll-ups were written
}

func (p *foldPass) run(ctx context.Context) error {
	if whole := p.folds.whole; !whole.IsZero() && p.at.Sub(whole) < p.opt.Patience {
		return p.day(ctx, heed.DayOf(p.at))
	}
	return p.whole(ctx)
}

// whole folds all there is to fold, with the accounts' present attributes.
func (p *foldPass) whole(ctx context.Context) error {
	p.folds.accounts = nil
	today := heed.DayOf(p.at)
	for _, day := range []heed.Day{today, today.Add(-1)} {
		if err := p.day(ctx, day); err != nil {
			return err
		}
	}
	if err := p.markers(ctx); err != nil {
		return err
	}
	if err := p.lostJobs(ctx); err != nil {
		return err
	}
	if err := p.silences(ctx); err != nil {
		return err
	}
	p.folds.whole = p.at
	return nil
}

// markers folds what was marked. A marker is folded twice: at once, and on a
// later pass that takes it away.
func (p *foldPass) markers(ctx context.Context) error {
	markers, err := p.rec.FoldMarkers(ctx, maxMarkers)
	if err != nil {
		return err
	}
	for _, row := range markers {
		m := row.Value
		if !m.FoldedAt.IsZero() && p.at.Sub(m.FoldedAt) < foldAgain {
			continue
		}
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < foldMargin {
			return nil // the next pass goes on
		}
		if err := p.marked(ctx, m); err != nil {
			return err
		}
		if err := p.settle(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

// settle takes a marker a step on; when it was set again meanwhile, it stays.
func (p *foldPass) settle(ctx context.Context, row records.Row[records.FoldMarker]) error {
	return store.UnlessConflict(p.rec.Write(ctx, records.Folded(row, p.at, !row.Value.FoldedAt.IsZero())))
}

func (p *foldPass) marked(ctx context.Context, m records.FoldMarker) error {
	if m.Account == "" {
		return p.day(ctx, m.Day)
	}
	days, err := p.rec.CountedDays(ctx, m.Account)
	if err != nil {
		return err
	}
	for _, day := range days {
		if err := p.day(ctx, day); err != nil {
			return err
		}
	}
	return nil
}

// day folds one day, at most once a pass.
func (p *foldPass) day(ctx context.Context, d heed.Day) error {
	if p.done[d] {
		return nil
	}
	counters, err := p.rec.Day(ctx, d)
	if err != nil {
		return err
	}
	if len(counters) > 0 {
		if err := p.attributes(ctx); err != nil {
			return err
		}
	}
	digest := p.digestOf(counters)
	if known, ok := p.folds.digest[d]; !ok || known != digest {
		if err := p.set(ctx, d, p.rollups(counters)); err != nil {
			return err
		}
	}
	p.remember(d, digest)
	return nil
}

func (p *foldPass) remember(d heed.Day, digest uint64) {
	if p.folds.digest == nil || len(p.folds.digest) > 2000 {
		p.folds.digest = map[heed.Day]uint64{}
	}
	p.folds.digest[d], p.done[d] = digest, true
}

// attributes reads the accounts' attributes, unless they are remembered.
func (p *foldPass) attributes(ctx context.Context) error {
	if p.folds.accounts != nil {
		return nil
	}
	all, err := p.rec.Portfolio(ctx)
	if err != nil {
		return err
	}
	p.folds.accounts = make(map[string]heed.Profile, len(all))
	for _, a := range all {
		p.folds.accounts[a.ID] = a.Profile
	}
	return nil
}

// digestOf stands for everything a day's roll-ups depend on.
func (p *foldPass) digestOf(counters []records.DayCounts) uint64 {
	h := fnv.New64a()
	for _, c := range counters {
		for _, part := range []string{c.Account, strconv.FormatInt(c.Version, 10), grouping(p.folds.accounts[c.Account])} {
			h.Write([]byte(part))
			h.Write([]byte{0})
		}
	}
	return h.Sum64()
}

// rollups groups a day's counters by every dimension.
func (p *foldPass) rollups(counters []records.DayCounts) map[string]map[string]heed.Counts {
	all := map[string]map[string]heed.Counts{records.Everything: {}}
	for _, dimension := range records.Dimensions {
		all[dimension] = map[string]heed.Counts{}
	}
	for _, c := range counters {
		profile := p.folds.accounts[c.Account]
		for cell, n := range c.Counts {
			bare := heed.Cell{Metric: cell.Metric, Scale: cell.Scale, Bucket: cell.Bucket}
			for dimension, group := range groupsOf(profile, cell) {
				if all[dimension][group] == nil {
					all[dimension][group] = heed.Counts{}
				}
				all[dimension][group][bare] += n
			}
		}
	}
	return all
}

func groupsOf(p heed.Profile, c heed.Cell) map[string]string {
	return map[string]string{
		records.Everything: "", "segment": p.Segment, "plan": p.Plan, "region": p.Region,
		"industry": p.Industry, "owner": p.Owner, "phase": c.Phase, "touchpoint": c.Touchpoint, "channel": c.Channel,
	}
}

// set writes the roll-ups that differ from what is there. When another pass was
// faster, the next one compares again.
func (p *foldPass) set(ctx context.Context, d heed.Day, rollups map[string]map[string]heed.Counts) error {
	stored, err := p.rec.DayRollups(ctx, d)
	if err != nil {
		return err
	}
	var ops []store.Op
	for _, dimension := range slices.Sorted(maps.Keys(rollups)) {
		row := stored[dimension]
		if sameGroups(row.Value.Groups, rollups[dimension]) {
			continue
		}
		row.Value = records.Rollup{Day: d, Groups: rollups[dimension]}
		ops = append(ops, records.PutRollup(dimension, row))
	}
	if len(ops) == 0 {
		return nil
	}
	p.days = append(p.days, string(d))
	return p.rec.Write(ctx, ops...)
}

func sameGroups(a, b map[string]heed.Counts) bool {
	return maps.EqualFunc(a, b, func(x, y heed.Counts) bool { return maps.Equal(x, y) })
}
