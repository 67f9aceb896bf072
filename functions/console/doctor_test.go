package console

import (
	"context"
	"iter"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// findings are those of a check-up that are not well, by check.
func (b *bench) findings() map[string]string {
	b.t.Helper()
	all := map[string]string{}
	for _, item := range b.get("/v1/doctor").body["findings"].([]any) {
		f := item.(map[string]any)
		if f["status"] == string(heed.Well) {
			continue
		}
		if f["fix"] == nil {
			b.t.Errorf("%v does not say what to do", f)
		}
		all[f["check"].(string)] = f["status"].(string) + ": " + f["finding"].(string)
	}
	return all
}

func TestANewHeedIsWell(t *testing.T) {
	b := newBench(t)
	b.withQueue()
	if diff := cmp.Diff(map[string]string{}, b.findings()); diff != "" {
		t.Error(diff)
	}
	a := b.get("/v1/doctor")
	if a.body["version"] != "v1.2.3" || len(a.body["findings"].([]any)) != len(b.console.checks()) {
		t.Errorf("the check-up is %s", a.raw)
	}
	b.as(heed.ScopeWrite).want(http.StatusForbidden, "GET", "/v1/doctor", "")
}

func TestTheDoctorNamesWhatIsWrong(t *testing.T) {
	b := newBench(t)
	_, dead := b.withQueue()
	b.bury(dead, 2)
	now := time.Now().UTC()
	book, err := b.rec.Book(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	book.Value.At = now.Add(-27 * time.Hour)
	yesterday := heed.DayOf(now).Add(-1)
	late := heed.Delivery{Endpoint: "crm", Event: "evt_1", Type: heed.Ping, At: now.Add(-time.Hour), Status: heed.Pending, Attempt: 1, NextAt: now.Add(-time.Hour)}
	b.rows(
		records.PutBook(book),
		records.AddCounts("acme", yesterday, heed.Counts{heed.Cell{Metric: "nps", Bucket: "9"}: 1}),
		records.CreateDelivery(late, now.Add(time.Hour)),
		records.PutEndpoint(records.Row[heed.Endpoint]{Value: heed.Endpoint{ID: "chat", Status: heed.EndpointOff, DisabledReason: "it answered 410 Gone"}}),
		records.PutKey(records.Row[heed.Key]{Value: heed.Key{ID: "key_1", Name: "widget", Hash: "h", ExpiresAt: now.Add(24 * time.Hour)}}),
	)
	want := map[string]string{
		"queues":     "warn: 2 messages of signals could not be handled, such as: the signal cannot be read.",
		"roll-ups":   "warn: Metrics of " + string(yesterday) + " lack something that was counted.",
		"sweep":      "warn: All accounts were last swept at " + book.Value.At.Format(time.RFC3339) + ".",
		"deliveries": "fail: 1 delivery should have been tried more than 5 minutes ago.",
		"endpoints":  "warn: chat is disabled: it answered 410 Gone.",
		"keys":       "warn: key_1 (widget) ends at " + now.Add(24*time.Hour).Format(time.RFC3339) + ".",
	}
	if diff := cmp.Diff(want, b.findings()); diff != "" {
		t.Error(diff)
	}
}

func TestTheDoctorNoticesSilence(t *testing.T) {
	b := newBench(t)
	now := time.Now().UTC()
	book, err := b.rec.Book(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	book.Value.At, book.Value.Accounts = now, 3
	b.rows(records.PutBook(book), records.PutHeard("usage", records.Row[heed.Day]{Value: heed.DayOf(now).Add(-5)}))
	want := map[string]string{"signals": "warn: No signal is of " + string(heed.DayOf(now).Add(-quietDays)) + " or later."}
	if diff := cmp.Diff(want, b.findings()); diff != "" {
		t.Error(diff)
	}
	b.rows(records.AddCounts("acme", heed.DayOf(now), heed.Counts{heed.Cell{Metric: "nps", Bucket: "9"}: 1}))
	if diff := cmp.Diff(map[string]string{}, b.findings()); diff != "" {
		t.Errorf("after one answer: %s", diff)
	}
}

// blind reads no day.
type blind struct{ store.Table }

func (t blind) Query(ctx context.Context, q store.Query) iter.Seq2[store.Item, error] {
	if strings.HasPrefix(q.Partition, "DAY#") {
		return func(yield func(store.Item, error) bool) { yield(store.Item{}, errDown) }
	}
	return t.Table.Query(ctx, q)
}

// TestTheDoctorGoesOn holds that one check which fails hides no other.
func TestTheDoctorGoesOn(t *testing.T) {
	b := newBenchOn(t, func(inner store.Table) store.Table { return blind{inner} })
	want := map[string]string{"roll-ups": "fail: It could not be looked at.", "signals": "fail: It could not be looked at."}
	if diff := cmp.Diff(want, b.findings()); diff != "" {
		t.Error(diff)
	}
}
