package records

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// aliasSort are the accounts that became part of one, listed behind all that it
// is judged by.
const aliasSort = "~A#"

// MaxAliases is how many aliases lead on to one another at most. A merge turns
// those it meets to the end of their chain, so there are seldom two.
const MaxAliases = 16

// ErrAliases says that aliases lead on to more than that.
var ErrAliases = errors.New("the accounts that it was merged into form too long a chain: try again in a minute")

func aliasKey(account, alias string) store.Key {
	return store.Key{Partition: accountPartition(account), Sort: aliasSort + alias}
}

// AliasOf is the account that a row of another says became part of it.
func AliasOf(key store.Key) (string, bool) { return strings.CutPrefix(key.Sort, aliasSort) }

// aliasDoc names an account that became part of another.
type aliasDoc struct {
	Alias string `json:"alias"`
}

// Follow reads the head that an account's id leads to: its own, or that of the
// account it became part of.
func (r *Records) Follow(ctx context.Context, id string) (Row[heed.Account], error) {
	for range MaxAliases {
		row, err := r.Account(ctx, id)
		if err != nil || !row.Value.Merged() {
			return row, err
		}
		id = row.Value.MergedInto
	}
	return Row[heed.Account]{}, ErrAliases
}

// Aliases lists the accounts that became part of one.
func (r *Records) Aliases(ctx context.Context, account string) ([]string, error) {
	docs, err := collect[aliasDoc](ctx, r.db, prefixed(accountPartition(account), aliasSort))
	all := make([]string, len(docs))
	for i, doc := range docs {
		all[i] = doc.Alias
	}
	return all, err
}

// Merge are the operations by which an account becomes part of another. From then
// on its id leads there; what it has, a job is to move.
func Merge(from, into Row[heed.Account]) ([]store.Op, error) {
	whole, err := into.Value.Absorb(from.Value)
	if err != nil {
		return nil, err
	}
	from.Value, into.Value = from.Value.Alias(into.Value.ID), whole
	return []store.Op{
		PutAccount(from), PutAccount(into), putAlias(into.Value.ID, from.Value.ID),
		MarkFold(FoldMarker{Account: into.Value.ID}), // by its attributes of now
	}, nil
}

func putAlias(account, alias string) store.Op {
	return store.Put(store.Item{Key: aliasKey(account, alias), Data: encode(aliasDoc{alias})})
}

// movable are an account's rows besides its head that a merge moves: all but what
// was judged and said of it, which stays under its old id.
func movable(account string) store.Query {
	return store.Query{Partition: accountPartition(account), To: eventSort}
}

// Movable reports whether anything is left to move.
func (r *Records) Movable(ctx context.Context, account string) (bool, error) {
	page, err := r.movablePage(ctx, account, 1)
	return len(page) > 0, err
}

func (r *Records) movablePage(ctx context.Context, account string, limit int) ([]store.Item, error) {
	q := movable(account)
	q.Limit = limit + 1 // the head
	var page []store.Item
	for it, err := range r.db.Query(ctx, q) {
		if err != nil {
			return nil, err
		}
		if it.Sort != headSort && len(page) < limit {
			page = append(page, it)
		}
	}
	return page, nil
}

// MaxMoved is how many rows one Write of a merge moves: each is deleted here and
// written there, and may move one day's counters and ask for the day to be folded.
const MaxMoved = (store.MaxOps - 6) / 4

// Move are the operations, for one Write, that move up to MaxMoved rows of an
// account to the one it became part of; none when nothing is left. What both have
// is put together: counters and what was added to a day are summed, of facts,
// answers and states the newest holds, whichever it came from.
func (r *Records) Move(ctx context.Context, from, into string) ([]store.Op, error) {
	page, err := r.movablePage(ctx, from, MaxMoved)
	if err != nil || len(page) == 0 {
		return nil, err
	}
	m := move{from: from, into: into, moves: heed.Moves{}, folds: map[heed.Day]bool{}}
	if m.there, err = r.Load(ctx, m.keys(page)...); err != nil {
		return nil, err
	}
	for _, it := range page {
		if err := m.take(it); err != nil {
			return nil, err
		}
	}
	return m.write(), nil
}

