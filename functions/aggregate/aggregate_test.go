package aggregate

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
)

func TestFirstSignalMakesAProvisionalAccount(t *testing.T) {
	w := inMemory(t)
	w.send(signal(heed.FeedbackNPS, "acme", "1", time.Now(), data{"score": 9}))
	if a := w.head("acme"); !a.Provisional || !a.Exists() {
		t.Fatalf("the account is %+v, want a provisional one", a)
	}
	w.send(signal(heed.ContractSigned, "acme", "2", time.Now(), data{"contract": "c1"}))
	if w.head("acme").Provisional {
		t.Error("a contract signal must confirm the account")
	}
	if len(w.touches.Messages) != 2 {
		t.Errorf("%d touches were sent, want one per invocation", len(w.touches.Messages))
	}
}

func TestExternalSubjectBindsItsAccount(t *testing.T) {
	w := inMemory(t)
	w.send(signal(heed.FeedbackNPS, "crm:77", "1", time.Now(), data{"score": 9}),
		signal(heed.FeedbackNPS, "crm:77", "2", time.Now(), data{"score": 3}))
	id := heed.ExternalAccountID("crm", "77")
	bound, err := w.rec.External(t.Context(), "crm", "77")
	if err != nil || bound.Value.Account != id {
		t.Fatalf("crm:77 is bound to %q (%v), want %q", bound.Value.Account, err, id)
	}
	if n := len(w.counts(id)[heed.DayOf(time.Now())]); n != 2 {
		t.Errorf("%d cells were counted, want 2", n)
	}
}

func TestPhaseIsStampedWhenCounted(t *testing.T) {
	w := inMemory(t)
	now := time.Now().UTC()
	w.send(signal(heed.AccountUpdated, "acme", "1", now, data{"phase": "onboarding"}),
		signal(heed.FeedbackNPS, "acme", "2", now, data{"score": 9}),
		signal(heed.AccountUpdated, "acme", "3", now.Add(time.Second), data{"phase": "adoption"}),
		signal(heed.FeedbackNPS, "acme", "4", now, data{"score": 9}))
	want := map[heed.Day]heed.Counts{heed.DayOf(now): {
		{Metric: "nps", Phase: "onboarding", Bucket: "9"}: 1, {Metric: "nps", Phase: "adoption", Bucket: "9"}: 1,
	}}
	if diff := cmp.Diff(want, w.counts("acme")); diff != "" {
		t.Error(diff)
	}
}

func TestRepeatWithOtherContentIsShownAndNotCounted(t *testing.T) {
	w := inMemory(t)
	now := time.Now()
	first := signal(heed.FeedbackNPS, "acme", "1", now, data{"score": 9})
	other := signal(heed.FeedbackNPS, "acme", "1", now, data{"score": 2})
	w.send(first, first, other)
	stored, err := w.rec.Signals(t.Context(), first.SID())
	if err != nil || !stored[first.SID()].Value.Conflicting {
		t.Errorf("the stored signal is %+v (%v), want it marked as conflicting", stored, err)
	}
	if n := w.counts("acme")[heed.DayOf(now)][heed.Cell{Metric: "nps", Bucket: "9"}]; n != 1 {
		t.Errorf("the first answer counts %d times, want once", n)
	}
}

