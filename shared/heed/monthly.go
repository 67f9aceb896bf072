package heed

import "time"

// Monthly is what became of an account's tickets and seats in one calendar month.
type Monthly struct {
	Month string `json:"month"` // 2026-11
	// Used and Licensed are seats by the newest reports of the month; both 0 when
	// nobody reported them.
	Used     float64 `json:"used,omitempty"`
	Licensed float64 `json:"licensed,omitempty"`
	// Opened counts the tickets opened in the month, Reopened those of them that were
	// opened again.
	Opened   int64 `json:"opened,omitempty"`
	Reopened int64 `json:"reopened,omitempty"`
	// Ripe counts those that are at least so many hours old as [ResolutionHours] has
	// at the same place, and Solved those of them that were solved within these hours
	// and stayed so.
	Ripe   []int64 `json:"ripe,omitempty"`
	Solved []int64 `json:"solved,omitempty"`
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

// Empty reports whether the month says nothing.
func (m Monthly) Empty() bool { return m.Used == 0 && m.Licensed == 0 && m.Opened == 0 }
