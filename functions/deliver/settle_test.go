package deliver

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/queue/queuetest"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
	"github.com/heed-cs/heed/shared/webhook"
)

// chance decides by a seed until the weather is calm.
type chance struct {
	mu     sync.Mutex
	rand   *rand.Rand
	stormy bool
}

func newChance(seed uint64) *chance {
	return &chance{rand: rand.New(rand.NewPCG(seed, 1)), stormy: true}
}

// draw is one of the values in a storm, a third of the time, and else the first.
func draw[T any](c *chance, values ...T) T {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.stormy || c.rand.IntN(3) > 0 {
		return values[0]
	}
	return values[c.rand.IntN(len(values))]
}

func (c *chance) calm() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stormy = false
}

func (c *chance) faults() faults {
	return faults{
		table: func(inner store.Table) store.Table {
			return storetest.NewFaulty(inner, func(string) storetest.Fault {
				return draw(c, storetest.None, storetest.Fail, storetest.FailSaved, storetest.Stale)
			})
		},
		queue: func(inner queue.Sender) queue.Sender {
			return &queuetest.Faulty{Sender: inner, Late: time.Minute, Decide: func(int, queue.Message) queuetest.Fault {
				return draw(c, queuetest.None, queuetest.Refuse, queuetest.Lose, queuetest.Hide, queuetest.Repeat, queuetest.Defer)
			}}
		},
	}
}

// TestNothingPendsForEver lets everything fail by chance for an hour, then the
// receivers for good or not at all, and looks at what is left when all schedules
// are over: nothing is pending, and what counts as delivered was answered with 2xx.
func TestNothingPendsForEver(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			c := newChance(seed)
			bubble(t, c.faults(), func(w *world) { w.storm(c) })
		})
	}
}

func (w *world) storm(c *chance) {
	taken := map[string]bool{}
	well := func(id string) receiver { return w.takes(taken, id) }
	w.endpoint("fickle", w.whim(c, well("fickle"), hangs, fails(io.EOF), says(503, ""), says(429, "", "Retry-After", "7")))
	w.endpoint("dead", w.whim(c, says(500, ""), hangs, fails(ErrBlocked)))
	w.endpoint("gone", w.whim(c, well("gone"), says(410, "")))
	w.endpoint("well", well("well"))
	w.live()
	var knocks []heed.Knock
	for i := range 8 {
		born := w.born("fickle", "dead", "gone", "well")
		if i%3 > 0 {
			w.send(born...)
		}
		knocks = append(knocks, born...)
		time.Sleep(7 * time.Minute)
	}
	c.calm()
	time.Sleep(110 * time.Hour)
	for _, k := range knocks {
		w.settled(k, taken)
	}
	if w.due() != 0 {
		w.Errorf("%d deliveries stand in the due order", w.due())
	}
}

// takes answers 200 and notes which event it took.
func (w *world) takes(taken map[string]bool, host string) receiver {
	return func(r *http.Request) (*http.Response, error) {
		w.mu.Lock()
		taken[host+r.Header.Get(webhook.HeaderID)] = true
		w.mu.Unlock()
		return says(200, "")(r)
	}
}

// whim answers as one of the receivers, by chance.
func (w *world) whim(c *chance, all ...receiver) receiver {
	return func(r *http.Request) (*http.Response, error) { return draw(c, all...)(r) }
}

func (w *world) settled(k heed.Knock, taken map[string]bool) {
	dl := w.delivery(k)
	was := taken[dl.Endpoint+dl.Event]
	switch {
	case dl.Status == heed.Pending:
		w.Fatalf("pending for ever: %+v", dl)
	case dl.Status == heed.Delivered && !was:
		w.Errorf("never taken, yet delivered: %+v", dl)
	case dl.Endpoint == "well" && dl.Status != heed.Delivered:
		w.Errorf("a good receiver's delivery is %s", dl.Status)
	}
	if last := dl.Attempts[len(dl.Attempts)-1]; last.N != dl.Attempt || dl.Attempt > 10 {
		w.Errorf("ended with attempt %d of %d", last.N, dl.Attempt)
	}
}
