package aggregate

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// errUnreadable marks a signal whose data cannot be read after all: no
// repetition mends it.
var errUnreadable = errors.New("the signal cannot be read")

// errErasing keeps new signals in the queue until nothing of the erased account
// is left that they could be mixed with.
var errErasing = errors.New("the account is being erased: its new signals wait")

func unreadable(err error) error { return fmt.Errorf("%w: %w", errUnreadable, err) }

// maxPlanned is how many operations are planned before a Write is cut, so that
// what the last signal brings along (two events, their deliveries, a case) still fits.
const maxPlanned = store.MaxOps - 2*heed.MaxEndpoints - 9

// ledger collects what some signals of one account change, for one Write.
type ledger struct {
	*run
	// now lies close before the Write: an event's place in the feed is its instant.
	now     time.Time
	account string
	known   map[string]records.Row[heed.Stored] // repeats and stubs met before
	rows    records.Loaded
	aliases []heed.Account // heads that led here, because their accounts became part of this one

	head      records.Row[heed.Account]
	headDirty bool
	hushed    bool // history came
	regroup   bool // attributes that metrics are grouped by have changed

	slots map[store.Key]*slotChange
	facts map[store.Key]records.Row[heed.Facts]
	usage map[store.Key]records.Row[heed.UsageDay]
	moves heed.Moves
	puts  []records.Row[heed.Stored]
	seen  map[string]bool
	extra []store.Op // events, deliveries, bindings
	jobs  []heed.Job // that this Write orders

	endpoints []heed.Endpoint // once listened
	listened  bool

	conflicting map[string]records.Row[heed.Stored]
	came        tally
	born        bool // the account is made by this Write
	states      int  // of usage, that are newer than what was known
	touch       map[string]bool
	newest      map[string]heed.Day
	knocks      []heed.Knock
	ops         []store.Op
}

type slotChange struct {
	row   records.Row[heed.Slot]
	dirty bool
}

func newLedger(r *run, account string, known map[string]records.Row[heed.Stored]) *ledger {
	return &ledger{
		run: r, now: time.Now().UTC(), account: account, known: known, slots: map[store.Key]*slotChange{},
		facts: map[store.Key]records.Row[heed.Facts]{}, usage: map[store.Key]records.Row[heed.UsageDay]{},
		moves: heed.Moves{}, seen: map[string]bool{}, conflicting: map[string]records.Row[heed.Stored]{}, touch: map[string]bool{}, newest: map[string]heed.Day{},
	}
}

// fill reads what the signals touch and applies them until one Write is full.
// It says how many were applied.
func (l *ledger) fill(ctx context.Context, signals []heed.Signal) (int, error) {
	if err := l.read(ctx, signals, l.keyOf); err != nil {
		return 0, err
	}
	for i, s := range signals {
		if err := l.apply(ctx, s); err != nil {
			return i + 1, err
		}
		if l.planned() >= maxPlanned {
			return i + 1, nil
		}
	}
	return len(signals), nil
}

// read reads the account's head and what the signals touch, in one Get. When the
// account became part of another, it reads on there.
func (l *ledger) read(ctx context.Context, signals []heed.Signal, keyOf func(heed.Signal) (store.Key, bool)) error {
	keys := map[store.Key]bool{records.HeadKey(l.account): true}
	for _, s := range signals {
		if key, ok := keyOf(s); ok {
			keys[key] = true
		}
	}
	rows, err := l.rec.Load(ctx, slices.Collect(maps.Keys(keys))...)
	if err != nil {
		return err
	}
	l.rows = rows
	if l.head, err = rows.Account(l.account); err != nil || !l.head.Value.Merged() {
		return err
	}
	if len(l.aliases) == records.MaxAliases {
		return records.ErrAliases
	}
	l.aliases, l.account = append(l.aliases, l.head.Value), l.head.Value.MergedInto
	return l.read(ctx, signals, keyOf)
}

// keyOf is the row a signal changes besides the head and the counters.
func (l *ledger) keyOf(s heed.Signal) (store.Key, bool) {
	switch {
	case heed.IsFeedback(s.Type):
		f, err := heed.FeedbackOf(s)
		key, _, ok := l.rec.SlotKey(l.account, s, f)
		return key, ok && err == nil
	case s.Type == heed.UsageReported:
		u, err := heed.UsageOf(s)
		return records.UsageKey(l.account, s.Day(), u.Metric, u.Product), err == nil
	}
	return l.rec.FactsKey(l.account, s)
}

