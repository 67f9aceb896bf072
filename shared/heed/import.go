package heed

import (
	"slices"
	"time"
)

// Import is somebody's history on its way in: lines numbered from 0, which come
// in stretches, in any order and perhaps more than once.
type Import struct {
	Name      string    `json:"name"`
	StartedAt time.Time `json:"started_at"`
	UpdatedAt time.Time `json:"updated_at"`
	// Taken are the stretches that came, in order and with gaps between them.
	Taken []Stretch `json:"taken"`
	// Accepted and Refused count the lines of Taken.
	Accepted int64 `json:"accepted"`
	Refused  int64 `json:"refused"`
	// Total is how many lines there are; negative as long as nobody said.
	Total int64 `json:"total"`
	// FinishedAt is when the last of Total lines came; zero until then.
	FinishedAt time.Time `json:"finished_at,omitzero"`
}

// Stretch is the lines from From up to, and without, To.
type Stretch struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// MaxGaps bounds how far out of order the stretches of an import may come.
const MaxGaps = 1000

// NewImport begins an import.
func NewImport(name string, now time.Time) Import {
	return Import{Name: name, StartedAt: now, UpdatedAt: now, Total: -1}
}

// Lines is how many lines came from the beginning without a gap: where to go on.
func (i Import) Lines() int64 {
	if len(i.Taken) == 0 || i.Taken[0].From > 0 {
		return 0
	}
	return i.Taken[0].To
}

// Has reports whether all of a stretch came before.
func (i Import) Has(s Stretch) bool {
	return s.From >= s.To || slices.ContainsFunc(i.Taken, func(t Stretch) bool { return t.From <= s.From && s.To <= t.To })
}

// Crosses reports whether some of a stretch came before, and some did not: what
// was counted of it cannot be told.
func (i Import) Crosses(s Stretch) bool {
	return !i.Has(s) && slices.ContainsFunc(i.Taken, func(t Stretch) bool { return t.From < s.To && s.From < t.To })
}

// With takes in a stretch of which so many lines were refused. One that came
// before changes nothing.
func (i Import) With(s Stretch, refused int64, now time.Time) Import {
	i.UpdatedAt = now
	if !i.Has(s) {
		i.Accepted, i.Refused = i.Accepted+s.To-s.From-refused, i.Refused+refused
		i.Taken = joined(append(slices.Clone(i.Taken), s))
	}
	return i.finished(now)
}

// Ending says how many lines there are in all.
func (i Import) Ending(total int64, now time.Time) Import {
	i.UpdatedAt, i.Total = now, total
	return i.finished(now)
}

func (i Import) finished(now time.Time) Import {
	switch over := i.Total >= 0 && i.Lines() >= i.Total; {
	case !over:
		i.FinishedAt = time.Time{}
	case i.FinishedAt.IsZero():
		i.FinishedAt = now
	}
	return i
}

// joined sorts stretches and makes one of those that touch.
func joined(all []Stretch) []Stretch {
	slices.SortFunc(all, func(a, b Stretch) int { return int(a.From - b.From) })
	kept := all[:1]
	for _, s := range all[1:] {
		if last := &kept[len(kept)-1]; s.From == last.To {
			last.To = s.To
			continue
		}
		kept = append(kept, s)
	}
	return kept
}
