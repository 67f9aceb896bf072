package judgement

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

// Names says what a signal is about, as records does: what has one name within an
// account is one thing.
type Names interface {
	Thing(s heed.Signal) (name string, ok bool)
	Slot(s heed.Signal, f heed.Feedback) (name string, replacing, ok bool)
	ContactHash(contact string) string
}

// Past is an account's stored signals, from which its state at any moment can be
// folded again: the second way to a risk.Snapshot, for learning and for judging
// the past. At the present both ways agree.
type Past struct {
	names   Names
	account string
	signals []heard         // oldest first
	usage   []heed.UsageDay // states that were set, which are no signals
	// profile and objectives are what people said, which are no signals either; of
	// the objectives in the order of their ids.
	profile    heed.Facts
	objectives []heed.Facts
}

// NewPast takes an account with all signals stored of it, in any order, the usage
// rows of its days, and what was said of its objectives.
func NewPast(names Names, account heed.Account, signals []heed.Stored, usage []heed.UsageDay, objectives []heed.Facts) Past {
	all := make([]heard, len(signals))
	for i, s := range signals {
		all[i] = hear(names, s)
	}
	slices.SortFunc(all, func(a, b heard) int { return a.Stamp().Compare(b.Stamp()) })
	return Past{
		names: names, account: account.ID, signals: all, usage: usage, objectives: objectives,
		profile: unsignalled(account.Facts, signals),
	}
}

// unsignalled are the facts that none of the signals says.
func unsignalled(facts heed.Facts, signals []heed.Stored) heed.Facts {
	said := make(map[string]bool, len(signals))
	for _, s := range signals {
		said[s.SID()] = true
	}
	return slices.DeleteFunc(slices.Clone(facts), func(f heed.Fact) bool { return said[heed.SignalID(f.Source, f.ID)] })
}

// Snapshot is the account as it was known at a moment: nothing that happened
// later is in it, nor what happened before and was heard of later, nor what a
// later answer replaced or a later retraction took back. Imported history counts
// as heard of when it happened. The reference is the caller's, for it concerns
// the whole portfolio.
//
// A usage state that was set twice is known by its last report only; the days of
// which that report is later are left out.
func (p Past) Snapshot(ref risk.Reference, asOf time.Time) (risk.Snapshot, error) {
	f := folding{
		names: p.names, asOf: asOf, facts: map[string]heed.Facts{}, slots: map[string]heed.Slot{},
		counts: map[heed.Day]map[string]int64{}, added: map[usageName]int64{},
	}
	f.snapshot = risk.Snapshot{Account: heed.Account{ID: p.account, Provisional: true}, Reference: ref}
	if err := f.write(p.profile.Until(asOf)); err != nil {
		return risk.Snapshot{}, err
	}
	for _, s := range p.known(asOf) {
		if err := f.take(s); err != nil {
			return risk.Snapshot{}, err
		}
	}
	err := f.lay(p.objectives)
	f.answers()
	f.activity()
	f.usageDays(p.usage)
	return f.snapshot, err
}

// Contracts are the facts known of every contract at a moment, by its id: what
// outcomes are read from.
func (p Past) Contracts(asOf time.Time) map[string]heed.Facts {
	all := map[string]heed.Facts{}
	for _, s := range p.known(asOf) {
		var named struct{ Contract string }
		if heed.Family(s.Type) == "contract" && json.Unmarshal(s.Data, &named) == nil {
			all[named.Contract] = all[named.Contract].With(s.fact)
		}
	}
	return all
}

// known are the signals that had happened, were heard of and not taken back.
func (p Past) known(asOf time.Time) []*heard {
	return p.standing(func(s *heard) bool { return s.KnownAt(asOf) })
}

// standing are those of some signals that none of them takes back.
func (p Past) standing(of func(*heard) bool) []*heard {
	all := make([]*heard, 0, len(p.signals))
	for i := range p.signals {
		if s := &p.signals[i]; !s.Absent && of(s) {
			all = append(all, s)
		}
	}
	gone := retracted(all)
	return slices.DeleteFunc(all, func(s *heard) bool { return gone != nil && gone[s.SID()] })
}

type usageName struct {
	day             heed.Day
	metric, product string
}

// folding is one moment being folded.
type folding struct {
	names    Names
	asOf     time.Time
	snapshot risk.Snapshot
	things   heed.Things
	facts    map[string]heed.Facts
	slots    map[string]heed.Slot
	counts   map[heed.Day]map[string]int64
	added    map[usageName]int64 // thousandths
}

