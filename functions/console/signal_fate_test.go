package console

import (
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// inOneSlot stores answers of one contact to one survey, as aggregate does.
func (b *bench) inOneSlot(answers ...heed.Stored) {
	b.t.Helper()
	b.store(answers...)
	var slot heed.Slot
	for _, s := range answers {
		slot = slot.With(heed.Answer{Stamp: s.Stamp(), Type: s.Type, Cell: heed.Cell{Metric: "nps", Bucket: "1"}})
	}
	slot.Replacing = true
	f, err := heed.FeedbackOf(answers[0].Signal)
	if err != nil {
		b.t.Fatal(err)
	}
	key, _, _ := b.rec.SlotKey("acme", answers[0].Signal, f)
	b.rows(records.PutSlot(key, records.Row[heed.Slot]{Value: slot}, time.Time{}))
}

func TestWhatBecameOfASignal(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{}`)
	now := time.Now()
	first := stored("acme", "r-1", now.Add(-time.Hour), "feedback.nps", `{"score":3,"contact":"u-1","survey":"q4","comment":"Slow"}`)
	second := stored("acme", "r-2", now, "feedback.nps", `{"score":9,"contact":"u-1","survey":"q4"}`)
	b.inOneSlot(first, second)
	evergreen := stored("acme", "r-3", now, "feedback.csat", `{"score":3,"contact":"u-1"}`)
	staff := stored("acme", "r-4", now, "feedback.nps", `{"score":3,"excluded":"staff"}`)
	ticket := stored("acme", "t-1", now, "ticket.opened", `{"ticket":"t"}`)
	back := stored("acme", "t-2", now, "ticket.opened", `{"ticket":"u"}`)
	back.Retracted, back.Conflicting = true, true
	early := heed.Stored{Signal: heed.Signal{Source: "survey", ID: "t-3", Time: now}, Absent: true, Retracted: true}
	b.store(evergreen, staff, ticket, back, early)
	for _, row := range []struct {
		s          heed.Stored
		state      string
		replacedBy any
	}{
		{first, "replaced", second.SID()},
		{second, "counted", nil},
		{evergreen, "counted", nil},
		{staff, "excluded", nil},
		{ticket, "counted", nil},
		{back, "retracted", nil},
		{early, "retracted", nil},
	} {
		got := b.as(heed.ScopeRead).want(200, "GET", "/v1/signals/"+row.s.SID(), "").body
		signal, _ := got["signal"].(map[string]any)
		if got["sid"] != row.s.SID() || got["state"] != row.state || got["replaced_by"] != row.replacedBy || (signal == nil) != row.s.Absent {
			t.Errorf("%s: %v", row.s.ID, got)
		}
		if signal != nil && (signal["id"] != row.s.ID || signal["conflicting"] != row.s.Conflicting) {
			t.Errorf("%s shows %v", row.s.ID, signal)
		}
		if row.s.ID == "r-1" && signal["data"].(map[string]any)["comment"] != nil {
			t.Error("the scope read shows a comment")
		}
	}
}

// TestAnErasedSignalTellsNothing holds that of an erased one only the id is known.
func TestAnErasedSignalTellsNothing(t *testing.T) {
	b := newBench(t)
	s := stored("acme", "r-1", time.Now(), "feedback.nps", `{"score":3}`)
	b.store(s)
	found, err := b.rec.Signals(t.Context(), s.SID())
	if err != nil {
		t.Fatal(err)
	}
	b.rows(records.EraseSignal(found[s.SID()], time.Time{}))
	if got := b.get("/v1/signals/" + s.SID()).body; got["state"] != "erased" || got["signal"] != nil || got["judged_at"] != nil {
		t.Errorf("tells %v", got)
	}
}

func TestASignalThatIsNotThere(t *testing.T) {
	b := newBench(t)
	b.want(404, "GET", "/v1/signals/"+heed.SignalID("survey", "x"), "")
	b.want(422, "GET", "/v1/signals/r-1001", "")
	b.want(405, "DELETE", "/v1/signals/"+heed.SignalID("survey", "x"), "")
	b.as(heed.ScopeIngest).want(403, "GET", "/v1/signals/"+heed.SignalID("survey", "x"), "")
}
