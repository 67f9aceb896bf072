package metric

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
)

func TestNPSDifference(t *testing.T) {
	for _, c := range []struct {
		before, after heed.Counts
		z             float64
		want          Direction
	}{
		{nps(50, 30, 20), nps(60, 30, 10), 1.9070093, NoEvidence},
		{nps(500, 300, 200), nps(600, 300, 100), 6.1313446, Up},
		{nps(20, 5, 5), nps(5, 5, 20), -4.7816045, Down},
		{nps(5, 3, 2), nps(8, 1, 1), 1.0490611, NoEvidence},
		{nil, nps(500, 0, 0), 0, NoEvidence},
		{nps(500, 0, 0), nil, 0, NoEvidence},
	} {
		test := NPSDifference(c.before, c.after)
		near(t, "z", &test.Statistic, c.z, 1e-6)
		if got := test.Direction(); got != c.want {
			t.Errorf("z %v: %s, want %s", test.Statistic, got, c.want)
		}
	}
}

func TestShareDifference(t *testing.T) {
	for _, c := range []struct {
		x, n, y, m int64
		z          float64
		want       Direction
	}{
		{8, 10, 2, 10, -2.8284271, Down},
		{80, 100, 90, 100, 1.9429312, NoEvidence},
		{0, 5, 5, 5, 3.8188131, Up},
		{800, 1000, 820, 1000, 1.1377896, NoEvidence},
		{0, 0, 50, 50, 0, NoEvidence},
		{50, 50, 0, 0, 0, NoEvidence},
	} {
		test := ShareDifference(c.x, c.n, c.y, c.m)
		near(t, "z", &test.Statistic, c.z, 1e-6)
		if got := test.Direction(); got != c.want {
			t.Errorf("z %v: %s, want %s", test.Statistic, got, c.want)
		}
	}
}

func TestMeanDifference(t *testing.T) {
	for _, c := range []struct {
		before, after []int
		t, critical   float64
		want          Direction
	}{
		{[]int{3, 4, 5, 6, 7, 7, 7, 2, 6, 5}, []int{7, 7, 6, 7, 6, 7, 7, 6, 7, 7}, 2.6111648, 2.22813885, Up},
		{[]int{3, 4, 2}, []int{6, 7, 5, 6}, 4.2426407, 3.18244631, Up},
		{[]int{1, 1}, []int{7, 7}, 0, 0, NoEvidence}, // no spread to judge by
		{[]int{1}, []int{7, 7, 6}, 0, 0, NoEvidence},
	} {
		test := difference(CES, replies(CES, "1-7", c.before...), replies(CES, "1-7", c.after...))
		near(t, "t", &test.Statistic, c.t, 1e-6)
		near(t, "critical", &test.Critical, c.critical, 1e-6)
		if got := test.Direction(); got != c.want {
			t.Errorf("%v → %v: %s, want %s", c.before, c.after, got, c.want)
		}
	}
}

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		name          Name
		before, after heed.Counts
		change        float64
		want          Direction
	}{
		{NPS, nps(500, 300, 200), nps(600, 300, 100), 20, Up},
		{NPS, nps(5, 3, 2), nps(8, 1, 1), 40, NoEvidence},
		{CSAT, merged(answered(CSAT, "1-5", 5, 8), answered(CSAT, "1-5", 1, 2)), merged(answered(CSAT, "1-5", 5, 2), answered(CSAT, "1-5", 1, 8)), -60, Down},
		{CES, replies(CES, "1-7", 6, 7, 5, 6), replies(CES, "1-7", 3, 4, 2), -3, Down},
		{ResponseCount, nps(1, 0, 0), nps(500, 0, 0), 499, NoEvidence},
		// One promoter counts as 25 in the test, so 99 would look like a rise.
		{NPS, nps(1, 0, 0), nps(9950, 0, 50), -1, NoEvidence},
	} {
		trend := Compare(c.name, c.before, c.after)
		near(t, "change", trend.Change, c.change, 1e-9)
		if trend.Direction != c.want {
			t.Errorf("%s %v: %s, want %s", c.name, c.change, trend.Direction, c.want)
		}
	}
	if trend := Compare(NPS, nil, nps(30, 0, 0)); trend.Change != nil || trend.Direction != NoEvidence {
		t.Errorf("from nothing: %+v", trend)
	}
}

func TestTrendMirrorsAndAgreesWithTheChange(t *testing.T) {
	mirror := map[Direction]Direction{Up: Down, Down: Up, NoEvidence: NoEvidence}
	rapid.Check(t, func(t *rapid.T) {
		before, after := drawCounts(t, "before"), drawCounts(t, "after")
		for _, n := range Names() {
			there, back := Compare(n, before, after), Compare(n, after, before)
			if back.Direction != mirror[there.Direction] {
				t.Fatalf("%s: %s there, %s back", n, there.Direction, back.Direction)
			}
			if there.Direction == Up && *there.Change <= 0 || there.Direction == Down && *there.Change >= 0 {
				t.Fatalf("%s: %s by %v", n, there.Direction, *there.Change)
			}
			if there.Change != nil && math.IsNaN(*there.Change) {
				t.Fatalf("%s: change is NaN", n)
			}
		}
	})
}
