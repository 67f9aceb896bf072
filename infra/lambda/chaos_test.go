package lambda

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/heed-cs/heed/infra/sim"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

var seed = flag.Uint64("seed", 1, "number that decides what customers say and which faults come")

const (
	trouble = .08 // of the calls to AWS fail
	sayings = 150 // signals after the first ones
)

// TestWhatMustAlwaysHold runs the deployed programs while a share of their calls
// fails, all messages come twice, and processes are killed at random moments. Once
// that has ended and all has come to rest, what must always hold is what the
// simulation holds too: sim.Ledger.
func TestWhatMustAlwaysHold(t *testing.T) {
	c := newChaos(t)
	c.host.running(t)
	ctx, calm := context.WithCancel(t.Context())
	go c.host.Murder(ctx, 1000, 150*time.Millisecond)
	customers := sim.NewCustomers(rand.New(rand.NewPCG(*seed, 1)))
	c.post(customers.Found(time.Now()))
	var said []sim.Event
	for range sayings {
		said = append(said, customers.Say(time.Now()))
	}
	c.post(said)
	c.awaits(func() error { return c.queued("signals") }) // in trouble
	calm()
	met := c.faults.End()
	c.awaits(c.holds)
	c.host.Close()
	covered(t, &c.notes)
	t.Logf("seed %d: %d signals, %d webhooks, and calls that failed: %v", *seed, len(c.ledger.Accepted), c.ledger.Tools["steady"].Took(), met)
}

// chaos is a Heed on AWS, in trouble, and everybody around it.
type chaos struct {
	*testing.T
	host   *Host
	url    string
	faults *Faults
	mu     sync.Mutex
	ledger sim.Ledger

	notes   bytes.Buffer // of the guard
	records *records.Records
}

func newChaos(t *testing.T) *chaos {
	t.Helper()
	c := &chaos{T: t, faults: NewFaults(*seed, trouble), ledger: sim.Ledger{Accepted: map[string][]sim.Event{}, Tools: map[string]*sim.Tool{}}}
	c.host = deployed(t, &c.notes, func(o *Options) {
		o.Hurry, o.Twice, o.Out, o.Between = 60, true, io.Discard, c.faults.Before
	})
	front := httptest.NewServer(c.host)
	t.Cleanup(front.Close)
	c.url = front.URL
	c.subscribe("steady", func(string, int) bool { return true })
	c.subscribe("moody", func(id string, attempt int) bool { return attempt > 1 || id[len(id)-1] > '7' }) // every fifth fails once
	c.records = c.host.records(t)
	return c
}

// subscribe makes an endpoint for a tool that takes what its mood lets it take.
func (c *chaos) subscribe(name string, mood func(id string, attempt int) bool) {
	var tool *sim.Tool
	attempts := map[string]int{}
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		id := r.Header.Get("webhook-id")
		if attempts[id]++; err != nil || !mood(id, attempts[id]) {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		tool.Take(r.Header, body)
	}))
	c.Cleanup(server.Close)
	var made struct{ Secret string }
	if err := json.Unmarshal(c.insist("/v1/endpoints", fmt.Sprintf(`{"id":%q,"url":%q,"events":["*"]}`, name, server.URL), http.StatusCreated), &made); err != nil {
		c.Fatal(err)
	}
	tool, err := sim.NewTool(made.Secret)
	if err != nil {
		c.Fatal(err)
	}
	c.ledger.Tools[name] = tool
}

// post sends events from several hands.
func (c *chaos) post(events []sim.Event) {
	work := make(chan sim.Event)
	var hands sync.WaitGroup
	for range 6 {
		hands.Go(func() {
			for e := range work {
				c.insist("/v1/signals", e.Body(), http.StatusAccepted)
				c.mu.Lock()
				sid := heed.SignalID(e.Source, e.ID)
				c.ledger.Accepted[sid] = append(c.ledger.Accepted[sid], e)
				c.mu.Unlock()
			}
		})
	}
	for _, e := range events {
		work <- e
	}
	close(work)
	hands.Wait()
}

// insist posts until it is answered, as a tool does that gets no answer or a 5xx.
func (c *chaos) insist(path, body string, want int) (answer []byte) {
	c.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		status, answer := c.try(path, body)
		if status == want {
			return answer
		}
		if status != 0 && status < 500 {
			c.Errorf("%s is answered %d: %s", path, status, answer)
			return nil
		}
	}
	c.Errorf("%s is not answered within %s", path, patience)
	return nil
}

// try posts once. The same again is known as such, whatever it is. Status 0 is no answer.
func (c *chaos) try(path, body string) (status int, answer []byte) {
	r, err := http.NewRequestWithContext(c.Context(), http.MethodPost, c.url+path, strings.NewReader(body))
	if err != nil {
		c.Error(err)
		return 0, nil
	}
	r.Header.Set("Authorization", "Bearer "+adminKey)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", fmt.Sprintf("%x", sha256.Sum256([]byte(path+body))))
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close()
	if answer, err = io.ReadAll(res.Body); err != nil {
		return 0, nil
	}
	return res.StatusCode, answer
}

// awaits waits until nothing is wrong any more.
func (c *chaos) awaits(check func() error) {
	c.Helper()
	var wrong error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(500 * time.Millisecond) {
		if wrong = check(); wrong == nil {
			return
		}
	}
	c.Errorf("still wrong after %s:\n%v", patience, wrong)
}

// holds checks what must always hold at rest.
func (c *chaos) holds() error {
	if err := c.queued(slices.Collect(maps.Keys(c.host.stack.urls))...); err != nil {
		return err
	}
	return c.ledger.Check(c.Context(), c.records)
}

// queued says what is in queues. A judgement that a sweep asked for later is no part of
// what was said to Heed; nobody waits for the time that it was given.
func (c *chaos) queued(names ...string) error {
	for _, name := range names {
		of := depths
		if name == "touches" {
			of = atHand
		}
		if n := c.host.depth(c.T, name, of...); n > 0 {
			return fmt.Errorf("%d messages are in %s", n, name)
		}
	}
	return nil
}
