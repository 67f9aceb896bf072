package deliver

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/trace"
)

// TestASweepTellsWhatIsLate writes a line a minute, and one for all that it found.
func TestASweepTellsWhatIsLate(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.sweepNow()
		w.sweepNow()
		if lines := w.log.String(); strings.Count(lines, `"msg":"swept"`) != 1 || !strings.Contains(lines, `"due":0,"late":0`) {
			w.Errorf("two idle sweeps at once wrote %s", lines)
		}
		w.endpoint("tool", says(200, ""))
		k := w.born("tool")[0]
		time.Sleep(20 * time.Minute)
		w.sweepNow()
		if want := `"due":1,"late":1200,"ms":0,"deliveries":["tool/` + k.Delivery + `"]`; !strings.Contains(w.log.String(), want) {
			w.Errorf("a sweep wrote %s, want %s", w.log.String(), want)
		}
	})
}

// TestATraceReachesTheReceiver sends every attempt on with the trace of what caused
// the event, as a span of its own, and names it on the attempt's line.
func TestATraceReachesTheReceiver(t *testing.T) {
	const traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", inTurn(says(500, ""), says(200, "")))
		k := w.born("tool")[0]
		row := must(w.rec.Delivery(w.Context(), "tool", k.Delivery))
		row.Value.Trace = "00-" + traceID + "-00f067aa0ba902b7-01"
		w.write(records.PutDelivery(row, row.Value.NextAt.Add(records.SafetyNet), row.Expires))
		w.live()
		w.send(k)
		time.Sleep(time.Hour)
		synctest.Wait()
		w.expect(k, heed.Delivered, 2, "")
		spans := map[string]bool{row.Value.Trace: true}
		for _, p := range w.posts {
			c := trace.Parse(p.header.Get("traceparent"))
			if c.ID() != traceID || spans[c.String()] {
				w.Errorf("a post goes on with %v", p.header)
			}
			spans[c.String()] = true
		}
		if n := strings.Count(w.log.String(), `"trace":"`+traceID+`"`); n != 2 {
			w.Errorf("%d lines name the trace: %s", n, w.log.String())
		}
	})
}
