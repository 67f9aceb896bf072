package console

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

const (
	recountPage = 1000 // signals read at a time
	shownDrifts = 100
)

// recountView says whether an account's counters are those of its stored signals.
type recountView struct {
	Account   string      `json:"account"`
	Signals   int         `json:"signals"`
	From      *heed.Day   `json:"from"`      // the first day compared; null without signals
	Different int         `json:"different"` // counters that are not what they should be, before a fix
	Fixed     int         `json:"fixed"`
	Items     []driftView `json:"items"` // the first of those that differ
}

// driftView is one counter of one day.
type driftView struct {
	Day     heed.Day `json:"day"`
	Counter string   `json:"counter"`
	Is      int64    `json:"is"`
	Should  int64    `json:"should"`
	Fixed   bool     `json:"fixed"`
}

// recount compares an account's counters with a recount of its stored signals, and
// mends them when asked to.
func (c *Console) recount(r *request) (reply, error) {
	var form struct {
		Fix bool `json:"fix"`
	}
	if err := r.into(&form); err != nil {
		return reply{}, err
	}
	if !form.Fix {
		r.harmless()
	}
	a, err := c.account(r)
	if err != nil {
		return reply{}, err
	}
	if err := c.whole(r, a.ID); err != nil {
		return reply{}, err
	}
	t, err := c.recounting(r.Context(), a.ID, r.now)
	if err != nil {
		return reply{}, err
	}
	view := t.view()
	if form.Fix && view.Different > 0 {
		fixed, err := c.fixCounters(r, t)
		if err != nil {
			return reply{}, err
		}
		view.mark(fixed)
	}
	view.Items = view.Items[:min(len(view.Items), shownDrifts)]
	return reply{body: view}, nil
}

// whole refuses an account that another is still becoming part of: counters and
// signals move one after the other.
func (c *Console) whole(r *request, account string) error {
	jobs, err := c.rec.Jobs(r.Context())
	if err != nil {
		return err
	}
	for _, row := range jobs {
		if row.Value.Kind != heed.MergeJob {
			continue
		}
		into, err := c.rec.Follow(r.Context(), row.Value.Into)
		if err != nil {
			return err
		}
		if into.Value.ID == account {
			return heed.Refuse(heed.Conflicted, "account %q is still becoming part of it: count again in six minutes", row.Value.Account)
		}
	}
	return nil
}

// recounting is what one account's counters are and what they should be.
type recounting struct {
	account string
	from    heed.Day
	signals int
	is      map[heed.Day]records.DayCounts
	should  heed.Moves
}

// recounting reads the counters before the signals. Days before the oldest stored
// signal are left out, for their signals have expired and their counters stay.
func (c *Console) recounting(ctx context.Context, account string, now time.Time) (*recounting, error) {
	set, err := c.rec.Settings(ctx)
	if err != nil {
		return nil, err
	}
	t := &recounting{account: account, is: map[heed.Day]records.DayCounts{}}
	days, err := c.rec.AccountDays(ctx, account, "", "9999-99-99")
	if err != nil {
		return nil, err
	}
	signals, err := c.stored(ctx, account)
	if err != nil || len(signals) == 0 {
		return t, err
	}
	c.namePlaces(signals)
	t.signals, t.should = len(signals), heed.Recount(signals)
	t.from = max(signals[len(signals)-1].Day(), heed.DayOf(set.Value.Rules(now).Oldest)) // newest first
	for _, day := range days {
		if day.Day >= t.from {
			t.is[day.Day] = day
		}
	}
	maps.DeleteFunc(t.should, func(d heed.Day, _ heed.Counts) bool { return d < t.from })
	return t, nil
}

// stored reads all of an account's signals, newest first.
func (c *Console) stored(ctx context.Context, account string) (all []heed.Stored, err error) {
	for cursor := ""; ; {
		page, next, err := c.rec.Timeline(ctx, account, cursor, recountPage)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if next == "" {
			return all, nil
		}
		cursor = next
	}
}

// namePlaces has every signal name its place where some do so because a contact was
// erased from them: answers that replace one another must name the same.
func (c *Console) namePlaces(signals []heed.Stored) {
	if !slices.ContainsFunc(signals, func(s heed.Stored) bool { return s.Erased }) {
		return
	}
	for i, s := range signals {
		if s.Place == "" {
			signals[i].Place = c.rec.Place(s)
		}
	}
}

// drift is what the counters of each day lack; a negative number is too much.
func (t *recounting) drift() heed.Moves {
	lacks := heed.Moves{}
	for day, counts := range t.should {
		for cell, n := range counts {
			lacks.Add(day, cell, n)
		}
	}
	for day, row := range t.is {
		for cell, n := range row.Counts {
			lacks.Add(day, cell, -n)
		}
	}
	maps.DeleteFunc(lacks, func(_ heed.Day, counts heed.Counts) bool { return len(counts) == 0 })
	return lacks
}

// fixCounters looks again after the second order had time to show every signal,
// and mends the days that lack the same as before, each only if it was not counted
// on since.
func (c *Console) fixCounters(r *request, before *recounting) (map[heed.Day]bool, error) {
	if err := rest(r.Context(), c.opt.FeedLag); err != nil {
		return nil, err
	}
	now, err := c.recounting(r.Context(), before.account, r.now)
	if err != nil {
		return nil, err
	}
	lacked, lacks := before.drift(), now.drift()
	maps.DeleteFunc(lacks, func(d heed.Day, counts heed.Counts) bool { return !maps.Equal(counts, lacked[d]) })
	fixed := map[heed.Day]bool{}
	for day, counts := range lacks {
		if fixed[day], err = c.fixDay(r.Context(), now.is[day].Version, before.account, day, counts); err != nil {
			return nil, err
		}
	}
	c.log.LogAttrs(r.Context(), slog.LevelWarn, "counters fixed", slog.String("account", before.account),
		slog.Int("days", len(fixed)), slog.String("key", r.key.ID))
	return fixed, nil
}

// fixDay moves the counters of one day, unless it was counted on meanwhile: then
// the next recount sees it anew.
func (c *Console) fixDay(ctx context.Context, version int64, account string, day heed.Day, lack heed.Counts) (bool, error) {
	err := c.rec.Write(ctx, records.AddCounts(account, day, lack).IfVersion(version), records.MarkFold(records.FoldMarker{Day: day}))
	return err == nil, store.UnlessConflict(err)
}

// rest waits; the error says that the request's time was up first.
func rest(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func (t *recounting) view() recountView {
	v := recountView{Account: t.account, Signals: t.signals, Items: []driftView{}}
	if t.from != "" {
		v.From = &t.from
	}
	for day, counts := range t.drift() {
		for cell, lack := range counts {
			is := t.is[day].Counts[cell]
			v.Items = append(v.Items, driftView{Day: day, Counter: cell.String(), Is: is, Should: is + lack})
		}
	}
	slices.SortFunc(v.Items, func(a, b driftView) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Counter, b.Counter))
	})
	v.Different = len(v.Items)
	return v
}

// mark notes what was mended.
func (v *recountView) mark(fixed map[heed.Day]bool) {
	for i, item := range v.Items {
		if v.Items[i].Fixed = fixed[item.Day]; fixed[item.Day] {
			v.Fixed++
		}
	}
}
