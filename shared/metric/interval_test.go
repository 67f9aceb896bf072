package metric

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParseInterval(t *testing.T) {
	for _, i := range Intervals() {
		if got, err := ParseInterval(string(i)); got != i || err != nil {
			t.Errorf("ParseInterval(%q) = %q, %v", i, got, err)
		}
	}
	for _, s := range []string{"", "Day", "year"} {
		if got, err := ParseInterval(s); err == nil {
			t.Errorf("ParseInterval(%q) = %q, want an error", s, got)
		}
	}
}

func day(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestBuckets(t *testing.T) {
	for _, c := range []struct {
		interval Interval
		edges    []string // from, the edges between, to
	}{
		{Day, []string{"2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02"}},
		{Week, []string{"2026-12-28", "2027-01-04"}},               // ISO week 53, whole
		{Week, []string{"2026-10-01", "2026-10-05", "2026-10-12"}}, // from a Thursday
		{Week, []string{"2026-10-04", "2026-10-05", "2026-10-06"}}, // Sunday, Monday
		{Month, []string{"2026-01-31", "2026-02-01", "2026-03-01", "2026-03-02"}},
		{Month, []string{"2026-12-01", "2027-01-01", "2027-02-01"}},
		{Quarter, []string{"2026-02-14", "2026-04-01", "2026-07-01", "2026-10-01", "2027-01-01", "2027-01-02"}},
		{None, []string{"2024-02-28", "2027-01-02"}},
		{Month, []string{"2026-05-10", "2026-05-20"}}, // inside one month
		{"year", []string{"2024-02-28", "2027-01-02"}},
	} {
		var want []Span
		for i, edge := range c.edges[1:] {
			want = append(want, Span{day(c.edges[i]), day(edge)})
		}
		got := Buckets(day(c.edges[0]), day(c.edges[len(c.edges)-1]), c.interval)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s of %v: %s", c.interval, c.edges, diff)
		}
	}
}

func TestNoBucketsOfNothing(t *testing.T) {
	for _, i := range Intervals() {
		if got := Buckets(day("2026-10-01"), day("2026-10-01"), i); got != nil {
			t.Errorf("%s of an empty stretch: %v", i, got)
		}
		if got := Buckets(day("2026-10-02"), day("2026-10-01"), i); got != nil {
			t.Errorf("%s backward: %v", i, got)
		}
	}
}

func TestBucketsTileTheStretch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := day("2019-12-25").AddDate(0, 0, rapid.IntRange(0, 1500).Draw(t, "start"))
		to := from.AddDate(0, 0, rapid.IntRange(1, 900).Draw(t, "days"))
		interval := rapid.SampledFrom(Intervals()).Draw(t, "interval")
		at := from
		for i, span := range Buckets(from, to, interval) {
			if !span.From.Equal(at) || !span.From.Before(span.To) {
				t.Fatalf("bucket %d is %v, want it to start at %v", i, span, at)
			}
			if i > 0 && !starts(interval, span.From) {
				t.Fatalf("a %s starts at %v", interval, span.From)
			}
			at = span.To
		}
		if !at.Equal(to) {
			t.Fatalf("the buckets end at %v, want %v", at, to)
		}
	})
}

// starts reports whether an interval begins at t by the calendar.
func starts(i Interval, t time.Time) bool {
	switch i {
	case Week:
		return t.Weekday() == time.Monday
	case Month:
		return t.Day() == 1
	case Quarter:
		return t.Day() == 1 && t.Month()%3 == 1
	}
	return i == Day
}
