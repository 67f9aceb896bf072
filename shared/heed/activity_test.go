package heed

import "testing"

func TestActivity(t *testing.T) {
	cell := func(metric, bucket string) string {
		return Cell{Metric: metric, Touchpoint: "a|b", Phase: "adoption", Bucket: bucket}.String()
	}
	for name, c := range map[string]struct {
		counters map[string]int64
		want     Activity
	}{
		"answers only":   {map[string]int64{cell("nps", "9"): 3}, Activity{}},
		"nothing left":   {map[string]int64{cell("ticket", "opened"): 0, cell("engagement", BucketQBR): -1}, Activity{}},
		"a ticket ended": {map[string]int64{cell("ticket", "resolved"): 2}, Activity{Tickets: true}},
		"tickets in two phases": {
			map[string]int64{cell("ticket", "opened"): 2, Cell{Metric: "ticket", Bucket: "opened"}.String(): 3},
			Activity{Tickets: true, Opened: 5},
		},
		"a letter":     {map[string]int64{cell("engagement", BucketOneWay): 1}, Activity{Engaged: true}},
		"a talk":       {map[string]int64{cell("engagement", BucketTwoWay): 1}, Activity{Engaged: true, TwoWay: true}},
		"a review":     {map[string]int64{cell("engagement", BucketQBR): 1}, Activity{Engaged: true, TwoWay: true, Review: true}},
		"no such cell": {map[string]int64{"": 1, "ticket": 1, "|||||opened": 1}, Activity{Tickets: true}},
	} {
		c.want.Day = "2026-03-02"
		got, any := ActivityOf("2026-03-02", c.counters)
		if got != c.want || any != (c.want.Tickets || c.want.Engaged) {
			t.Errorf("%s: %+v, %v, want %+v", name, got, any, c.want)
		}
	}
}