func (l *ledger) planned() int {
	return len(l.puts) + len(l.conflicting) + len(l.slots) + len(l.facts) + len(l.usage) + 2*len(l.moves) + len(l.extra)
}

// apply takes one signal in, unless it is a repeat or a late copy of what was erased.
func (l *ledger) apply(ctx context.Context, s heed.Signal) error {
	if !l.accepts(s) {
		l.came.duplicates = append(l.came.duplicates, s.SID())
		return nil
	}
	if l.head.Value.Erasing() {
		return errErasing
	}
	row, stub, repeat := l.repeat(s)
	if repeat {
		return nil
	}
	l.meet(s)
	stored := heed.Stored{Signal: s, Account: l.account, Phase: l.head.Value.Profile.Phase, Retracted: stub}
	l.forget(s)
	waits, states := l.waits(stored), l.states
	if err := l.change(ctx, stored); err != nil {
		return err
	}
	if !waits {
		l.touch[l.account] = true
	}
	sid, keeps := s.SID(), keepsSignal(s)
	l.seen[sid] = true
	if family := heed.Family(s.Type); alive[family] {
		l.newest[family] = max(l.newest[family], s.Day())
	}
	if keeps {
		l.puts = append(l.puts, records.Row[heed.Stored]{Value: stored, Version: row.Version})
	}
	if keeps || l.states > states {
		l.came.stored = append(l.came.stored, sid)
	} else {
		l.came.duplicates = append(l.came.duplicates, sid)
	}
	return nil
}

// forget orders the traces of a contact to go once more when a late copy brings new ones.
func (l *ledger) forget(s heed.Signal) {
	for _, f := range l.head.Value.Forgotten {
		if !s.ReceivedAt.After(f.At) && s.Names(func(contact string) bool { return l.rec.ContactHash(contact) == f.Contact }) {
			l.order(heed.Job{Kind: heed.ForgetJob, Account: l.account, Contact: f.Contact, Until: f.At, SeenAt: l.now})
		}
	}
}

// order has a job begin with this Write, once.
func (l *ledger) order(j heed.Job) {
	if !slices.ContainsFunc(l.jobs, func(known heed.Job) bool { return known.Name() == j.Name() }) {
		l.jobs, l.extra = append(l.jobs, j), append(l.extra, records.OrderJob(j))
	}
}

// accepts reports whether a signal may be taken in: a late copy may not of what was
// erased of the account, or of one that became part of it.
func (l *ledger) accepts(s heed.Signal) bool {
	late := func(a heed.Account) bool { return !a.Accepts(s) }
	return !late(l.head.Value) && !slices.ContainsFunc(l.aliases, late)
}

// keepsSignal: a usage state is the day's own row, and needs no other.
func keepsSignal(s heed.Signal) bool {
	if s.Type != heed.UsageReported {
		return true
	}
	u, err := heed.UsageOf(s)
	return err != nil || u.Mode == heed.UsageAdd
}

// repeat recognises what was stored before. A stub is what a retraction left
// that came before its signal: the signal is stored, and never counts.
func (l *ledger) repeat(s heed.Signal) (row records.Row[heed.Stored], stub, repeat bool) {
	sid := s.SID()
	if l.seen[sid] {
		l.came.duplicates = append(l.came.duplicates, sid)
		l.compare(s)
		return row, false, true
	}
	row, ok := l.known[sid]
	if !ok {
		return row, false, false
	}
	if row.Value.Absent && row.Value.Source != "" {
		return row, true, false
	}
	l.came.duplicates = append(l.came.duplicates, sid)
	if !row.Value.Absent {
		l.touch[row.Value.Account] = true
		if !row.Value.Conflicting && !row.Value.Erased && !row.Value.SameContent(s) {
			row.Value.Conflicting = true
			l.conflicting[sid] = row
			l.came.conflicting = append(l.came.conflicting, sid)
		}
	}
	return row, false, true
}

// compare marks a signal of this very Write that comes again with other content.
func (l *ledger) compare(s heed.Signal) {
	for i, row := range l.puts {
		if row.Value.SID() == s.SID() && !row.Value.SameContent(s) {
			l.puts[i].Value.Conflicting = true
			l.came.conflicting = append(l.came.conflicting, s.SID())
		}
	}
}

