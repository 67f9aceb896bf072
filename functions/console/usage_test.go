package console

import (
	"fmt"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

func TestUsageOfAnAccount(t *testing.T) {
	b := newBench(t)
	b.put(heed.Account{ID: "acme"})
	today := heed.DayOf(time.Now())
	for i := range 5 {
		day := today.Add(-i)
		u := heed.UsageDay{Day: day, Metric: "seats_used", Product: "core", Set: float64(i) + .5}
		if i != 2 { // on one day there is only what was added
			u.Stamp = heed.Stamp{Time: day.Time(), Source: "app", ID: fmt.Sprint(i)}
		}
		b.rows(records.PutUsage(records.UsageKey("acme", day, u.Metric, u.Product), records.Row[heed.UsageDay]{Value: u}, time.Time{}))
	}
	all := b.everything("/v1/accounts/acme/usage?limit=2")
	if len(all) != 4 || all[0]["day"] != string(today.Add(-4)) || all[3]["value"] != .5 || all[0]["product"] != "core" || all[0]["id"] != "4" {
		t.Errorf("the days are %v", all)
	}
	b.want(404, "GET", "/v1/accounts/nobody/usage", "")
}
