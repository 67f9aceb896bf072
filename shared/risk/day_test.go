package risk

import (
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// Day numbers agree with the domain's days, over every day of four centuries.
func TestDayNumbers(t *testing.T) {
	for n := dayOf(now) - 200*366; n < dayOf(now)+200*366; n++ {
		if got, ok := number(written(n)); !ok || got != n || written(n) != heed.DayOf(timeOf(n)) {
			t.Fatalf("day %d is written %s and read as %d", n, written(n), got)
		}
	}
}

// Months are moved as the domain moves them, over leap years and short months.
func TestAddMonths(t *testing.T) {
	for n := dayOf(now) - 1500; n < dayOf(now)+1500; n += 3 {
		for _, months := range []int{-1200, -13, -12, -1, 0, 1, 2, 11, 12, 25, 36} {
			if got, want := written(addMonths(n, months)), written(n).AddMonths(months); got != want {
				t.Fatalf("%s and %d months are %s, want %s", written(n), months, got, want)
			}
		}
	}
}

func TestNumberRefuses(t *testing.T) {
	for _, d := range []heed.Day{
		"", "2026-1-1", "2026-11-2x", "2026-1x-20", "x026-11-20", "20x6-11-20", "2026/11/20", "2026-00-10",
		"2026-13-10", "2026-11-00", "2026-11-32", "0000-11-20", "2026-11-200", "-026-11-20",
	} {
		if n, ok := number(d); ok {
			t.Errorf("%q is read as day %d", d, n)
		}
	}
}