// meet makes the account when it is new, and confirms it when somebody vouches for it.
func (l *ledger) meet(s heed.Signal) {
	if !l.head.Value.Exists() {
		l.head.Value = heed.NewAccount(l.account, l.head.Value, l.now)
		l.headDirty, l.born = true, true
	}
	family := heed.Family(s.Type)
	if l.head.Value.Provisional && (family == "contract" || family == "account") {
		l.head.Value.Provisional, l.headDirty = false, true
	}
	l.hush(s)
}

// hush lets the next judgement be told to nobody when history came. Every Write of
// history does so, so that a judgement on what was known before it conflicts.
func (l *ledger) hush(s heed.Signal) { l.hushed = l.hushed || s.Imported }

// bind ties a tool's id to the provisional account that was made for it, which
// shows it, so that people see whom the tool means.
func (l *ledger) bind(subject string) error {
	connection, external, _ := heed.ExternalSubject(subject)
	l.bindOnce(records.Bind(connection, external, records.Row[records.External]{Value: records.External{Account: l.account}}))
	if !l.head.Value.Exists() {
		return nil // every signal was a late copy
	}
	after, err := l.head.Value.Claiming(connection, external)
	if err != nil {
		return unreadable(err)
	}
	l.head.Value, l.headDirty = after, true
	return nil
}

// write applies everything in one Write. Nothing to do is done.
func (l *ledger) write(ctx context.Context) error {
	l.ops = l.ops[:0]
	l.puts = append(l.puts, slices.Collect(maps.Values(l.conflicting))...)
	for _, row := range l.puts {
		l.ops = append(l.ops, records.PutSignal(row, l.expires(row.Value.Signal)))
	}
	l.writeRows()
	l.writeCounts()
	if len(l.ops) == 0 && len(l.extra) == 0 {
		return nil
	}
	l.ops = append(l.ops, l.extra...)
	return l.rec.Write(ctx, l.ops...)
}

func (l *ledger) writeRows() {
	for key, slot := range l.slots {
		if slot.dirty {
			l.ops = append(l.ops, records.PutSlot(key, slot.row, l.keepUntil(slot.row.Value)))
		}
	}
	for key, row := range l.facts {
		row.Expires = records.FactsUntil(key, row.Value, l.now)
		l.ops = append(l.ops, records.PutFacts(key, row))
	}
	for key, row := range l.usage {
		l.ops = append(l.ops, records.PutUsage(key, row, l.keepState(row.Value.Day.Time())))
	}
	switch {
	case l.headDirty && l.hushed:
		l.head.Value.History++
		fallthrough
	case l.headDirty:
		l.ops = append(l.ops, records.PutAccount(l.head))
	case l.hushed:
		l.ops = append(l.ops, records.NoteHistory(l.account))
	}
	if l.regroup {
		l.ops = append(l.ops, records.MarkFold(records.FoldMarker{Account: l.account}))
	}
}

// writeCounts moves the counters. A day that Fold may not look at again by
// itself is marked for it, which near midnight holds of yesterday already.
func (l *ledger) writeCounts() {
	recent := heed.DayOf(l.now.Add(l.opt.Patience + foldLate)).Add(-1)
	for day, counts := range l.moves {
		if len(counts) == 0 {
			continue
		}
		l.ops = append(l.ops, records.AddCounts(l.account, day, counts))
		if day < recent {
			l.ops = append(l.ops, records.MarkFold(records.FoldMarker{Day: day}))
		}
	}
}

// learn finds out which signals were stored before, so that the next try leaves
// them out; other conflicts only need reading again.
func (l *ledger) learn(ctx context.Context, conflict *store.Conflict, known map[string]records.Row[heed.Stored]) error {
	var sids []string
	for _, i := range conflict.Failed {
		if i < len(l.puts) {
			sids = append(sids, l.puts[i].Value.SID())
		}
	}
	if len(sids) == 0 {
		l.note(tally{conflicts: 1})
		return nil
	}
	found, err := l.rec.Signals(ctx, sids...)
	if err != nil {
		return err
	}
	for _, sid := range sids {
		delete(known, sid)
	}
	maps.Copy(known, found)
	return nil
}
