package records

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const (
	// liveDays are the days before today that judging reads row by row, because much
	// is told a day or two late. What lies before them is read from one row.
	liveDays = 3
	// pastLag is how much later than its clock says a Write may happen.
	pastLag = 5 * time.Minute
	// pastKept is how long an account's past is kept when nobody judges it.
	pastKept = 7 * 24 * time.Hour
	// maxPast bounds the row; a longer past is read day by day.
	maxPast = 64 << 10
	// outdatedCounter tells that days of a past have changed since it was written.
	outdatedCounter = "outdated"
)

// Past is what judging reads of an account's days before those that it reads row
// by row, put together in one row: counters and usage of a year are hundreds of
// rows, which hardly change any more.
type Past struct {
	reach
	Days  []heed.Activity
	Usage []heed.UsageDay // their stamps tell only whether there is one
}

// reach are the days that a past is of: counters and usage from some on, before one.
type reach struct {
	Counters heed.Day `json:"counters"`
	States   heed.Day `json:"states"`
	Before   heed.Day `json:"before"`
}

// pastDoc is the row: columns, for the same values stand in most of them.
type pastDoc struct {
	reach
	Days   [][3]int64    `json:"days,omitempty"`   // age, what happened, tickets opened
	Series [][2]string   `json:"series,omitempty"` // metric and product
	Of     []int         `json:"of,omitempty"`     // a report's series
	Ages   []int         `json:"ages,omitempty"`   // its days before Before
	Set    []float64     `json:"set,omitempty"`
	Unset  []int         `json:"unset,omitempty"` // the reports without a state
	Added  map[int]int64 `json:"added,omitempty"`
}

// pastKey stands in a partition of its own, which no merge and no erasure walks:
// the row holds nothing that is not elsewhere, and expires.
func pastKey(account string) store.Key { return store.Key{Partition: "PAST#" + account, Sort: "PAST"} }

// liveFrom is the oldest day that is read row by row at a moment.
func liveFrom(asOf time.Time) heed.Day { return heed.DayOf(asOf).Add(-liveDays) }

// past reads an account's past; one that is outdated or of other days is empty,
// and keeps its version.
func (r *Records) past(ctx context.Context, account string, of reach) (row Row[Past], err error) {
	items, err := r.db.Get(ctx, pastKey(account))
	if err != nil || len(items) == 0 {
		return row, err
	}
	it := items[0]
	row.Version = it.Version
	if len(it.Data) == 0 || it.Counters[outdatedCounter] > 0 {
		return row, nil
	}
	doc, err := rowOf[pastDoc](it)
	if err == nil && doc.Value.reach == of {
		row.Value = doc.Value.past()
	}
	return row, err
}

// PutPast keeps an account's past, unless its days have changed since it was read;
// false when it is too long to be kept in one row.
func PutPast(account string, row Row[Past], now time.Time) (store.Op, bool) {
	it := store.Item{Key: pastKey(account), Data: encode(docOf(row.Value)), Expires: now.Add(pastKept).UTC()}
	return store.Put(it).IfVersion(row.Version), len(it.Data) <= maxPast
}

func docOf(p Past) pastDoc {
	doc := pastDoc{reach: p.reach}
	for _, a := range p.Days {
		doc.Days = append(doc.Days, [3]int64{int64(p.Before.Sub(a.Day)), bits(a.Tickets, a.Engaged, a.TwoWay, a.Review), a.Opened})
	}
	for i, u := range p.Usage {
		name := [2]string{u.Metric, u.Product}
		of := slices.Index(doc.Series, name)
		if of < 0 {
			of, doc.Series = len(doc.Series), append(doc.Series, name)
		}
		doc.Of, doc.Ages, doc.Set = append(doc.Of, of), append(doc.Ages, p.Before.Sub(u.Day)), append(doc.Set, u.Set)
		if u.Stamp.Time.IsZero() {
			doc.Unset = append(doc.Unset, i)
		}
		if u.Added != 0 {
			if doc.Added == nil {
				doc.Added = map[int]int64{}
			}
			doc.Added[i] = u.Added
		}
	}
	return doc
}

// bits are facts as a number.
func bits(facts ...bool) (n int64) {
	for i, fact := range facts {
		if fact {
			n |= 1 << i
		}
	}
	return n
}

func (doc pastDoc) past() Past {
	p := Past{reach: doc.reach, Days: make([]heed.Activity, len(doc.Days)), Usage: make([]heed.UsageDay, len(doc.Of))}
	for i, d := range doc.Days {
		p.Days[i] = heed.Activity{
			Day: doc.Before.Add(-int(d[0])), Tickets: d[1]&1 > 0, Engaged: d[1]&2 > 0, TwoWay: d[1]&4 > 0, Review: d[1]&8 > 0, Opened: d[2],
		}
	}
	var day heed.Day
	var at time.Time
	for i, of := range doc.Of {
		if i == 0 || doc.Ages[i] != doc.Ages[i-1] { // the reports of one day stand side by side
			day = doc.Before.Add(-doc.Ages[i])
			at = day.Time()
		}
		p.Usage[i] = heed.UsageDay{
			Day: day, Metric: doc.Series[of][0], Product: doc.Series[of][1], Set: doc.Set[i], Added: doc.Added[i],
			Stamp: heed.Stamp{Time: at},
		}
	}
	for _, i := range doc.Unset {
		p.Usage[i].Stamp = heed.Stamp{}
	}
	return p
}

// outdating adds to operations those that outdate the pasts of the accounts whose
// days they change, so that no writer can forget it. Where days are taken away, as
// an erasure does, nothing is left of the past either.
func outdating(ops []store.Op, now time.Time) []store.Op {
	live := liveFrom(now.Add(pastLag)) // near midnight another process may be a day ahead
	late := map[string]bool{}          // accounts, and whether their days go on
	for _, op := range ops {
		account, ok := strings.CutPrefix(op.Item.Partition, "A#")
		day, dated := dayOfSort(op.Item.Sort)
		if gone := op.Kind == store.KindDelete; ok && dated && (gone || day < live) {
			late[account] = late[account] || !gone
		}
	}
	more := ops[:len(ops):len(ops)]
	for _, account := range slices.Sorted(maps.Keys(late)) {
		if late[account] {
			outdated := store.Item{Key: pastKey(account), Counters: map[string]int64{outdatedCounter: 1}, Expires: now.Add(pastKept).UTC()}
			more = append(more, store.Add(outdated))
		} else {
			more = append(more, store.Delete(pastKey(account)))
		}
	}
	return more
}

// dayOfSort is the day of counters or usage; false for any other row.
func dayOfSort(sort string) (heed.Day, bool) {
	rest, ok := strings.CutPrefix(sort, "C#")
	if !ok {
		rest, ok = strings.CutPrefix(sort, usageSort)
	}
	day, _, _ := strings.Cut(rest, "#")
	return heed.Day(day), ok
}
