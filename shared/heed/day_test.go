package heed

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDay(t *testing.T) {
	for _, good := range []string{"2026-11-20", "2024-02-29", "1900-01-01", "9999-12-31"} {
		if d, err := ParseDay(good); err != nil || string(d) != good {
			t.Errorf("%s reads as %s, %v", good, d, err)
		}
	}
	for _, bad := range []string{"", "2026-11-31", "2025-02-29", "1899-12-31", "2026-1-1", "20-11-2026", "2026-11-20 ", "2026/11/20", "12026-11-20", "+026-11-20"} {
		if d, err := ParseDay(bad); err == nil {
			t.Errorf("%s reads as %s", bad, d)
		}
	}
}

func TestDayOfIsUTC(t *testing.T) {
	berlin := time.FixedZone("", 3600)
	if d := DayOf(time.Date(2026, 1, 1, 0, 30, 0, 0, berlin)); d != "2025-12-31" {
		t.Errorf("half past midnight east of Greenwich is on %s", d)
	}
	if !Day("").Time().IsZero() || !Day("soon").Time().IsZero() {
		t.Error("no day has a time")
	}
}

func TestAddMonths(t *testing.T) {
	tests := []struct {
		from Day
		n    int
		want Day
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-12-31", 2, "2027-02-28"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-06-15", 12, "2027-06-15"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2026-05-31", 0, "2026-05-31"},
		{"2026-01-15", -13, "2024-12-15"},
	}
	for _, test := range tests {
		if got := test.from.AddMonths(test.n); got != test.want {
			t.Errorf("%s and %d months are %s, want %s", test.from, test.n, got, test.want)
		}
	}
}

func TestDaysAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := DayOf(noon).Add(rapid.IntRange(-40_000, 40_000).Draw(t, "start"))
		n := rapid.IntRange(-5_000, 5_000).Draw(t, "n")
		if later := d.Add(n); later.Sub(d) != n || (later > d) != (n > 0) || later.Add(-n) != d {
			t.Fatalf("%s and %d days are %s", d, n, later)
		}
	})
}
