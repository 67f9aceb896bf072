package aggregate

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// retract takes a signal back: it stays visible and counts no more. When the
// retraction comes first, a stub keeps the signal from ever counting.
func (r *run) retract(ctx context.Context, subject string, s heed.Signal) error {
	var of struct{ Source, ID string }
	if err := json.Unmarshal(s.Data, &of); err != nil {
		return unreadable(err)
	}
	account, _, err := r.rec.Resolve(ctx, subject)
	if err != nil {
		return err
	}
	for range maxTries {
		l, err := r.retraction(ctx, account, s, of.Source, of.ID)
		if err != nil {
			return err
		}
		if err = l.write(ctx); !store.IsConflict(err) {
			return r.finish(ctx, l, err)
		}
		r.note(tally{conflicts: 1})
	}
	return fmt.Errorf("signal %s changes too fast: its retraction is tried again later", heed.SignalID(of.Source, of.ID))
}

// retraction builds the Write that takes a signal back, on what is stored now.
func (r *run) retraction(ctx context.Context, account string, s heed.Signal, source, id string) (*ledger, error) {
	target := heed.SignalID(source, id)
	found, err := r.rec.Signals(ctx, target, s.SID())
	if err != nil {
		return nil, err
	}
	row, there := found[target]
	if there && !row.Value.Absent {
		account = row.Value.Account
	}
	l := newLedger(r, account, nil)
	if err := l.meetTaken(ctx, row.Value); err != nil {
		return nil, err
	}
	if !l.accepts(s) {
		l.came.duplicates = append(l.came.duplicates, s.SID())
		return l, nil
	}
	if l.head.Value.Erasing() {
		return nil, errErasing
	}
	if !l.record(s, found[s.SID()]) {
		return l, nil
	}
	if target == s.SID() {
		return l, nil // it takes nothing back but itself
	}
	if !there {
		stub := heed.Stored{Signal: heed.Signal{Source: source, ID: id, Time: s.Time}, Absent: true, Retracted: true}
		l.puts = append(l.puts, records.Row[heed.Stored]{Value: stub})
		return l, nil
	}
	if row.Value.Retracted {
		return l, nil
	}
	err = l.takeBack(row)
	l.hush(s)
	return l, err
}

// meetTaken reads what a signal stood for that is to be taken back. While it is on
// its way to the account that its own became part of, it is in neither whole.
func (l *ledger) meetTaken(ctx context.Context, s heed.Stored) error {
	var taken []heed.Signal
	if s.Account != "" {
		taken = []heed.Signal{s.Signal}
	}
	stood := func(heed.Signal) (store.Key, bool) { return l.stood(s) }
	if err := l.read(ctx, taken, stood); err != nil {
		return err
	}
	for _, alias := range l.aliases {
		job, err := l.rec.Job(ctx, heed.Job{Kind: heed.MergeJob, Account: alias.ID}.Name())
		if err != nil {
			return err
		}
		if job.Found() && s.Account != "" {
			return errMoving
		}
	}
	return nil
}

// record keeps the retraction itself, unless it was kept before or erased.
func (l *ledger) record(s heed.Signal, known records.Row[heed.Stored]) bool {
	stub := known.Value.Absent && known.Value.Source != ""
	if known.Found() && !stub {
		l.came.duplicates = append(l.came.duplicates, s.SID())
		return false
	}
	l.came.stored = append(l.came.stored, s.SID())
	kept := heed.Stored{Signal: s, Account: l.account, Retracted: stub}
	l.puts = append(l.puts, records.Row[heed.Stored]{Value: kept, Version: known.Version})
	return true
}

// takeBack undoes what a stored signal stood for.
func (l *ledger) takeBack(row records.Row[heed.Stored]) error {
	s := row.Value
	if err := l.undo(s); err != nil {
		return err
	}
	row.Value.Retracted = true
	l.puts = append(l.puts, row)
	l.touch[l.account] = true
	return nil
}

// stood is the row that a stored signal has a part in. One from which a contact was
// erased remembers its place.
func (l *ledger) stood(s heed.Stored) (store.Key, bool) {
	if s.Place != "" {
		return records.PlaceKey(l.account, s.Place), true
	}
	return l.keyOf(s.Signal)
}

func (l *ledger) undo(s heed.Stored) error {
	switch {
	case heed.IsFeedback(s.Type):
		return l.unanswer(s)
	case s.Type == heed.UsageReported:
		return l.unuse(s)
	case s.Type == heed.AccountUpdated:
		after, err := l.head.Value.WithoutFact(s.Source, s.ID)
		if err != nil {
			return unreadable(err)
		}
		l.setHead(after)
		return nil
	}
	if cell, ok := heed.FactCell(s.Signal, s.Phase); ok {
		l.moves.Add(s.Day(), cell, -1)
	}
	return l.unfact(s)
}

func (l *ledger) unanswer(s heed.Stored) error {
	f, err := heed.FeedbackOf(s.Signal)
	if err != nil {
		return unreadable(err)
	}
	key, inSlot := l.stood(s)
	replacing := inSlot && f.Replaces()
	if !replacing {
		if a := l.answerOf(s, f); a.Counts() {
			l.moves.Add(a.Day(), a.Cell, -1)
		}
	}
	if !inSlot {
		return nil
	}
	change, err := l.slot(key)
	if err != nil {
		return err
	}
	before := change.row.Value
	change.row.Value, change.dirty = before.Retract(s.Source, s.ID), true
	if replacing {
		l.moves.Replaced(before, change.row.Value)
	}
	return nil
}

// unuse takes back what was added to a day. A state that was set is corrected by
// a newer one, for it is no signal of its own.
func (l *ledger) unuse(s heed.Stored) error {
	u, err := heed.UsageOf(s.Signal)
	if err != nil {
		return unreadable(err)
	}
	key := records.UsageKey(l.account, s.Day(), u.Metric, u.Product)
	row, err := l.usageRow(key)
	if err != nil {
		return err
	}
	row.Value.Added -= heed.Thousandths(u.Value)
	l.usage[key] = row
	return nil
}

func (l *ledger) unfact(s heed.Stored) error {
	key, ok := l.stood(s)
	if !ok {
		return nil
	}
	row, err := l.rows.Facts(key)
	if err != nil {
		return err
	}
	if !row.Found() {
		return nil // settled so long ago that it is forgotten
	}
	row.Value = row.Value.Without(s.Source, s.ID)
	l.facts[key] = row
	return nil
}
