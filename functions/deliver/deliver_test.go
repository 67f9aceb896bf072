package deliver

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/heed-cs/heed/shared/groupcommit"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	queuebolt "github.com/heed-cs/heed/shared/queue/bolt"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/store"
	tablebolt "github.com/heed-cs/heed/shared/store/bolt"
	"github.com/heed-cs/heed/shared/trace"
	"github.com/heed-cs/heed/shared/webhook"
)

// whsec is the secret of every endpoint until it is rotated.
const whsec = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

// world is a deployment of the function alone, inside a bubble: table, queues,
// receivers by host name, and a clock that runs when everybody waits.
type world struct {
	*testing.T
	rec         *records.Records // without faults
	box         *secret.Key
	first, late *queuebolt.Queue
	dead        *queuebolt.Queue
	d           *Deliver
	log         bytes.Buffer
	events      int64

	mu      sync.Mutex
	hosts   map[string]receiver
	secrets map[string]string // by host; what its receiver verifies with
	posts   []post
}

// receiver answers posts to one host.
type receiver func(*http.Request) (*http.Response, error)

// post is one request as a receiver got it.
type post struct {
	host, id string
	at       time.Time
	body     string
	header   http.Header
}

// faults are what a test puts between the function and its stores.
type faults struct {
	table func(store.Table) store.Table
	queue func(queue.Sender) queue.Sender
}

// bubble runs a test in a world of its own.
func bubble(t *testing.T, f faults, test func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(newWorld(t, f)) })
}

func newWorld(t testing.TB, f faults) *world {
	file, err := groupcommit.Open(filepath.Join(t.TempDir(), "heed.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	w := &world{hosts: map[string]receiver{}, secrets: map[string]string{}}
	w.T, _ = t.(*testing.T)
	var table store.Table = must(tablebolt.New(file))
	w.box = must(secret.FromKey(bytes.Repeat([]byte{7}, secret.KeySize)))
	w.rec = records.New(table, w.box)
	w.dead = must(queuebolt.Open(file, "dead", queuebolt.Options{}))
	options := queuebolt.Options{Visibility: 360 * time.Second, MaxReceives: 5, Dead: w.dead}
	w.first = must(queuebolt.Open(file, "deliver", options))
	w.late = must(queuebolt.Open(file, "retry", options))
	var first, late queue.Sender = w.first, w.late
	if f.table != nil {
		table = f.table(table)
	}
	if f.queue != nil {
		first, late = f.queue(first), f.queue(late)
	}
	client := NewClient(true, nil)
	client.Transport = w
	w.d = New(slog.New(trace.Log(slog.NewJSONHandler(&w.log, nil))), records.New(table, w.box), w.box, client, late, first, Options{Version: "1.0"})
	return w
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// RoundTrip verifies a post as receivers do, with the standard's own library,
// notes it, and lets its receiver answer.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	body := must(io.ReadAll(r.Body))
	w.mu.Lock()
	w.posts = append(w.posts, post{r.URL.Host, r.Header.Get(webhook.HeaderID), time.Now(), string(body), r.Header})
	answer, secret := w.hosts[r.URL.Host], w.secrets[r.URL.Host]
	w.mu.Unlock()
	if err := must(standard.NewWebhook(secret)).Verify(body, r.Header); err != nil {
		w.Errorf("a post to %s does not verify: %v", r.URL.Host, err)
	}
	return answer(r)
}

// says answers every post with a status, a body and headers in pairs.
func says(status int, body string, header ...string) receiver {
	return func(*http.Request) (*http.Response, error) {
		h := http.Header{}
		for i := 0; i < len(header); i += 2 {
			h.Set(header[i], header[i+1])
		}
		return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(bytes.NewBufferString(body))}, nil
	}
}

func fails(err error) receiver {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// hangs never answers.
func hangs(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// slowly answers as another receiver does, after a while.
func slowly(d time.Duration, answer receiver) receiver {
	return func(r *http.Request) (*http.Response, error) {
		time.Sleep(d)
		return answer(r)
	}
}

// inTurn answers as each receiver does, the last one from then on.
func inTurn(all ...receiver) receiver {
	var mu sync.Mutex
	return func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		next := all[0]
		if len(all) > 1 {
			all = all[1:]
		}
		mu.Unlock()
		return next(r)
	}
}

// endpoint makes an endpoint that posts to a host of its own name.
func (w *world) endpoint(id string, answer receiver, events ...string) {
	w.hosts[id], w.secrets[id] = answer, whsec
	w.write(records.PutEndpoint(records.Row[heed.Endpoint]{Value: heed.Endpoint{
		ID: id, URL: "https://" + id + "/hook",
		Events: events, Status: heed.EndpointEnabled, Secrets: []heed.SealedSecret{w.seal(id, whsec, time.Time{})},
	}}))
}

func (w *world) seal(endpoint, text string, notAfter time.Time) heed.SealedSecret {
	sealed := must(w.box.Seal(context.Background(), []byte(text), []byte(endpoint)))
	return heed.SealedSecret{Sealed: sealed, NotAfter: notAfter}
}

// change edits an endpoint as the console would.
func (w *world) change(id string, edit func(*heed.Endpoint)) {
	row := must(w.rec.Endpoint(context.Background(), id))
	edit(&row.Value)
	w.write(records.PutEndpoint(row))
}

// born writes a new event with a delivery to each endpoint and returns the knocks, unsent.
func (w *world) born(endpoints ...string) (knocks []heed.Knock) {
	w.events++
	ev := must(heed.NewEvent(heed.RiskRaised, heed.Account{ID: "acme", Incarnation: "i"}, w.events, time.Now(), heed.EventFacts{},
		map[string]string{"reason": "usage fell <by half> & tickets rose"}))
	ops := []store.Op{records.PutEvent(ev)}
	for _, id := range endpoints {
		dl := records.NewDelivery(ev, id)
		ops = append(ops, records.CreateDelivery(dl, ev.At.AddDate(0, 0, 30)))
		knocks = append(knocks, knockOf(dl, auto))
	}
	w.write(ops...)
	return knocks
}

func (w *world) write(ops ...store.Op) {
	if err := w.rec.Write(context.Background(), ops...); err != nil {
		panic(err)
	}
}

// send puts knocks on the deliver queue.
func (w *world) send(knocks ...heed.Knock) {
	for _, k := range knocks {
		if err := w.first.Send(context.Background(), hint.Knock(k, 0)); err != nil {
			panic(err)
		}
	}
}

// handle hands knocks to the function as one batch and returns the failures by position.
func (w *world) handle(knocks ...heed.Knock) map[int]error {
	batch := make([]queue.Message, len(knocks))
	for i, k := range knocks {
		batch[i] = hint.Knock(k, 0)
		batch[i].ID = string(rune('a' + i))
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	failed := map[int]error{}
	for id, err := range w.d.Handle(ctx, batch) {
		failed[int(id[0]-'a')] = err
	}
	return failed
}

// live hosts the function until the test ends: pollers on both queues, and the sweep every minute.
func (w *world) live() {
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	w.Cleanup(func() { stop(); all.Wait() })
	for _, q := range []*queuebolt.Queue{w.first, w.late} {
		p := queuebolt.Poller{Queue: q, Handler: w.d, Concurrency: 5, Timeout: time.Minute, OnError: func(error) {}}
		all.Go(func() { p.Run(ctx) })
	}
	all.Go(func() { sweeping(ctx, w.d) })
}

// sweeping runs the sweep every minute.
func sweeping(ctx context.Context, d *Deliver) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case at := <-tick.C:
			_ = d.Due(ctx, at) // faults are injected; the next run goes on
		}
	}
}

