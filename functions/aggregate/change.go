package aggregate

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/comment"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// change does what a stored signal stands for. A retracted one stands for nothing.
func (l *ledger) change(ctx context.Context, s heed.Stored) error {
	switch {
	case s.Retracted:
		return nil
	case heed.IsFeedback(s.Type):
		return l.answer(ctx, s)
	case s.Type == heed.UsageReported:
		return l.use(s)
	case s.Type == heed.AccountUpdated:
		return l.profile(ctx, s)
	}
	if cell, ok := heed.FactCell(s.Signal, s.Phase); ok {
		l.moves.Add(s.Day(), cell, 1)
	}
	return l.fact(s)
}

// answer counts an answer, or lets it replace the one it belongs with.
func (l *ledger) answer(ctx context.Context, s heed.Stored) error {
	f, err := heed.FeedbackOf(s.Signal)
	if err != nil {
		return unreadable(err)
	}
	a := l.answerOf(s, f)
	counted := a.Counts()
	key, replacing, inSlot := l.rec.SlotKey(l.account, s.Signal, f)
	if inSlot {
		before, after, err := l.join(key, replacing, a)
		if err != nil {
			return err
		}
		if replacing {
			l.moves.Replaced(before, after)
			winner, _ := after.Winner()
			counted = counted && winner.Stamp == a.Stamp
		}
	}
	if counted && !replacing {
		l.moves.Add(a.Day(), a.Cell, 1)
	}
	if counted {
		return l.detractor(ctx, s, f)
	}
	return nil
}

func (l *ledger) answerOf(s heed.Stored, f heed.Feedback) heed.Answer {
	return heed.Answer{
		Stamp: s.Stamp(), Type: s.Type, Score: f.Score, Scale: f.Scale, Cell: f.Cell(s.Type, s.Phase),
		Contact: l.rec.ContactHash(f.Contact), Role: f.Role, Excluded: f.Excluded != "",
		Tone: comment.Tone(f.Comment, f.Language),
	}
}

// join puts an answer into its slot.
func (l *ledger) join(key store.Key, replacing bool, a heed.Answer) (before, after heed.Slot, err error) {
	change, err := l.slot(key)
	if err != nil {
		return before, after, err
	}
	before = change.row.Value
	after = before.With(a)
	after.Replacing = replacing
	change.row.Value, change.dirty = after, true
	return before, after, nil
}

func (l *ledger) slot(key store.Key) (*slotChange, error) {
	if change, ok := l.slots[key]; ok {
		return change, nil
	}
	row, err := l.rows.Slot(key)
	l.slots[key] = &slotChange{row: row}
	return l.slots[key], err
}

// keepUntil is when a slot may be forgotten: not before its newest answer is.
func (l *ledger) keepUntil(s heed.Slot) time.Time {
	var newest time.Time
	for _, a := range s.Answers {
		newest = a.Time
	}
	return l.keepState(newest)
}

// fact adds what the signal says about a contract, ticket, contact or the like.
func (l *ledger) fact(s heed.Stored) error {
	key, ok := l.rec.FactsKey(l.account, s.Signal)
	if !ok {
		return nil
	}
	row, err := l.factsRow(key)
	if err != nil {
		return err
	}
	row.Value = row.Value.With(heed.FactOf(s.Signal))
	l.facts[key] = row
	return nil
}

func (l *ledger) factsRow(key store.Key) (records.Row[heed.Facts], error) {
	if row, ok := l.facts[key]; ok {
		return row, nil
	}
	return l.rows.Facts(key)
}

// profile folds what the signal says of the account itself.
func (l *ledger) profile(ctx context.Context, s heed.Stored) error {
	before := l.head.Value.Profile
	after, err := l.head.Value.WithFact(heed.FactOf(s.Signal))
	if err != nil {
		return unreadable(err)
	}
	if after, err = l.leadOn(ctx, before.Parent, after); err != nil {
		return err
	}
	if named, _ := records.Renamed(l.account, before, after.Profile); len(named) > 0 {
		if err := l.rec.Write(ctx, named...); err != nil {
			return err
		}
	}
	l.setHead(after)
	return l.bindAll(ctx, before.ExternalIDs, after.Profile.ExternalIDs)
}

// leadOn names a new parent that became part of another account by that one's id.
func (l *ledger) leadOn(ctx context.Context, before string, a heed.Account) (heed.Account, error) {
	parent := a.Profile.Parent
	if parent == before || parent == "" {
		return a, nil
	}
	row, err := l.rec.Follow(ctx, parent)
	if err != nil || !row.Found() || row.Value.ID == parent {
		return a, err
	}
	a, _, err = a.Reparented(parent, row.Value.ID)
	return a, err
}

func (l *ledger) setHead(after heed.Account) {
	if grouping(after.Profile) != grouping(l.head.Value.Profile) {
		l.regroup = true
	}
	l.head.Value, l.headDirty = after, true
}

// grouping is what metrics are grouped by of a profile. Phase is stamped on
// signals when they are counted and does not move history.
func grouping(p heed.Profile) string {
	return strings.Join([]string{p.Segment, p.Plan, p.Region, p.Industry, p.Owner}, "\x00")
}

// bindAll binds the tool's ids that a profile names for the first time. One that
// another account holds stays there, unless only tools know that account: then it
// becomes part of this one.
func (l *ledger) bindAll(ctx context.Context, before, after map[string][]string) error {
	for _, connection := range slices.Sorted(maps.Keys(after)) {
		for _, external := range after[connection] {
			if slices.Contains(before[connection], external) {
				continue
			}
			if err := l.claim(ctx, connection, external); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *ledger) claim(ctx context.Context, connection, external string) error {
	row, err := l.rec.External(ctx, connection, external)
	if err != nil || row.Value.Account == l.account {
		return err
	}
	if row.Found() {
		holder, err := l.rec.Follow(ctx, row.Value.Account)
		switch {
		case err != nil:
			return err
		case holder.Value.ID == l.account || !holder.Value.Exists():
		case !holder.Value.Provisional:
			return nil
		default:
			l.order(heed.Job{Kind: heed.MergeJob, Account: holder.Value.ID, Into: l.account, SeenAt: l.now})
		}
	}
	row.Value.Account = l.account
	l.bindOnce(records.Bind(connection, external, row))
	return nil
}

// bindOnce binds a tool's id, which a signal may name twice: as its subject and in what it says.
func (l *ledger) bindOnce(op store.Op) {
	if !slices.ContainsFunc(l.extra, func(known store.Op) bool { return known.Item.Key == op.Item.Key }) {
		l.extra = append(l.extra, op)
	}
}
