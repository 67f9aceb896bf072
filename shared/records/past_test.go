package records_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// diary is an account that things happen to on days of the last month, most of
// them the last ones, and that is judged now and then.
type diary struct {
	t   *rapid.T
	rec *records.Records
}

func (d diary) day() heed.Day {
	return heed.DayOf(time.Now()).Add(-rapid.OneOf(rapid.IntRange(0, 4), rapid.IntRange(5, 30)).Draw(d.t, "age"))
}

func (d diary) count() {
	cell := heed.Cell{Metric: "ticket", Bucket: "opened"}
	if err := d.rec.Write(d.t.Context(), records.AddCounts("acme", d.day(), heed.Counts{cell: 1})); err != nil {
		d.t.Fatal(err)
	}
}

func (d diary) use() {
	day, metric := d.day(), rapid.SampledFrom([]string{heed.Sessions, heed.ActiveUsers, "own"}).Draw(d.t, "metric")
	key := records.UsageKey("acme", day, metric, "")
	loaded, err := d.rec.Load(d.t.Context(), key)
	if err != nil {
		d.t.Fatal(err)
	}
	row, err := loaded.Usage(key)
	if err != nil {
		d.t.Fatal(err)
	}
	row.Value.Day, row.Value.Metric = day, metric
	if rapid.Bool().Draw(d.t, "set") {
		row.Value = row.Value.WithSet(heed.UsageDay{Stamp: heed.Stamp{Time: time.Now(), ID: "x"}, Set: float64(rapid.IntRange(0, 9).Draw(d.t, "value"))})
	} else {
		row.Value.Added += 500
	}
	if err := d.rec.Write(d.t.Context(), records.PutUsage(key, row, time.Time{})); err != nil {
		d.t.Fatal(err)
	}
}

// judge compares what is judged with what the days say one by one, and keeps the past.
func (d diary) judge() {
	now := time.Now().UTC()
	counters, usage := heed.DayOf(now).Add(-25), heed.DayOf(now).Add(-20)
	got, err := d.rec.DossierUntold(d.t.Context(), "acme", counters, usage, now)
	if err != nil {
		d.t.Fatal(err)
	}
	want, err := d.rec.DossierUntold(d.t.Context(), "acme", counters, usage, now.AddDate(1, 0, 0)) // of whose days no past is kept
	if err != nil {
		d.t.Fatal(err)
	}
	if diff := cmp.Diff(want.Days, got.Days, cmpopts.EquateEmpty()); diff != "" {
		d.t.Errorf("the counters differ:\n%s", diff)
	}
	sameState := cmp.Comparer(func(a, b heed.Stamp) bool { return a.Time.IsZero() == b.Time.IsZero() })
	if diff := cmp.Diff(want.Usage, got.Usage, cmpopts.EquateEmpty(), sameState); diff != "" {
		d.t.Errorf("the usage differs:\n%s", diff)
	}
	if op, _ := records.PutPast("acme", got.Past, now); got.Gathered {
		if err := d.rec.Write(d.t.Context(), op); err != nil {
			d.t.Fatal(err)
		}
	}
}

// TestThePastIsWhatItsDaysSay holds that the row in which the past is kept never
// differs from the days, whatever is told late.
func TestThePastIsWhatItsDaysSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := diary{t, records.New(storetest.NewModel(), nil)}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			rapid.SampledFrom([]func(){d.count, d.use, d.judge, d.judge}).Draw(t, "step")()
		}
		d.judge()
	})
}

// TestAChangeDuringTheReadingIsNotKept lets a day of the past change between the
// reading of the days and the keeping.
func TestAChangeDuringTheReadingIsNotKept(t *testing.T) {
	rec, now := records.New(storetest.NewModel(), nil), time.Now().UTC()
	today := heed.DayOf(now)
	read := func() records.Dossier {
		d, err := rec.DossierUntold(t.Context(), "acme", today.Add(-25), today.Add(-20), now)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	before := read()
	count := records.AddCounts("acme", today.Add(-9), heed.Counts{{Metric: "ticket", Bucket: "opened"}: 1})
	if err := rec.Write(t.Context(), count); err != nil {
		t.Fatal(err)
	}
	op, _ := records.PutPast("acme", before.Past, now)
	var conflict *store.Conflict
	if err := rec.Write(t.Context(), op); !errors.As(err, &conflict) {
		t.Errorf("keeping what has changed meanwhile: %v, want a conflict", err)
	}
	if after := read(); !after.Gathered || len(after.Days) != 1 {
		t.Errorf("afterwards %+v is read", after.Days)
	}
}
