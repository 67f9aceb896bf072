package records

import (
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// TestLateChangesOutdateThePast holds which operations bring one more along: those
// on days that another process, a little ahead, may have put together already.
func TestLateChangesOutdateThePast(t *testing.T) {
	noon, late := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), time.Date(2026, 11, 20, 23, 57, 0, 0, time.UTC)
	count := func(account string, day heed.Day) store.Op { return AddCounts(account, day, heed.Counts{}) }
	use := func(day heed.Day) store.Op {
		key := UsageKey("acme", day, heed.Sessions, "app")
		return PutUsage(key, Row[heed.UsageDay]{Value: heed.UsageDay{Day: day, Metric: heed.Sessions, Product: "app"}}, time.Time{})
	}
	for name, c := range map[string]struct {
		now  time.Time
		ops  []store.Op
		more int
	}{
		"counters of today":         {noon, []store.Op{count("acme", "2026-11-20")}, 0},
		"of three days ago":         {noon, []store.Op{count("acme", "2026-11-17")}, 0},
		"of four days ago":          {noon, []store.Op{count("acme", "2026-11-16")}, 1},
		"just before midnight":      {late, []store.Op{count("acme", "2026-11-17")}, 1},
		"usage of four days ago":    {noon, []store.Op{use("2026-11-16")}, 1},
		"a day of today taken away": {noon, []store.Op{store.Delete(countersKey("acme", "2026-11-20"))}, 1},
		"days taken away":           {noon, []store.Op{store.Delete(countersKey("acme", "2026-01-01"))}, 1},
		"many days of one account":  {noon, []store.Op{count("acme", "2026-01-01"), use("2026-01-02")}, 1},
		"days of two accounts":      {noon, []store.Op{count("acme", "2026-01-01"), count("other", "2026-01-01")}, 2},
		"what is of no day":         {noon, []store.Op{PutAccount(Row[heed.Account]{Value: heed.Account{ID: "acme"}})}, 0},
		"a roll-up":                 {noon, []store.Op{PutRollup("all", Row[Rollup]{Value: Rollup{Day: "2026-01-01"}})}, 0},
	} {
		if got := outdating(c.ops, c.now); len(got)-len(c.ops) != c.more {
			t.Errorf("%s: %d operations became %d", name, len(c.ops), len(got))
		}
	}
}

// TestNothingIsLeftOfAPastWhoseDaysAreGone holds that an erasure needs no more than
// to take the days away.
func TestNothingIsLeftOfAPastWhoseDaysAreGone(t *testing.T) {
	rec, now := New(storetest.NewModel(), nil), time.Now().UTC()
	op, _ := PutPast("acme", Row[Past]{}, now)
	for _, ops := range [][]store.Op{{op}, {store.Delete(countersKey("acme", heed.DayOf(now)))}} {
		if err := rec.Write(t.Context(), ops...); err != nil {
			t.Fatal(err)
		}
	}
	if items, err := rec.db.Get(t.Context(), pastKey("acme")); len(items) > 0 || err != nil {
		t.Errorf("%v are left, %v", items, err)
	}
}