func TestUsageStateIsTheNewestReport(t *testing.T) {
	w := inMemory(t)
	now := time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
	report := func(id string, at time.Time, v float64, mode string) heed.Signal {
		return signal(heed.UsageReported, "acme", id, at, data{"metric": "active_users", "value": v, "mode": mode})
	}
	w.send(report("2", now.Add(time.Hour), 48, "set"), report("1", now, 12, "set"),
		report("3", now, 1.5, "add"), report("3", now, 1.5, "add"), report("4", now, 2, "add"),
		signal(heed.SignalRetracted, "acme", "5", now, data{"source": "test", "id": "4"}))
	key := records.UsageKey("acme", heed.DayOf(now), "active_users", "")
	rows, err := w.rec.Load(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	if row, err := rows.Usage(key); err != nil || row.Value.Value() != 49.5 {
		t.Errorf("the day's value is %v (%v), want 49.5", row.Value.Value(), err)
	}
}

func TestPoisonIsParkedAlone(t *testing.T) {
	w := inMemory(t)
	now := time.Now()
	poison := signal(heed.FeedbackNPS, "acme", "2", now, data{"score": "nine"})
	var all []heed.Signal
	for i := range 9 {
		all = append(all, signal(heed.FeedbackNPS, "acme", fmt.Sprint("n", i), now, data{"score": i}))
	}
	w.take(heed.Batch{Subject: "acme", Signals: append(all[:4:4], append([]heed.Signal{poison}, all[4:]...)...)})
	if len(w.dead.Messages) != 1 || w.dead.Messages[0].Attributes["reason"] == "" || w.dead.Messages[0].Attributes["function"] != "aggregate" {
		t.Fatalf("the dead letters are %+v, want the poison alone with its reason", w.dead.Messages)
	}
	parked, err := heed.ReadMessage[heed.Batch](w.dead.Messages[0].Body)
	if err != nil || len(parked.Signals) != 1 || parked.Signals[0].ID != "2" {
		t.Errorf("parked was %+v (%v)", parked, err)
	}
	if n := len(w.counts("acme")[heed.DayOf(now)]); n != 9 {
		t.Errorf("%d answers were counted, want the 9 good ones", n)
	}
}

func TestUnreadableMessageIsDropped(t *testing.T) {
	w := inMemory(t)
	failed := w.agg.Handle(t.Context(), []queue.Message{{ID: "1", Body: []byte("{")}, {ID: "2", Body: []byte(`[]`)}})
	if !queue.IsDropped(failed["1"]) || !queue.IsDropped(failed["2"]) {
		t.Errorf("failures are %v, want both dropped", failed)
	}
}

func TestDetractorIsToldOnceToThoseWhoAsked(t *testing.T) {
	w := inMemory(t)
	ctx := t.Context()
	for id, events := range map[string][]string{"all": {"*"}, "risks": {"risk.*"}} {
		e := heed.Endpoint{ID: id, Events: events, Status: heed.EndpointEnabled}
		if err := w.rec.Write(ctx, records.PutEndpoint(records.Row[heed.Endpoint]{Value: e})); err != nil {
			t.Fatal(err)
		}
	}
	bad := signal(heed.FeedbackNPS, "acme", "1", time.Now(), data{"score": 2, "comment": "secret", "contact": "u1"})
	old := signal(heed.FeedbackNPS, "acme", "2", time.Now().AddDate(0, 0, -8), data{"score": 2})
	w.send(bad, bad, old, signal(heed.FeedbackNPS, "acme", "3", time.Now(), data{"score": 7}))
	events, err := w.rec.AccountEvents(ctx, "acme", 10)
	if err != nil || len(events) != 1 || events[0].Type != heed.FeedbackDetractor {
		t.Fatalf("events are %+v (%v), want one detractor", events, err)
	}
	var body struct{ Data heed.DetractorHeard }
	if err := json.Unmarshal(events[0].Body, &body); err != nil {
		t.Fatal(err)
	}
	if d := body.Data; d.Sequence != 1 || d.Feedback.Comment != nil || d.Feedback.Score != 2 || d.Reason == "" || len(d.Plays) == 0 {
		t.Errorf("the event says %+v", d)
	}
	if len(w.deliver.Messages) != 1 || w.deliver.Messages[0].Group != "all" {
		t.Errorf("knocks are %+v, want one for the endpoint that asked", w.deliver.Messages)
	}
	deliveries, err := w.rec.Deliveries(ctx, "all", "", 10)
	if err != nil || len(deliveries) != 1 || deliveries[0].Event != events[0].ID {
		t.Errorf("deliveries are %+v (%v)", deliveries, err)
	}
}

// A roll-up is a pure function of counters and present attributes.
func TestRollupsFollowCountersAndAttributes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t)
		r := rand.New(rand.NewPCG(7, 7))
		now := time.Now().UTC()
		segment := func(id, of string, at time.Time) {
			w.send(signal(heed.AccountUpdated, "acme", id, at, data{"segment": of}))
		}
		segment("p1", "smb", now)
		w.take(shuffled(r, history(r, now, 60))...)
		w.sameRollups("smb")
		segment("p2", "enterprise", now.Add(time.Minute))
		time.Sleep(time.Minute)
		w.sameRollups("enterprise")
		time.Sleep(time.Minute)
		w.fold()
		if markers, err := w.rec.FoldMarkers(t.Context(), 10); err != nil || len(markers) > 0 {
			t.Errorf("%d markers are left (%v), want none after the later pass", len(markers), err)
		}
	})
}

