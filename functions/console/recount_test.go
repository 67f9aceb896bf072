package console

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// answered stores NPS answers of acme, one a day up to a day, and counts them.
func (b *bench) answered(until time.Time, scores ...int) []heed.Day {
	b.t.Helper()
	head, err := b.rec.Account(b.t.Context(), "acme")
	if err != nil {
		b.t.Fatal(err)
	}
	head.Value = heed.NewAccount("acme", head.Value, until)
	b.rows(records.PutAccount(head))
	var days []heed.Day
	for i, score := range scores {
		s := heed.Stored{Account: "acme", Signal: heed.Signal{
			ID: fmt.Sprint(i), Source: "test", Type: heed.FeedbackNPS, Subject: "acme", Time: until.AddDate(0, 0, -i),
			Data: fmt.Appendf(nil, `{"score":%d}`, score),
		}}
		b.rows(records.PutSignal(records.Row[heed.Stored]{Value: s}, time.Time{}))
		for day, counts := range heed.Recount([]heed.Stored{s}) {
			b.rows(records.AddCounts("acme", day, counts))
			days = append(days, day)
		}
	}
	return days
}

// miscount moves a counter of promoters without a signal.
func (b *bench) miscount(day heed.Day, score, by int) {
	b.t.Helper()
	b.rows(records.AddCounts("acme", day, heed.Counts{heed.Cell{Metric: "nps", Bucket: fmt.Sprint(score)}: int64(by)}))
}

func (b *bench) recounted(fix bool) answer {
	b.t.Helper()
	return b.want(http.StatusOK, "POST", "/v1/accounts/acme/recount", fmt.Sprintf(`{"fix":%t}`, fix))
}

func TestARecountFindsAndMendsWhatDrifted(t *testing.T) {
	b := newBench(t)
	days := b.answered(time.Now().UTC(), 9, 9, 3)
	if got := b.recounted(false); got.body["different"] != 0. || got.body["signals"] != 3. || got.body["from"] != string(days[2]) {
		t.Fatalf("a true account is recounted as %v", got.body)
	}
	b.miscount(days[1], 9, 2)
	b.miscount(days[2], 3, -1)
	want := []map[string]any{
		{"day": string(days[2]), "counter": "nps|||||3", "is": 0., "should": 1., "fixed": false},
		{"day": string(days[1]), "counter": "nps|||||9", "is": 3., "should": 1., "fixed": false},
	}
	if diff := cmp.Diff(want, b.recounted(false).items()); diff != "" {
		t.Errorf("looking (-want +got):\n%s", diff)
	}
	want[0]["fixed"], want[1]["fixed"] = true, true
	if diff := cmp.Diff(want, b.recounted(true).items()); diff != "" {
		t.Errorf("mending (-want +got):\n%s", diff)
	}
	if got := b.recounted(false); got.body["different"] != 0. {
		t.Errorf("after it was mended: %v", got.body)
	}
	markers, err := b.rec.FoldMarkers(t.Context(), 10)
	if err != nil || len(markers) != 2 {
		t.Errorf("the roll-ups of %d days are folded again (%v), want 2", len(markers), err)
	}
}

// TestARecountKeepsWhatExpired holds that counters outlive their signals.
func TestARecountKeepsWhatExpired(t *testing.T) {
	b := newBench(t)
	days := b.answered(time.Now().UTC(), 9, 9)
	b.miscount(days[1].Add(-1), 9, 4)
	if got := b.recounted(true); got.body["different"] != 0. {
		t.Errorf("counters older than every signal were touched: %v", got.body)
	}
}

// busy counts on a day whenever counters are about to be mended.
type busy struct {
	store.Table
	day heed.Day
}

func (t *busy) Write(ctx context.Context, ops ...store.Op) error {
	if t.day != "" && ops[0].If > 0 {
		count := records.AddCounts("acme", t.day, heed.Counts{heed.Cell{Metric: "nps", Bucket: "7"}: 1})
		if err := t.Table.Write(ctx, count); err != nil {
			return err
		}
	}
	return t.Table.Write(ctx, ops...)
}

// TestARecountLeavesADayThatIsCountedOn holds that mending never undoes counting.
func TestARecountLeavesADayThatIsCountedOn(t *testing.T) {
	table := &busy{}
	b := newBenchOn(t, func(inner store.Table) store.Table { table.Table = inner; return table })
	days := b.answered(time.Now().UTC(), 9)
	b.miscount(days[0], 9, 1)
	table.day = days[0]
	if got := b.recounted(true); got.body["different"] != 1. || got.body["fixed"] != 0. {
		t.Errorf("a busy day is mended: %v", got.body)
	}
}

func TestARecountIsForAdmins(t *testing.T) {
	b := newBench(t)
	b.answered(time.Now().UTC(), 9)
	b.as(heed.ScopeWrite).want(http.StatusForbidden, "POST", "/v1/accounts/acme/recount", `{}`)
	b.want(http.StatusNotFound, "POST", "/v1/accounts/nobody/recount", `{}`)
	b.want(http.StatusUnprocessableEntity, "POST", "/v1/accounts/acme/recount", `{"repair":true}`)
}