// write takes in what people wrote into the profile. What is of no time only names
// where tools' ids lead.
func (f *folding) write(profile heed.Facts) (err error) {
	a := &f.snapshot.Account
	for _, fact := range profile {
		a.Provisional = a.Provisional && fact.Time.IsZero()
		if *a, err = a.WithFact(fact); err != nil {
			return err
		}
	}
	return nil
}

func (f *folding) take(s *heard) error {
	family := heed.Family(s.Type)
	if family == "contract" || family == "account" {
		f.snapshot.Account.Provisional = false
	}
	switch {
	case s.err != nil:
		return s.err
	case heed.IsFeedback(s.Type):
		f.answer(s)
	case s.Type == heed.UsageReported:
		f.use(s)
	case s.Type == heed.AccountUpdated:
		account, err := f.snapshot.Account.WithFact(s.fact)
		f.snapshot.Account = account
		return err
	default:
		f.happen(s)
	}
	return nil
}

// happen counts what happened, and adds what is said of a thing.
func (f *folding) happen(s *heard) {
	if s.cell != "" {
		f.count(s.Day(), s.cell)
	}
	if s.place != "" {
		f.facts[s.place] = f.facts[s.place].With(s.fact)
	}
}

func (f *folding) count(day heed.Day, cell string) {
	if f.counts[day] == nil {
		f.counts[day] = map[string]int64{}
	}
	f.counts[day][cell]++
}

func (f *folding) answer(s *heard) {
	if s.place == "" {
		return // it is counted, but stands for nobody who could be asked again
	}
	slot := f.slots[s.place].With(s.answer)
	slot.Replacing = s.replacing
	f.slots[s.place] = slot
}

func (f *folding) use(s *heard) {
	if s.used != (usageName{}) {
		f.added[s.used] += s.added
	}
}

// lay folds what was said of contracts, people, tickets and the like.
func (f *folding) lay(objectives []heed.Facts) error {
	for _, name := range slices.Sorted(maps.Keys(f.facts)) {
		if err := f.things.Take(name, f.facts[name], f.asOf); err != nil {
			return err
		}
	}
	for _, facts := range objectives {
		if err := f.things.Take("", facts, f.asOf); err != nil {
			return err
		}
	}
	people := map[string]heed.Contact{}
	for _, person := range inOrder(f.things.Contacts) {
		people[f.names.ContactHash(person.ID)] = person
	}
	f.things.Contacts = people
	lay(f.things, &f.snapshot)
	return nil
}

func (f *folding) answers() {
	for _, slot := range inOrder(f.slots) {
		f.snapshot.Answers = append(f.snapshot.Answers, slot.Counted()...)
	}
}

func (f *folding) activity() {
	from, _ := risk.Since(f.asOf)
	for _, day := range slices.Sorted(maps.Keys(f.counts)) {
		if a, any := heed.ActivityOf(day, f.counts[day]); any && day >= from {
			f.snapshot.Days = append(f.snapshot.Days, a)
		}
	}
}

// usageDays lays what was added over the states that were set by then.
func (f *folding) usageDays(set []heed.UsageDay) {
	days := map[usageName]heed.UsageDay{}
	for _, u := range set {
		if u.KnownAt(f.asOf) {
			u.Added = 0
			days[usageName{u.Day, u.Metric, u.Product}] = u
		}
	}
	for name, n := range f.added {
		u := days[name]
		u.Day, u.Metric, u.Product, u.Added = name.day, name.metric, name.product, n
		days[name] = u
	}
	_, from := risk.Since(f.asOf)
	for _, name := range slices.SortedFunc(maps.Keys(days), usageName.compare) {
		if name.day >= from && !days[name].Empty() {
			f.snapshot.Usage = append(f.snapshot.Usage, days[name])
		}
	}
}

func (n usageName) compare(other usageName) int {
	return cmp.Or(cmp.Compare(n.day, other.day), cmp.Compare(n.metric, other.metric), cmp.Compare(n.product, other.product))
}

// inOrder gives things in the order of their names, as the table would.
func inOrder[T any](things map[string]T) []T {
	all := make([]T, 0, len(things))
	for _, name := range slices.Sorted(maps.Keys(things)) {
		all = append(all, things[name])
	}
	return all
}
