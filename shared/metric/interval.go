package metric

import (
	"fmt"
	"slices"
	"time"
)

// Interval is the stretch of time one point of a series stands for.
type Interval string

// The intervals, all in UTC.
const (
	Day     Interval = "day"
	Week    Interval = "week" // ISO: Monday to Sunday
	Month   Interval = "month"
	Quarter Interval = "quarter" // from January, April, July and October
	None    Interval = "none"    // one point for everything
)

// Intervals lists the intervals, shortest first.
func Intervals() []Interval { return []Interval{Day, Week, Month, Quarter, None} }

// ParseInterval reads an interval's name. Its error lists the names there are.
func ParseInterval(s string) (Interval, error) {
	if i := Interval(s); slices.Contains(Intervals(), i) {
		return i, nil
	}
	return "", fmt.Errorf("there is no interval %q: use one of %q", s, Intervals())
}

// Span is a half-open stretch of time [From, To).
type Span struct{ From, To time.Time }

// Buckets cuts [from, to) at the calendar's edges, so the first and the last
// bucket may be shorter than the interval. Together they cover [from, to)
// exactly; nothing is left of an empty or backward stretch. Both ends are
// midnights in UTC. The caller bounds the stretch, and so the number of buckets.
func Buckets(from, to time.Time, interval Interval) []Span {
	var spans []Span
	for at, end := from.UTC(), to.UTC(); at.Before(end); {
		next := interval.next(at, end)
		spans = append(spans, Span{at, next})
		at = next
	}
	return spans
}

// next is the calendar edge after t, or end when that comes first.
func (i Interval) next(t, end time.Time) time.Time {
	year, month, day := t.Date()
	switch i {
	case Day:
		day++
	case Week:
		sinceMonday := (int(t.Weekday()) + 6) % 7
		day += 7 - sinceMonday
	case Month:
		month, day = month+1, 1
	case Quarter:
		month, day = month+3-(month-1)%3, 1
	default:
		return end
	}
	edge := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if edge.After(end) {
		return end
	}
	return edge
}