// delivery reads the delivery of a knock.
func (w *world) delivery(k heed.Knock) heed.Delivery {
	return must(w.rec.Delivery(context.Background(), k.Endpoint, k.Delivery)).Value
}

// due counts the deliveries in the due order.
func (w *world) due() (n int) {
	for _, err := range w.rec.Due(context.Background(), time.Now().AddDate(1, 0, 0)) {
		if err != nil {
			panic(err)
		}
		n++
	}
	return n
}

// to are the posts to a host so far.
func (w *world) to(host string) (posts []post) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.posts {
		if p.host == host {
			posts = append(posts, p)
		}
	}
	return posts
}

// expect compares what is known of a delivery at its end.
func (w *world) expect(k heed.Knock, status heed.DeliveryStatus, attempts int, class string) {
	w.Helper()
	dl := w.delivery(k)
	if dl.Status != status || len(dl.Attempts) != attempts {
		w.Fatalf("the delivery is %s after %d attempts, want %s after %d: %+v", dl.Status, len(dl.Attempts), status, attempts, dl.Attempts)
	}
	if attempts > 0 && dl.Attempts[attempts-1].Error != class {
		w.Errorf("the last attempt is %q, want %q", dl.Attempts[attempts-1].Error, class)
	}
}

func TestAnEventIsPostedSignedAndRecorded(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(200, "thanks"))
		k := w.born("tool")[0]
		if failed := w.handle(k); len(failed) > 0 {
			w.Fatal(failed)
		}
		posts := w.to("tool")
		if len(posts) != 1 {
			w.Fatalf("%d posts, want 1", len(posts))
		}
		p, dl := posts[0], w.delivery(k)
		if ev := must(w.rec.Errand(w.Context(), k)).Event.Value; p.id != ev.ID || p.body != string(ev.Body) {
			w.Errorf("posted %s %s, want the event's bytes %s %s", p.id, p.body, ev.ID, ev.Body)
		}
		if p.header.Get("Content-Type") != "application/json" || p.header.Get("User-Agent") != "Heed/1.0" {
			w.Errorf("headers %v", p.header)
		}
		w.expect(k, heed.Delivered, 1, "")
		if a := dl.Attempts[0]; a.Status != 200 || a.Response != "thanks" || a.N != 1 || a.Trigger != auto || !dl.NextAt.IsZero() {
			w.Errorf("recorded %+v", dl)
		}
		if w.due() != 0 {
			w.Error("a delivery that is done stands in the due order")
		}
	})
}
