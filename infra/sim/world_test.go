package sim

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/functions/aggregate"
	"github.com/heed-cs/heed/functions/console"
	"github.com/heed-cs/heed/functions/deliver"
	"github.com/heed-cs/heed/functions/intake"
	"github.com/heed-cs/heed/functions/score"
	"github.com/heed-cs/heed/shared/access"
	"github.com/heed-cs/heed/shared/groupcommit"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/bolt"
	"github.com/heed-cs/heed/shared/webhook"
)

const adminKey = "heed_simulation"

// world is one Heed and everybody around it.
type world struct {
	t      *testing.T
	fate   *fate
	r      *rand.Rand
	rec    *records.Records // without faults, for checks
	in     http.Handler
	api    http.Handler
	boxes  map[string]*mailbox
	work   map[string]queue.Handler
	fold   func(context.Context, time.Time) error
	due    func(context.Context, time.Time) error
	sweep  func(context.Context, time.Time) error
	tools  *receivers
	crowd  *Customers
	ledger Ledger
	unsure []Event // answered 5xx: to be sent again
	calls  int
	speak  time.Time // when the next customer does
	plans  []plan
	asked  int // and done
	swept  heed.Day
}

func newWorld(t *testing.T, seed uint64) *world {
	file, err := groupcommit.Open(filepath.Join(t.TempDir(), "heed.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	table, err := bolt.New(file)
	if err != nil {
		t.Fatal(err)
	}
	key, err := secret.FromKey(make([]byte, secret.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	f := newFate(seed)
	w := &world{
		t: t, fate: f, r: rand.New(rand.NewPCG(seed, 1)), rec: records.New(table, key),
		ledger: Ledger{Accepted: map[string][]Event{}, Tools: map[string]*Tool{}},
	}
	w.tools, w.crowd = &receivers{fate: f, start: time.Now(), tools: w.ledger.Tools}, NewCustomers(w.r)
	w.wire(faultyTable{Table: table, fate: f, lag: &lag{fate: f, late: map[store.Key]time.Time{}}}, key)
	w.settle(key)
	w.plan()
	return w
}

// wire builds the functions on what fails.
func (w *world) wire(table store.Table, key *secret.Key) {
	w.boxes = map[string]*mailbox{}
	for name, visibility := range map[string]time.Duration{"signals": 180 * time.Second, "touches": 365 * time.Second, "deliver": 6 * time.Minute, "retry": 6 * time.Minute} {
		w.boxes[name] = &mailbox{name: name, visibility: visibility, receives: 100, dead: &mailbox{name: name + "-dead"}}
	}
	to := func(name string) queue.Sender { return faultySender{to: w.boxes[name], fate: w.fate} }
	dead := faultySender{to: w.boxes["signals"].dead, fate: w.fate}
	log, rec := slog.New(slog.DiscardHandler), records.New(table, key)
	w.in = intake.New(log, rec, access.New(rec, time.Minute), key, to("signals"), intake.Options{Cache: time.Minute})
	a := aggregate.New(log, rec, to("signals"), to("touches"), to("deliver"), dead, aggregate.Options{})
	w.api = console.New(log, rec, access.New(rec, time.Minute), key, to("signals"), to("touches"), to("deliver"), console.Options{})
	s := score.New(log, rec, to("touches"), to("deliver"), score.Options{})
	d := deliver.New(log, rec, key, &http.Client{Transport: w.tools, CheckRedirect: noRedirect}, to("retry"), to("deliver"), deliver.Options{})
	w.work = map[string]queue.Handler{"signals": a, "touches": s, "deliver": d, "retry": d}
	w.fold, w.due, w.sweep = a.Fold, d.Due, s.Sweep
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// settle makes the key and the endpoints.
func (w *world) settle(key *secret.Key) {
	ctx := w.t.Context()
	set := heed.DefaultSettings()
	set.Retention.DeliveryDays = 365 // so that the checks still see every delivery
	ops := []store.Op{records.PutSettings(records.Row[heed.Settings]{Value: set}), records.PutKey(records.Row[heed.Key]{Value: heed.Key{ID: "k", Hash: heed.HashKey(adminKey), Scopes: []heed.Scope{heed.ScopeAdmin}}})}
	for i, tool := range tools {
		signing, err := webhook.NewSecret(strings.NewReader(strings.Repeat(fmt.Sprint(i), 64)))
		if err != nil {
			w.t.Fatal(err)
		}
		sealed, err := key.Seal(ctx, []byte(signing.Reveal()), []byte(tool))
		if err != nil {
			w.t.Fatal(err)
		}
		if w.ledger.Tools[tool], err = NewTool(signing.Reveal()); err != nil {
			w.t.Fatal(err)
		}
		ops = append(ops, records.PutEndpoint(records.Row[heed.Endpoint]{Value: heed.Endpoint{
			ID: tool, URL: "https://" + tool + ".example/hook",
			Events: []string{"*"}, Status: heed.EndpointEnabled, Secrets: []heed.SealedSecret{{Sealed: sealed}},
		}}))
	}
	w.ledger.Tools[gone].Gone = w.tools.start.Add(2 * week)
	if err := w.rec.Write(ctx, ops...); err != nil {
		w.t.Fatal(err)
	}
}

// post sends an event to intake as a tool would: what is answered 5xx is sent again later.
func (w *world) post(e Event) {
	w.fate.arm("intake " + e.ID)
	r := httptest.NewRequest(http.MethodPost, "/v1/signals", strings.NewReader(e.Body()))
	ctx, cancel := context.WithTimeout(w.t.Context(), 10*time.Second)
	defer cancel()
	r.Header.Set("Authorization", "Bearer "+adminKey)
	r.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	w.in.ServeHTTP(answer, r.WithContext(ctx))
	sid := heed.SignalID(e.Source, e.ID)
	switch {
	case w.fate.killed() || answer.Code >= 500:
		w.unsure = append(w.unsure, e)
	case answer.Code == http.StatusAccepted:
		w.ledger.Accepted[sid] = append(w.ledger.Accepted[sid], e)
	default:
		w.t.Fatalf("%s was answered %d: %s", e.Body(), answer.Code, answer.Body)
	}
}

// again sends what was answered 5xx once more.
func (w *world) again() {
	unsure := w.unsure
	w.unsure = nil
	for _, e := range unsure {
		w.post(e)
	}
}

// pump lets the functions work on what is visible, one message at a time.
func (w *world) pump() (worked bool) {
	for _, name := range []string{"signals", "touches", "deliver", "retry"} {
		box := w.boxes[name]
		l := box.take(w.fate.roll("pick " + name))
		if l == nil {
			continue
		}
		worked = true
		w.calls++
		w.fate.arm("call " + name)
		ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
		failed := w.work[name].Handle(ctx, []queue.Message{l.Message})
		cancel()
		if w.fate.killed() || failed[l.ID] != nil {
			if !w.fate.killed() && queue.IsDropped(failed[l.ID]) {
				w.t.Fatalf("%s dropped a message: %v", name, failed[l.ID])
			}
			continue
		}
		box.ack(l)
	}
	return worked
}

// tick runs the timers. What fails is mended by the next beat.
func (w *world) tick() {
	now := time.Now()
	w.beat("fold", w.fold, now)
	w.beat("due", w.due, now)
	if today := heed.DayOf(now); today != w.swept && w.beat("sweep", w.sweep, now) {
		w.swept = today
	}
}

func (w *world) beat(name string, timer func(context.Context, time.Time) error, now time.Time) bool {
	w.fate.arm("beat " + name)
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
	defer cancel()
	return timer(ctx, now) == nil && !w.fate.killed()
}

// live lets time pass until a moment: customers speak, functions work.
func (w *world) live(until time.Time) {
	for time.Now().Before(until) {
		w.tick()
		w.again()
		for w.pump() {
			continue
		}
		if !time.Now().Before(w.speak) {
			w.post(w.crowd.Say(time.Now()))
			w.speak = time.Now().Add(time.Duration(w.r.IntN(120)) * time.Minute)
		}
		w.carryOut()
		time.Sleep(min(w.pause(), max(time.Until(w.speak), time.Second)))
	}
}

// pause is how long nothing happens: until the next message returns, or hours.
func (w *world) pause() time.Duration {
	wait := 6 * time.Hour
	for _, name := range []string{"signals", "touches", "deliver", "retry"} {
		if at, ok := w.boxes[name].next(); ok {
			wait = min(wait, max(time.Until(at), time.Second))
		}
	}
	return wait
}

// quiet ends all faults and lets everything come to rest, until a noon: after midnight,
// what a day begins with is under way.
func (w *world) quiet() {
	w.fate.calm = true
	until := time.Now().AddDate(0, 0, 5).Truncate(24 * time.Hour).Add(12 * time.Hour)
	for time.Now().Before(until) {
		w.tick()
		w.again()
		for w.pump() {
			continue
		}
		time.Sleep(min(w.pause(), 30*time.Minute))
	}
}
