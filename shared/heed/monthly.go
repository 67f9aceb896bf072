package heed

import (
	"slices"
	"time"
)

// Months are an account's tickets, seats and themes by month, oldest first.
type Months struct {
	Account string    `json:"account"`
	Months  []Monthly `json:"months,omitempty"`
}

// Monthly is what became of an account's tickets and seats, and what its comments
// spoke of, in one calendar month.
type Monthly struct {
	Month string `json:"m"` // 2026-11
	// Used and Licensed are seats by the newest reports of the month; both 0 when
	// nobody reported them.
	Used     float64 `json:"u,omitempty"`
	Licensed float64 `json:"l,omitempty"`
	// Opened counts the tickets opened in the month, Reopened those of them that were
	// opened again.
	Opened   int64 `json:"o,omitempty"`
	Reopened int64 `json:"r,omitempty"`
	// Ripe counts those that are at least so many hours old as [ResolutionHours] has
	// at the same place; nil when all are. Solved counts those of them that were solved
	// within these hours and stayed so.
	Ripe   []int64 `json:"p,omitempty"`
	Solved []int64 `json:"s,omitempty"`
	// Themes are what the month's comments speak of, by theme.
	Themes map[string]Spoken `json:"t,omitempty"`
}

// ResolutionHours are the spans within which a ticket may count as solved.
var ResolutionHours = []int{1, 4, 8, 24, 48, 72, 120, 168}

// MonthOf is the month a day lies in, as Monthly names it.
func MonthOf(d Day) string { return string(d[:min(len(d), len("2026-11"))]) }

// FirstDay is the month's first day.
func (m Monthly) FirstDay() Day { return Day(m.Month + "-01") }

// Meet counts a ticket that was opened in the month, as it stands at a moment.
func (m *Monthly) Meet(t Ticket, asOf time.Time) {
	m.Opened++
	if t.Reopened {
		m.Reopened++
	}
	if m.Ripe == nil {
		m.Ripe, m.Solved = make([]int64, len(ResolutionHours)), make([]int64, len(ResolutionHours))
	}
	for i, hours := range ResolutionHours {
		within := time.Duration(hours) * time.Hour
		if asOf.Sub(t.FirstAt) < within {
			continue
		}
		m.Ripe[i]++
		if !t.SolvedAt.IsZero() && !t.Reopened && t.SolvedAt.Sub(t.FirstAt) <= within {
			m.Solved[i]++
		}
	}
}

// Hear counts an answer of the month by the themes of its comment, if it has one.
func (m *Monthly) Hear(a Answer) {
	if a.Tone == nil {
		return
	}
	for _, theme := range a.Tone.Themes {
		if m.Themes == nil {
			m.Themes = map[string]Spoken{}
		}
		m.Themes[theme] = m.Themes[theme].Plus(a.Tone.spoken())
	}
}

// OldEnough counts the tickets that are at least as old as a place of
// [ResolutionHours] says.
func (m Monthly) OldEnough(place int) int64 {
	if place < len(m.Ripe) {
		return m.Ripe[place]
	}
	return m.Opened
}

// Settled is the month without what need not be kept: once all tickets are old
// enough, the number opened says so.
func (m Monthly) Settled() Monthly {
	if !slices.ContainsFunc(m.Ripe, func(n int64) bool { return n != m.Opened }) {
		m.Ripe = nil
	}
	return m
}

// Empty reports whether the month says nothing.
func (m Monthly) Empty() bool {
	return m.Used == 0 && m.Licensed == 0 && m.Opened == 0 && m.Themes == nil
}
