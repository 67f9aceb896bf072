package sim

import (
	"flag"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

var (
	seedFlag  = flag.Uint64("seed", 0, "run one simulation, from this seed")
	seedsFlag = flag.Int("seeds", 3, "run so many simulations, from seeds 1, 2, …")
)

// days is how much fake time one simulation lives through before it comes to rest.
const days = 65

func TestSimulation(t *testing.T) {
	seeds := []uint64{*seedFlag}
	if *seedFlag == 0 {
		seeds = nil
		for i := range *seedsFlag {
			seeds = append(seeds, uint64(i+1))
		}
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { simulate(t, seed) })
			if t.Failed() {
				t.Logf("replay it with: make sim SEED=%d", seed)
			}
		})
	}
}

func simulate(t *testing.T, seed uint64) {
	w := newWorld(t, seed)
	for _, e := range w.crowd.Found(time.Now()) {
		w.post(e)
	}
	w.live(time.Now().AddDate(0, 0, days))
	w.quiet()
	if err := w.ledger.Check(t.Context(), w.rec); err != nil {
		t.Error(err)
	}
	w.documented()
	for name, box := range w.boxes {
		if len(box.msgs)+len(box.dead.msgs) > 0 {
			t.Errorf("%s has %d messages and %d dead letters left", name, len(box.msgs), len(box.dead.msgs))
		}
	}
	t.Logf("seed %d: %d signals, %d calls, %d webhooks, %d things asked for", seed, len(w.ledger.Accepted), w.calls, w.ledger.Tools[good].Took(), w.asked)
}
