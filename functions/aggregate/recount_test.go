package aggregate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// history draws signals of one account with everything that makes counting hard.
func history(r *rand.Rand, now time.Time, n int) []heed.Signal {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	var all []heed.Signal
	for i := range n {
		at := now.Add(-time.Duration(r.IntN(5*24)) * time.Hour)
		id := fmt.Sprintf("s%d", i)
		switch r.IntN(10) {
		case 0:
			all = append(all, signal(heed.SignalRetracted, "acme", id, at, data{"source": "test", "id": fmt.Sprintf("s%d", r.IntN(n))}))
		case 1:
			all = append(all, signal(heed.TicketOpened, "acme", id, at, data{"ticket": pick("t1", "t2")}))
		case 2:
			all = append(all, signal(heed.FeedbackCSAT, "acme", id, at, answer(r, pick, data{"score": 1 + r.IntN(5)})))
		case 3:
			all = append(all, signal(heed.FeedbackCES, "acme", id, at, answer(r, pick, data{"score": 1 + r.IntN(7), "direction": pick("high_is_easy", "low_is_easy")})))
		default:
			all = append(all, signal(heed.FeedbackNPS, "acme", id, at, answer(r, pick, data{"score": r.IntN(11)})))
		}
	}
	return all
}

func answer(r *rand.Rand, pick func(...string) string, d data) data {
	d["touchpoint"] = pick("support", "onboarding", "")
	if r.IntN(2) == 0 {
		d["contact"] = pick("u1", "u2")
	}
	if r.IntN(2) == 0 {
		d["survey"] = pick("q1", "q2")
	}
	if r.IntN(4) == 0 {
		d["response"] = pick("r1", "r2", "r3")
	}
	if r.IntN(8) == 0 {
		d["excluded"] = pick("scanner", "staff")
	}
	return d
}

// Whatever is repeated, reordered, late, replaced, retracted or failed half-way:
// the counters are those of a recount, and so are the roll-ups.
func TestCountersEqualARecount(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		now := time.Now().UTC()
		signals := history(r, now, 30)
		faulty := storetest.NewFaulty(storetest.NewModel(), (&luck{r: r}).decide)
		w := newWorld(t, faulty)
		var sent []heed.Stored
		for _, s := range signals {
			sent = append(sent, heed.Stored{Signal: s})
		}
		w.take(shuffled(r, append(signals, signals[:10]...))...)
		faulty.Settle()
		if diff := cmp.Diff(map[heed.Day]heed.Counts(heed.Recount(sent)), w.quietCounts()); diff != "" {
			rt.Fatalf("counters differ from a recount (-want +got):\n%s", diff)
		}
	})
}

// quietCounts reads the counters through faults.
func (w *world) quietCounts() map[heed.Day]heed.Counts {
	for {
		days, err := w.rec.AccountDays(w.t.Context(), "acme", "0000-00-00", "9999-99-99")
		if err != nil {
			continue
		}
		all := map[heed.Day]heed.Counts{}
		for _, d := range days {
			if len(d.Counts) > 0 {
				all[d.Day] = d.Counts
			}
		}
		return all
	}
}

// shuffled cuts signals into messages of random sizes in random order.
func shuffled(r *rand.Rand, signals []heed.Signal) []heed.Batch {
	signals = slices.Clone(signals)
	r.Shuffle(len(signals), func(i, j int) { signals[i], signals[j] = signals[j], signals[i] })
	var batches []heed.Batch
	for len(signals) > 0 {
		n := min(1+r.IntN(12), len(signals))
		batches = append(batches, heed.Batch{Subject: signals[0].Subject, Signals: signals[:n]})
		signals = signals[n:]
	}
	return batches
}
