package heed

import (
	"slices"
	"time"
)

// Hearing is when a connection brought signals of late, as far as it takes to notice
// that it brings none any more.
type Hearing struct {
	Connection string `json:"connection"`
	// LastAt is when it last brought one, exact to hearingStep.
	LastAt time.Time `json:"last_at"`
	// Pauses are the longest pauses that ended on each of the last days on which it
	// brought signals, the newest day first.
	Pauses []time.Duration `json:"pauses,omitempty"`
	// SaidAt is when connection.silent was said of it; zero once it is heard again.
	SaidAt time.Time `json:"said_at,omitzero"`
}

const (
	// hearingStep is how far apart two hearings are noted.
	hearingStep = time.Hour
	// maxPauses is how many days a habit is read from: four weeks of working days.
	maxPauses = 20
	// minPauses is how many days it takes to have a habit.
	minPauses = 4
	// leastSilence is how long a pause is no silence, whatever the habit.
	leastSilence = 24 * time.Hour
)

// Stale reports whether a signal that came now is worth noting.
func (h Hearing) Stale(now time.Time) bool { return now.Sub(h.LastAt) >= hearingStep }

// Heard notes that a signal came.
func (h Hearing) Heard(now time.Time) Hearing {
	pause := now.Sub(h.LastAt)
	switch {
	case h.LastAt.IsZero():
	case pause <= 0:
		return h
	case DayOf(now) == DayOf(h.LastAt) && len(h.Pauses) > 0:
		h.Pauses = slices.Clone(h.Pauses)
		h.Pauses[0] = max(h.Pauses[0], pause)
	default:
		h.Pauses = append([]time.Duration{pause}, h.Pauses[:min(len(h.Pauses), maxPauses-1)]...)
	}
	h.LastAt, h.SaidAt = now, time.Time{}
	return h
}

// Usual is how long the connection pauses at most by habit: the second longest of its
// pauses, so that one breakdown is no habit. It is 0 while too little is known.
func (h Hearing) Usual() time.Duration {
	if len(h.Pauses) < minPauses {
		return 0
	}
	sorted := slices.Sorted(slices.Values(h.Pauses))
	return sorted[len(sorted)-2]
}

// Silent reports whether the connection brought nothing for an unusual time: more than
// a day, and more than twice its habit. One without a habit is never silent.
func (h Hearing) Silent(now time.Time) bool {
	usual := h.Usual()
	return usual > 0 && now.Sub(h.LastAt) > max(leastSilence, 2*usual)
}

// ConnectionQuiet is the data of connection.silent.
type ConnectionQuiet struct {
	Connection string    `json:"connection"`
	Reason     string    `json:"reason"`
	Since      time.Time `json:"since"` // when it last brought a signal
}
