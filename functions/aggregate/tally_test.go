package aggregate

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store/storetest"
	"github.com/heed-cs/heed/shared/trace"
)

const (
	traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
	parent  = "00-" + traceID + "-00f067aa0ba902b7-01"
)

// logged are the lines that handling messages writes.
func (w *world) logged(batches ...heed.Batch) (lines []map[string]any) {
	w.t.Helper()
	var written bytes.Buffer
	w.agg.log = slog.New(trace.Log(slog.NewJSONHandler(&written, nil)))
	w.take(batches...)
	for line := range strings.Lines(written.String()) {
		var members map[string]any
		if err := json.Unmarshal([]byte(line), &members); err != nil {
			w.t.Fatal(err)
		}
		delete(members, "time")
		delete(members, "ms")
		lines = append(lines, members)
	}
	return lines
}

func batchOf(subject string, signals ...heed.Signal) heed.Batch {
	return heed.Batch{Subject: subject, Trace: parent, Signals: signals}
}

func inOrder(ids ...string) (all []any) {
	slices.Sort(ids)
	for _, id := range ids {
		all = append(all, id)
	}
	return all
}

// TestOneLineTellsWhatCameOfEverySignal holds that the line alone answers where an
// answer is.
func TestOneLineTellsWhatCameOfEverySignal(t *testing.T) {
	w := inMemory(t)
	w.endpoint("crm")
	now := time.Now()
	bad := signal(heed.FeedbackNPS, "acme", "1", now, data{"score": 1})
	good := signal(heed.FeedbackNPS, "acme", "2", now, data{"score": 9})
	other := signal(heed.FeedbackNPS, "acme", "2", now, data{"score": 8})
	seats := signal(heed.UsageReported, "acme", "3", now, data{"metric": "seats_used", "value": 3})
	lines := w.logged(batchOf("acme", bad, good, seats), heed.Batch{Subject: "acme", Signals: []heed.Signal{other, seats}})
	if len(lines) != 1 {
		t.Fatalf("wrote %v", lines)
	}
	line := lines[0]
	events, deliveries := line["events"].([]any), line["deliveries"].([]any)
	if len(events) != 1 || len(deliveries) != 1 || !strings.HasPrefix(deliveries[0].(string), "crm/") || !strings.HasSuffix(deliveries[0].(string), "."+events[0].(string)) {
		t.Errorf("announced %v, to deliver %v", events, deliveries)
	}
	delete(line, "events")
	delete(line, "deliveries")
	want := map[string]any{
		"level": "INFO", "msg": "aggregated", "messages": 2., "failed": 0., "signals": 3., "duplicates": 2., "parked": 0., "touched": 1.,
		"provisional": 1., "conflicts": 0., "traces": inOrder(traceID), "accounts": inOrder("acme"), "sids": inOrder(bad.SID(), good.SID(), seats.SID()),
		"duplicate_sids": inOrder(other.SID(), seats.SID()), "conflicting_sids": inOrder(other.SID()),
	}
	if diff := cmp.Diff(want, line); diff != "" {
		t.Error(diff)
	}
}

func (w *world) endpoint(id string) {
	w.t.Helper()
	row := records.Row[heed.Endpoint]{Value: heed.Endpoint{ID: id, Events: []string{"*"}, Status: heed.EndpointEnabled}}
	if err := w.rec.Write(w.t.Context(), records.PutEndpoint(row)); err != nil {
		w.t.Fatal(err)
	}
}

// TestWhatFailsIsNamed holds that a message which returns can be found by its trace and signals.
func TestWhatFailsIsNamed(t *testing.T) {
	w := newWorld(t, storetest.NewFaulty(storetest.NewModel(), func(op string) storetest.Fault {
		if op == storetest.OpWrite {
			return storetest.Fail
		}
		return storetest.None
	}))
	s := signal(heed.FeedbackNPS, "acme", "1", time.Now(), data{"score": 1})
	var written bytes.Buffer
	w.agg.log = slog.New(trace.Log(slog.NewJSONHandler(&written, nil)))
	m := hint.Batch(batchOf("acme", s))
	m.ID = "m-1"
	if failed := w.agg.Handle(t.Context(), []queue.Message{m}); failed["m-1"] == nil {
		t.Fatal("nothing failed")
	}
	for _, want := range []string{`"msg":"message failed"`, `"message":"m-1"`, `"sids":["` + s.SID() + `"]`, `"trace":"` + traceID + `"`} {
		if !strings.Contains(written.String(), want) {
			t.Errorf("%s lacks %s", &written, want)
		}
	}
}

// TestTheTraceGoesOn follows it to the judging and to the receivers.
func TestTheTraceGoesOn(t *testing.T) {
	w := inMemory(t)
	w.endpoint("crm")
	w.take(batchOf("acme", signal(heed.FeedbackNPS, "acme", "1", time.Now(), data{"score": 1})))
	touch, err := heed.ReadMessage[heed.Touch](w.touches.Messages[0].Body)
	if err != nil || trace.Parse(touch.Causes["acme"]).ID() != traceID {
		t.Errorf("judging is told %+v, %v", touch, err)
	}
	knock, err := heed.ReadMessage[heed.Knock](w.deliver.Messages[0].Body)
	if err != nil || trace.Parse(knock.Trace).ID() != traceID || knock.Trace == parent {
		t.Errorf("deliver is told %+v, %v", knock, err)
	}
	row, err := w.rec.Delivery(t.Context(), knock.Endpoint, knock.Delivery)
	if err != nil || row.Value.Trace != knock.Trace {
		t.Errorf("the delivery is %+v, %v", row.Value, err)
	}
}
