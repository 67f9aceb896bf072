package heed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Stamp is the place of a statement among others about the same thing: the
// greater (time, source, id) is the newer, whatever came in first.
type Stamp struct {
	Time   time.Time `json:"time"`
	Source string    `json:"source"`
	ID     string    `json:"id"`
}

// Compare orders stamps: negative when s is older than other.
func (s Stamp) Compare(other Stamp) int {
	if c := s.Time.Compare(other.Time); c != 0 {
		return c
	}
	if c := strings.Compare(s.Source, other.Source); c != 0 {
		return c
	}
	return strings.Compare(s.ID, other.ID)
}

// Fact is what one signal says about one thing. A member that is absent says
// nothing; null clears.
type Fact struct {
	Stamp
	Type string          `json:"type"`
	Data json.RawMessage `json:"data"`
}

// Facts are all that is known of one thing (a contract, contact, ticket,
// invoice, milestone, pulse or profile), oldest first. Its state is their fold,
// so the order of arrival never matters.
type Facts []Fact

// maxFacts bounds one thing's history; older facts merge into one.
const maxFacts = 200

// FactOf is what the signal says.
func FactOf(s Signal) Fact { return Fact{Stamp: s.Stamp(), Type: s.Type, Data: s.Data} }

// With adds a fact in its place. A fact that is there already changes nothing.
func (f Facts) With(fact Fact) Facts {
	i, found := slices.BinarySearchFunc(f, fact.Stamp, func(a Fact, s Stamp) int { return a.Compare(s) })
	if found {
		return f
	}
	return slices.Insert(slices.Clone(f), i, fact).boundedTo(maxFacts)
}

// Join has the facts of both.
func (f Facts) Join(other Facts) Facts {
	for _, fact := range other {
		f = f.With(fact)
	}
	return f
}

// Without takes the facts of a retracted signal out.
func (f Facts) Without(source, id string) Facts {
	return slices.DeleteFunc(slices.Clone(f), func(a Fact) bool { return a.Source == source && a.ID == id })
}

// Until keeps what was said of a moment and before: the state as of then.
func (f Facts) Until(asOf time.Time) Facts {
	i := slices.IndexFunc(f, func(a Fact) bool { return a.Time.After(asOf) })
	if i < 0 {
		return f
	}
	return f[:i]
}

// Newest keeps of every member the newest fact that says it, and the oldest since
// which nothing else was said, for things of which the present matters and since when
// it is so. Facts with nothing left to say go.
func (f Facts) Newest() Facts {
	stands := map[string]*standing{}
	for i, fact := range slices.Backward(f) {
		for name, raw := range membersOf(fact.Data) {
			if stands[name] == nil {
				stands[name] = &standing{raw: raw, newest: i, since: i}
			}
			stands[name].hear(i, raw)
		}
	}
	var kept Facts
	for i, fact := range f {
		live := membersOf(fact.Data)
		maps.DeleteFunc(live, func(name string, _ json.RawMessage) bool { return i != stands[name].newest && i != stands[name].since })
		if len(live) > 0 {
			fact.Data, _ = json.Marshal(live)
			kept = append(kept, fact)
		}
	}
	return kept
}

// standing is what is said of a member, by the newest fact and since which one.
type standing struct {
	raw           json.RawMessage
	newest, since int
	other         bool // something else was said before
}

// hear goes one fact back. Since when nothing is said makes no difference.
func (s *standing) hear(i int, raw json.RawMessage) {
	if s.other = s.other || !bytes.Equal(s.raw, raw); !s.other && !bytes.Equal(raw, null) {
		s.since = i
	}
}

// Members folds the facts: per member the newest value, without those cleared.
func (f Facts) Members() map[string]json.RawMessage {
	state := map[string]json.RawMessage{}
	for _, m := range f.fold() {
		state[string(m.name)] = m.raw
	}
	return state
}

func (f Facts) fold() (state members) {
	var room [16]member
	for i := range f {
		said, _ := members(room[:0]).split(f[i].Data)
		for _, m := range said {
			state = state.with(m)
		}
	}
	return state
}

// Into folds the facts into a struct with JSON tags.
func (f Facts) Into(v any) error {
	if err := json.Unmarshal(f.fold().object(), v); err != nil {
		return fmt.Errorf("folding facts: %w", err)
	}
	return nil
}

// says is a member of what one fact says; false when it says nothing of it.
func (f Fact) says(name string) (json.RawMessage, bool) {
	var room [16]member
	said, _ := members(room[:0]).split(f.Data)
	return said.get(name)
}

// lastSaid drops what older facts say of members of which only the present matters.
func (f Facts) lastSaid(names ...string) Facts {
	kept, said := slices.Clone(f), map[string]bool{}
	for i, fact := range slices.Backward(kept) {
		data := membersOf(fact.Data)
		for _, name := range names {
			if _, says := data[name]; says && said[name] {
				delete(data, name)
			} else if says {
				said[name] = true
			}
		}
		kept[i].Data, _ = json.Marshal(data)
	}
	return slices.DeleteFunc(kept, func(fact Fact) bool { return string(fact.Data) == "{}" })
}

// boundedTo lets the oldest facts merge until so many are left.
func (f Facts) boundedTo(n int) Facts {
	if len(f) <= n {
		return f
	}
	merged := f[1]
	merged.Data, _ = json.Marshal(overlay(membersOf(f[0].Data), membersOf(f[1].Data)))
	return append(Facts{merged}, f[2:]...)
}

func overlay(base, top map[string]json.RawMessage) map[string]json.RawMessage {
	for name, raw := range top {
		base[name] = raw
	}
	return base
}

func membersOf(raw json.RawMessage) map[string]json.RawMessage {
	members := map[string]json.RawMessage{}
	_ = json.Unmarshal(raw, &members) // signals are checked when they come in
	return members
}