// sameRollups folds and compares every day's roll-ups with the account's counters.
func (w *world) sameRollups(segment string) {
	w.t.Helper()
	w.fold()
	want := map[heed.Day]heed.Counts{}
	for day, counts := range w.counts("acme") {
		want[day] = heed.Counts{}
		for cell, n := range counts {
			want[day][heed.Cell{Metric: cell.Metric, Scale: cell.Scale, Bucket: cell.Bucket}] += n
		}
	}
	for dimension, group := range map[string]string{records.Everything: "", "segment": segment} {
		rollups, err := w.rec.Rollups(w.t.Context(), dimension, "0000-00-00", "9999-99-99")
		if err != nil {
			w.t.Fatal(err)
		}
		got := map[heed.Day]heed.Counts{}
		for _, roll := range rollups {
			if len(roll.Groups[group]) > 0 {
				got[roll.Day] = roll.Groups[group]
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			w.t.Errorf("roll-ups by %s differ from the counters (-want +got):\n%s", dimension, diff)
		}
	}
}

func TestErasureMovesCountersBackAndKeepsLateCopiesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t)
		ctx, now := t.Context(), time.Now().UTC()
		var all []heed.Signal
		for i := range 150 {
			all = append(all, signal(heed.FeedbackNPS, "acme", fmt.Sprint(i), now.AddDate(0, 0, -i%5), data{"score": i % 11, "contact": "u1"}))
		}
		w.send(all...)
		time.Sleep(time.Second)
		row, _ := w.rec.Account(ctx, "acme")
		row.Value = row.Value.Erased(time.Now())
		if err := w.rec.Write(ctx, records.PutAccount(row)); err != nil {
			t.Fatal(err)
		}
		w.take(heed.Batch{Erase: "acme"}, heed.Batch{Erase: "acme", Pass: 1})
		w.send(all[:20]...)
		if got := w.counts("acme"); len(got) > 0 {
			t.Errorf("counters are left: %v", got)
		}
		time.Sleep(time.Second)
		late := all[3]
		late.ReceivedAt = time.Now()
		w.send(late, signal(heed.FeedbackNPS, "acme", "new", time.Now(), data{"score": 5}))
		if n := len(w.counts("acme")); n != 1 || !w.head("acme").Exists() {
			t.Errorf("%d days are counted, want only that of the new signal", n)
		}
		w.sameRollups("")
	})
}

func TestSignalsWaitWhileTheirAccountIsErased(t *testing.T) {
	w := inMemory(t)
	w.send(signal(heed.FeedbackNPS, "acme", "1", time.Now(), data{"score": 9}))
	row, _ := w.rec.Account(t.Context(), "acme")
	row.Value = row.Value.Erased(time.Now())
	if err := w.rec.Write(t.Context(), records.PutAccount(row)); err != nil {
		t.Fatal(err)
	}
	m := hint.Batch(heed.Batch{Subject: "acme", Signals: []heed.Signal{signal(heed.FeedbackNPS, "acme", "2", time.Now(), data{"score": 5})}})
	m.ID = "m"
	if failed := w.agg.Handle(t.Context(), []queue.Message{m}); !errors.Is(failed["m"], errErasing) {
		t.Fatalf("failures are %v, want the message to wait", failed)
	}
	w.take(heed.Batch{Erase: "acme"})
	if failed := w.agg.Handle(t.Context(), []queue.Message{m}); len(failed) > 0 || len(w.counts("acme")) != 1 {
		t.Errorf("failures are %v, counters %v", failed, w.counts("acme"))
	}
}

func TestNewestDayOfAFamilyIsNoted(t *testing.T) {
	w := inMemory(t)
	now := time.Now().UTC()
	for i, at := range []time.Time{now.AddDate(0, 0, -3), now, now.AddDate(0, 0, -9)} {
		w.send(signal(heed.UsageReported, "acme", fmt.Sprint(i), at, data{"metric": "active_users", "value": 3}))
	}
	book, err := w.rec.Book(t.Context())
	if err != nil || book.Value.Heard["usage"] != heed.DayOf(now) {
		t.Errorf("heard was %v (%v), want usage today", book.Value.Heard, err)
	}
}
