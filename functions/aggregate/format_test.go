package aggregate

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// before keeps every document as the version before this one wrote it.
type before struct{ store.Table }

func (t before) Write(ctx context.Context, ops ...store.Op) error {
	ops = slices.Clone(ops)
	for i, op := range ops {
		if len(op.Item.Data) > 0 {
			ops[i].Item.Data = slices.Clone(op.Item.Data)
			ops[i].Item.Data[0]-- // the format
		}
	}
	return t.Table.Write(ctx, ops...)
}

// TestAnUpgradeReadsWhatTheVersionBeforeWrote counts on items and from messages of
// the format before, mixed with those of today.
func TestAnUpgradeReadsWhatTheVersionBeforeWrote(t *testing.T) {
	r, now := rand.New(rand.NewPCG(1, 1)), time.Now().UTC()
	table := storetest.NewModel()
	signals := history(r, now, 30)
	half := len(signals) / 2
	older, newer := newWorld(t, before{table}), newWorld(t, table)
	older.takeAs(heed.MessageFormat-1, signals[:half]...)
	newer.takeAs(heed.MessageFormat-1, signals[half-5:]...)
	newer.takeAs(heed.MessageFormat, signals...)
	var sent []heed.Stored
	for _, s := range signals {
		sent = append(sent, heed.Stored{Signal: s})
	}
	if diff := cmp.Diff(map[heed.Day]heed.Counts(heed.Recount(sent)), newer.quietCounts()); diff != "" {
		t.Errorf("counters differ from a recount (-want +got):\n%s", diff)
	}
}

// takeAs takes signals in a message of a format.
func (w *world) takeAs(format int, signals ...heed.Signal) {
	w.t.Helper()
	body, err := json.Marshal(heed.Batch{Format: format, Subject: "acme", Signals: signals})
	if err != nil {
		w.t.Fatal(err)
	}
	if failed := w.agg.Handle(w.t.Context(), []queue.Message{{ID: "m", Body: body}}); len(failed) > 0 {
		w.t.Fatalf("a message of format %d is refused: %v", format, failed)
	}
}

// TestAnOlderVersionLosesNothingOfANewerOne holds that what it cannot read waits.
func TestAnOlderVersionLosesNothingOfANewerOne(t *testing.T) {
	w := newWorld(t, storetest.NewModel())
	body, err := json.Marshal(heed.Batch{Format: heed.MessageFormat + 1, Subject: "acme"})
	if err != nil {
		t.Fatal(err)
	}
	failed := w.agg.Handle(t.Context(), []queue.Message{{ID: "m", Body: body}})
	if failed["m"] == nil || queue.IsDropped(failed["m"]) {
		t.Errorf("a message of the next format is answered with %v, and must come back", failed["m"])
	}
}