// move collects what one Write moves.
type move struct {
	from, into string
	there      Loaded
	moves      heed.Moves
	folds      map[heed.Day]bool // days whose roll-ups change, also when what moves adds up to nothing
	ops        []store.Op
}

// there names the row of the other account that a row belongs to.
func (m *move) key(it store.Item) store.Key {
	return store.Key{Partition: accountPartition(m.into), Sort: it.Sort}
}

func (m *move) keys(page []store.Item) []store.Key {
	keys := make([]store.Key, len(page))
	for i, it := range page {
		keys[i] = m.key(it)
		if alias, ok := strings.CutPrefix(it.Sort, aliasSort); ok {
			keys[i] = headKey(alias)
		}
	}
	return keys
}

func (m *move) take(it store.Item) error {
	m.ops = append(m.ops, store.Delete(it.Key).IfVersion(it.Version))
	letter, name, _ := strings.Cut(it.Sort, "#")
	switch letter + "#" {
	case counterSort:
		return m.counters(it)
	case slotSort:
		return m.slot(it)
	case usageSort:
		return m.usage(it)
	case aliasSort:
		return m.alias(name)
	case caseSort:
		return m.cases(it)
	}
	return m.facts(it)
}

func (m *move) counters(it store.Item) error {
	d, err := dayOf(it)
	m.folds[d.Day] = true
	for cell, n := range d.Counts {
		m.moves.Add(d.Day, cell, n)
	}
	return err
}

// slot joins two slots. Where answers replace one another, only the newest of
// both counts from now on.
func (m *move) slot(it store.Item) error {
	from, err := slotOf(it)
	if err != nil {
		return err
	}
	there, err := m.there.Slot(m.key(it))
	if err != nil {
		return err
	}
	joined := there
	joined.Value = there.Value.Join(from.Value)
	if joined.Value.Replacing {
		m.moves.Replaced(from.Value, heed.Slot{})
		m.moves.Replaced(there.Value, joined.Value)
	}
	m.ops = append(m.ops, PutSlot(m.key(it), joined, later(from.Expires, there.Expires)))
	return nil
}

func (m *move) usage(it store.Item) error {
	from, err := usageOf(it)
	if err != nil {
		return err
	}
	there, err := m.there.Usage(m.key(it))
	if err != nil {
		return err
	}
	if !there.Found() {
		there.Value.Day, there.Value.Metric, there.Value.Product = from.Value.Day, from.Value.Metric, from.Value.Product
	}
	there.Value = there.Value.Join(from.Value)
	m.ops = append(m.ops, PutUsage(m.key(it), there, later(from.Expires, there.Expires)))
	return nil
}

func (m *move) facts(it store.Item) error {
	from, err := rowOf[heed.Facts](it)
	if err != nil {
		return err
	}
	there, err := m.there.Facts(m.key(it))
	if err != nil {
		return err
	}
	known := later(from.Expires, there.Expires)
	there.Value = there.Value.Join(from.Value)
	if there.Expires = FactsUntil(m.key(it), there.Value, time.Time{}); !there.Expires.IsZero() {
		there.Expires = later(there.Expires, known)
	}
	m.ops = append(m.ops, PutFacts(m.key(it), there))
	return nil
}

// cases go on under the other account.
func (m *move) cases(it store.Item) error {
	row, err := rowOf[heed.Case](it)
	row.Value.Account, row.Version = m.into, 0
	m.ops = append(m.ops, PutCase(row, row.Expires))
	return err
}

// alias lets one that led here lead to where this account went.
func (m *move) alias(name string) error {
	head, err := m.there.Account(name)
	if err != nil || head.Value.MergedInto != m.from {
		return err // erased meanwhile
	}
	head.Value.MergedInto = m.into
	m.ops = append(m.ops, PutAccount(head), putAlias(m.into, name))
	return nil
}

func (m *move) write() []store.Op {
	for day, counts := range m.moves {
		if len(counts) > 0 {
			m.folds[day] = true
			m.ops = append(m.ops, AddCounts(m.into, day, counts))
		}
	}
	for day := range m.folds {
		m.ops = append(m.ops, MarkFold(FoldMarker{Day: day}))
	}
	return m.ops
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
