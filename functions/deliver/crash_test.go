package deliver

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
	queuebolt "github.com/heed-cs/heed/shared/queue/bolt"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

var errKilled = errors.New("the process was killed")

// life is a process that dies at a certain step: a step is a call of the table, of
// a queue, or of a receiver. Of the last one nobody learns what came of it; half of
// them did what they should. After that nothing is done any more.
type life struct {
	mu    sync.Mutex
	left  int
	does  bool // whether the last step is done
	ended chan struct{}
}

// step reports whether a step is to be done, and whether anybody hears of it.
func (l *life) step() (done, heard bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.left < 0 {
		return true, true // it never dies
	}
	if l.left == 0 {
		return false, false
	}
	if l.left--; l.left > 0 {
		return true, true
	}
	close(l.ended)
	return l.does, false
}

func (l *life) over() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.left == 0
}

// try does a step.
func (l *life) try(do func() error) error {
	done, heard := l.step()
	var err error
	if done {
		err = do()
	}
	if !heard {
		return errKilled
	}
	return err
}

// mortalTable, mortalQueue and mortalNet are what a life does its steps with.
type mortalTable struct {
	store.Table
	*life
}

func (m mortalTable) Get(ctx context.Context, keys ...store.Key) (items []store.Item, err error) {
	err = m.try(func() error { items, err = m.Table.Get(ctx, keys...); return err })
	return items, err
}

func (m mortalTable) Query(ctx context.Context, q store.Query) iter.Seq2[store.Item, error] {
	if done, heard := m.step(); !done || !heard {
		return func(yield func(store.Item, error) bool) { yield(store.Item{}, errKilled) }
	}
	return m.Table.Query(ctx, q)
}

func (m mortalTable) Write(ctx context.Context, ops ...store.Op) error {
	return m.try(func() error { return m.Table.Write(ctx, ops...) })
}

type mortalQueue struct {
	queue.Sender
	*life
}

func (m mortalQueue) Send(ctx context.Context, msgs ...queue.Message) error {
	return m.try(func() error { return m.Sender.Send(ctx, msgs...) })
}

type mortalNet struct {
	http.RoundTripper
	*life
}

func (m mortalNet) RoundTrip(r *http.Request) (resp *http.Response, err error) {
	err = m.try(func() error { resp, err = m.RoundTripper.RoundTrip(r); return err })
	return resp, err
}

// mortalHandler acknowledges nothing once it is dead.
type mortalHandler struct {
	queue.Handler
	*life
}

func (m mortalHandler) Handle(ctx context.Context, batch []queue.Message) queue.Failures {
	failed := queue.Failures{}
	if !m.over() {
		failed = m.Handler.Handle(ctx, batch)
	}
	if m.over() {
		for _, msg := range batch {
			failed[msg.ID] = errKilled
		}
	}
	return failed
}

// lives runs one process until it dies, or for a time.
func (w *world) lives(l *life, table store.Table, span time.Duration) {
	client := NewClient(true, nil)
	client.Transport = mortalNet{w, l}
	rec := records.New(mortalTable{table, l}, w.box)
	d := New(w.d.log, rec, w.box, client, mortalQueue{w.late, l}, mortalQueue{w.first, l}, Options{})
	ctx, stop := context.WithCancel(w.Context())
	var all sync.WaitGroup
	for _, q := range []*queuebolt.Queue{w.first, w.late} {
		p := queuebolt.Poller{Queue: q, Handler: mortalHandler{d, l}, Concurrency: 5, Timeout: time.Minute, OnError: func(error) {}}
		all.Go(func() { p.Run(ctx) })
	}
	all.Go(func() { sweeping(ctx, d) })
	select {
	case <-l.ended:
	case <-time.After(span):
	}
	stop()
	all.Wait()
}

// TestAHundredKills kills the process at a hundred random points of its work. What
// was accepted arrives; what arrives twice was under way in a kill.
func TestAHundredKills(t *testing.T) {
	var inner store.Table
	keep := func(table store.Table) store.Table { inner = table; return table }
	bubble(t, faults{table: keep}, func(w *world) {
		r := rand.New(rand.NewPCG(7, 7))
		w.endpoint("well", says(200, ""))
		w.endpoint("fickle", firstFails(says(204, "")))
		var knocks []heed.Knock
		underWay := 0
		for range 100 {
			before := len(w.to("well")) + len(w.to("fickle"))
			born := append(w.born("well", "fickle"), w.born("well", "fickle")...)
			knocks = append(knocks, born...)
			if r.IntN(4) > 0 { // else the knocks died with who was to send them
				w.send(born...)
			}
			w.lives(&life{left: 1 + r.IntN(25), does: r.IntN(2) == 0, ended: make(chan struct{})}, inner, time.Hour)
			underWay += w.unrecorded(before)
		}
		w.lives(&life{left: -1, ended: make(chan struct{})}, inner, 12*time.Hour)
		for _, k := range knocks {
			if dl := w.delivery(k); dl.Status != heed.Delivered {
				t.Errorf("it is %s after %d attempts", dl.Status, len(dl.Attempts))
			}
		}
		if twice := w.repeated(); twice > underWay || underWay == 0 {
			t.Errorf("%d webhooks were repeated, and %d were under way in a kill", twice, underWay)
		}
		if w.due() != 0 {
			t.Errorf("%d deliveries stand in the due order", w.due())
		}
	})
}

// unrecorded counts the posts since one whose outcome is on no row.
func (w *world) unrecorded(since int) (n int) {
	w.mu.Lock()
	posts := w.posts[since:]
	w.mu.Unlock()
	perDelivery := map[string]int{}
	for _, p := range posts {
		perDelivery[p.host+p.id]++
	}
	for key, count := range perDelivery {
		recorded := 0
		for _, a := range w.attemptsOf(key) {
			if !a.At.Before(posts[0].at) {
				recorded++
			}
		}
		n += max(count-recorded, 0)
	}
	return n
}

// attemptsOf are the attempts on the row of a delivery, named by endpoint and event.
func (w *world) attemptsOf(key string) []heed.Attempt {
	for _, id := range []string{"well", "fickle"} {
		for _, dl := range must(w.rec.Deliveries(w.Context(), id, "", 1000)) {
			if dl.Endpoint+dl.Event == key {
				return dl.Attempts
			}
		}
	}
	return nil
}

// repeated counts posts beyond those that rows know of.
func (w *world) repeated() (n int) {
	for _, id := range []string{"well", "fickle"} {
		n += len(w.to(id))
		for _, dl := range must(w.rec.Deliveries(w.Context(), id, "", 1000)) {
			n -= len(dl.Attempts)
		}
	}
	return n
}
