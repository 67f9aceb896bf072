package heed

import (
	"slices"
)

// Answer is one feedback signal's place in a slot: enough to count it, move it
// back and judge by it, and nothing personal.
type Answer struct {
	Stamp
	Type      string `json:"type"`
	Score     int    `json:"score"` // turned: high is good
	Scale     string `json:"scale,omitempty"`
	Cell      Cell   `json:"cell"`
	Contact   string `json:"contact,omitempty"` // a keyed hash
	Role      string `json:"role,omitempty"`
	Excluded  bool   `json:"excluded,omitempty"`
	Retracted bool   `json:"retracted,omitempty"`
	Tone      *Tone  `json:"tone,omitempty"` // of its comment; nil without one that says anything
}

// Day is the day the answer counts on.
func (a Answer) Day() Day { return DayOf(a.Time) }

// Counts reports whether the answer may count at all.
func (a Answer) Counts() bool { return !a.Excluded && !a.Retracted }

// Slot holds the answers that belong together, oldest first: those that replace
// one another (the same response, or the same contact in the same survey wave),
// or one contact's evergreen answers, which all count.
type Slot struct {
	Replacing bool     `json:"replacing"`
	Answers   []Answer `json:"answers"`
}

// maxAnswers bounds a slot. Of a replacing slot, what is dropped could count
// again only after as many retractions.
const maxAnswers = 16

// With adds an answer in its place; one that is there already changes nothing.
func (s Slot) With(a Answer) Slot {
	i, found := slices.BinarySearchFunc(s.Answers, a.Stamp, func(b Answer, at Stamp) int { return b.Compare(at) })
	if found {
		return s
	}
	s.Answers = slices.Insert(slices.Clone(s.Answers), i, a)
	if len(s.Answers) > maxAnswers {
		s.Answers = s.Answers[1:]
	}
	return s
}

// Join has the answers of both slots.
func (s Slot) Join(other Slot) Slot {
	s.Replacing = s.Replacing || other.Replacing
	for _, a := range other.Answers {
		s = s.With(a)
	}
	return s
}

// Retract marks the answer of a retracted signal.
func (s Slot) Retract(source, id string) Slot {
	s.Answers = slices.Clone(s.Answers)
	for i, a := range s.Answers {
		if a.Source == source && a.ID == id {
			s.Answers[i].Retracted = true
		}
	}
	return s
}

// Told are the sids of a contact's answers whose comments came to something.
func (s Slot) Told(contact string) (sids []string) {
	for _, a := range s.Answers {
		if a.Contact == contact && a.Tone != nil {
			sids = append(sids, SignalID(a.Source, a.ID))
		}
	}
	return sids
}

// Hush takes away what comments came to, of the answers to be hushed by sid; false
// when there was nothing to take.
func (s Slot) Hush(hushed func(sid string) bool) (_ Slot, told bool) {
	s.Answers = slices.Clone(s.Answers)
	for i, a := range s.Answers {
		if a.Tone != nil && hushed(SignalID(a.Source, a.ID)) {
			s.Answers[i].Tone, told = nil, true
		}
	}
	return s, told
}

// Winner is the answer of a replacing slot that counts for all of them: the
// greatest by (time, source, id) that was not retracted.
func (s Slot) Winner() (Answer, bool) {
	for _, a := range slices.Backward(s.Answers) {
		if !a.Retracted {
			return a, true
		}
	}
	return Answer{}, false
}

// Counted are the answers of the slot that count: of those that replace one
// another only the winner.
func (s Slot) Counted() []Answer {
	if s.Replacing {
		if a, ok := s.Winner(); ok && a.Counts() {
			return []Answer{a}
		}
		return nil
	}
	return slices.DeleteFunc(slices.Clone(s.Answers), func(a Answer) bool { return !a.Counts() })
}

// Moves are changes of counters, by day.
type Moves map[Day]Counts

// Add moves one cell of one day by n.
func (m Moves) Add(d Day, c Cell, n int64) {
	if m[d] == nil {
		m[d] = Counts{}
	}
	if m[d][c] += n; m[d][c] == 0 {
		delete(m[d], c)
	}
}

// Replaced moves what counted before to what counts after a change of a replacing slot.
func (m Moves) Replaced(before, after Slot) {
	if a, ok := before.Winner(); ok && a.Counts() {
		m.Add(a.Day(), a.Cell, -1)
	}
	if a, ok := after.Winner(); ok && a.Counts() {
		m.Add(a.Day(), a.Cell, 1)
	}
}
