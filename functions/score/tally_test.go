package score

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/trace"
)

const (
	traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
	parent  = "00-" + traceID + "-00f067aa0ba902b7-01"
)

// TestAJudgementIsTraced follows a trace from what touched an account to the line
// of its judgement and to the receivers of what it said.
func TestAJudgementIsTraced(t *testing.T) {
	w := memory(t)
	w.account("acme")
	w.judge("acme")
	w.deliver.Messages = nil
	w.say("acme", heed.ContractCancelNoticed, data{"contract": "c1"})
	var written bytes.Buffer
	w.score.log = slog.New(trace.Log(slog.NewJSONHandler(&written, nil)))
	m := hint.Caused(map[string]string{"acme": parent})[0]
	m.ID = "m-1"
	if failed := w.score.Handle(t.Context(), []queue.Message{m}); len(failed) > 0 {
		t.Fatal(failed)
	}
	var line struct {
		Judged                                        int
		Traces, Accounts, Written, Events, Deliveries []string
	}
	if err := json.Unmarshal(written.Bytes(), &line); err != nil || line.Judged != 1 {
		t.Fatalf("%s: %v", written.Bytes(), err)
	}
	knock, err := heed.ReadMessage[heed.Knock](w.deliver.Messages[0].Body)
	if err != nil || trace.Parse(knock.Trace).ID() != traceID || knock.Trace == parent {
		t.Errorf("deliver is told %+v, %v", knock, err)
	}
	for name, ids := range map[string][2][]string{
		"traces": {line.Traces, {traceID}}, "accounts": {line.Accounts, {"acme"}}, "written": {line.Written, {"acme"}},
		"deliveries": {line.Deliveries[:1], {knock.Endpoint + "/" + knock.Delivery}},
	} {
		if len(ids[0]) != 1 || ids[0][0] != ids[1][0] {
			t.Errorf("%s are %v, want %v", name, ids[0], ids[1])
		}
	}
	if len(line.Events) != 2 || len(line.Deliveries) != 2 { // of the band, and of the case it opens
		t.Errorf("events are %v, deliveries %v", line.Events, line.Deliveries)
	}
}
