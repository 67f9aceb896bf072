package aggregate

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// forget has a contact be forgotten, as the console does.
func (w *world) forget(account, contact string) {
	w.t.Helper()
	for {
		row, err := w.rec.Account(w.t.Context(), account)
		if err != nil {
			continue // some fail
		}
		now, hash := time.Now().UTC(), w.rec.ContactHash(contact)
		row.Value = row.Value.Forget(hash, now)
		job := heed.Job{Kind: heed.ForgetJob, Account: account, Contact: hash, Until: now, SeenAt: now}
		if w.rec.Write(w.t.Context(), records.PutAccount(row), records.OrderJob(job)) == nil {
			return
		}
	}
}

// ledgerTable remembers which keys were ever written, so that all there is can be read.
type ledgerTable struct {
	store.Table
	mu   sync.Mutex
	keys map[store.Key]bool
}

func (l *ledgerTable) Write(ctx context.Context, ops ...store.Op) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.keys == nil {
		l.keys = map[store.Key]bool{}
	}
	for _, op := range ops {
		l.keys[op.Item.Key] = true
	}
	return l.Table.Write(ctx, ops...)
}

// grep names the rows that hold any of the words, in keys or documents.
func (l *ledgerTable) grep(t *testing.T, words ...string) (found []string) {
	t.Helper()
	for key := range l.keys {
		items, err := l.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range items {
			text := fmt.Sprint(it.Key, it.By, it.Counters) + plain(t, it.Data)
			for _, word := range words {
				if strings.Contains(text, word) {
					found = append(found, fmt.Sprintf("%s/%s: %s", it.Partition, it.Sort, word))
				}
			}
		}
	}
	slices.Sort(found)
	return found
}

// plain is a document as text, whether it is compressed or not.
func plain(t *testing.T, data []byte) string {
	t.Helper()
	if len(data) == 0 || data[0]&0x80 == 0 {
		return string(data)
	}
	raw, err := io.ReadAll(flate.NewReader(bytes.NewReader(data[1:])))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// personal is all that was ever said of Dana.
var personal = []string{"dana-7", "Dana Doe", "dana@northwind.example", "Head of Pain", "Exports", "blunt", "free-text", "echo"}

// ofDana are signals about a person in every way there is.
func ofDana(now time.Time) []heed.Signal {
	long := "Exports keep failing. " + strings.Repeat("Really. ", 200)
	return []heed.Signal{
		signal(heed.ContactJoined, "acme", "j", now.AddDate(0, 0, -9), data{"contact": "dana-7", "role": "champion", "name": "Dana Doe", "email": "dana@northwind.example", "title": "Head of Pain", "attributes": data{"x": "free-text"}}),
		signal(heed.ContactLeft, "acme", "l", now.AddDate(0, 0, -1), data{"contact": "dana-7", "successor": "kim-8"}),
		signal(heed.ContactJoined, "acme", "k", now.AddDate(0, 0, -8), data{"contact": "kim-8", "name": "Kim Roe"}),
		signal(heed.ContactChanged, "acme", "k2", now.AddDate(0, 0, -2), data{"contact": "kim-8", "successor": "dana-7"}),
		signal(heed.FeedbackNPS, "acme", "n1", now.AddDate(0, 0, -4), data{"score": 2, "contact": "dana-7", "survey": "q1", "comment": long, "attributes": data{"x": "free-text"}}),
		signal(heed.FeedbackNPS, "acme", "n2", now.AddDate(0, 0, -3), data{"score": 3, "contact": "dana-7", "survey": "q1", "comment": "Exports"}),
		signal(heed.FeedbackCSAT, "acme", "c1", now.AddDate(0, 0, -3), data{"score": 1, "contact": "dana-7", "comment": "Exports"}),
		signal(heed.SurveySent, "acme", "sv1", now.AddDate(0, 0, -5), data{"survey": "q1", "contact": "dana-7", "attributes": data{"x": "free-text"}}),
		signal(heed.PulseReported, "acme", "p1", now.AddDate(0, 0, -2), data{"score": 2, "by": "dana-7", "note": "blunt"}),
		signal(heed.FeedbackNPS, "acme", "n3", now.AddDate(0, 0, -2), data{"score": 9, "contact": "kim-8", "survey": "q1", "comment": "Kim is happy"}),
	}
}

func forgetful(t *testing.T) (*world, *ledgerTable) {
	t.Helper()
	table := &ledgerTable{Table: storetest.NewModel()}
	w := newWorld(t, table)
	set := heed.DefaultSettings()
	set.Privacy.CommentsInEvents = true
	endpoint := heed.Endpoint{ID: "crm", Events: []string{"*"}, Status: heed.EndpointEnabled}
	if err := w.rec.Write(t.Context(), records.PutSettings(records.Row[heed.Settings]{Value: set}), records.PutEndpoint(records.Row[heed.Endpoint]{Value: endpoint})); err != nil {
		t.Fatal(err)
	}
	return w, table
}

// answered notes on every delivery what its receiver answered: what it got.
func (w *world) answered() {
	w.t.Helper()
	deliveries, err := w.rec.Deliveries(w.t.Context(), "crm", "", 100)
	if err != nil || len(deliveries) == 0 {
		w.t.Fatalf("%d deliveries, %v", len(deliveries), err)
	}
	for _, d := range deliveries {
		row, err := w.rec.Delivery(w.t.Context(), "crm", heed.DeliveryID(d.At, d.Event))
		if err != nil {
			w.t.Fatal(err)
		}
		row.Value.Attempts = []heed.Attempt{{N: 1, Response: "echo: Exports keep failing"}}
		if err := w.rec.Write(w.t.Context(), records.PutDelivery(row, row.Value.NextAt, row.Expires)); err != nil {
			w.t.Fatal(err)
		}
	}
}

// nameless compares what is known of people without the hashes that only their rows keep.
var nameless = cmp.Options{
	cmpopts.IgnoreFields(risk.Person{}, "Hash"), cmpopts.IgnoreFields(heed.Account{}, "Forgotten"),
}

// told counts the comments of a contact of which slots keep what they came to.
func (w *world) told(account, contact string) (n int) {
	w.t.Helper()
	all, err := w.rec.Slots(w.t.Context(), account)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, row := range all {
		n += len(row.Value.Told(w.rec.ContactHash(contact)))
	}
	return n
}

func TestForgetLeavesNothingPersonal(t *testing.T) {
	w, table := forgetful(t)
	w.send(ofDana(time.Now().UTC())...)
	w.answered()
	for _, word := range personal {
		if len(table.grep(t, word)) == 0 {
			t.Fatalf("%q was not there to begin with", word)
		}
	}
	before := w.counts("acme")
	if w.told("acme", "dana-7") != 1 {
		t.Fatal("her comment came to nothing to begin with")
	}
	w.forget("acme", "dana-7")
	w.settle()
	if n, kims := w.told("acme", "dana-7"), w.told("acme", "kim-8"); n != 0 || kims != 1 {
		t.Errorf("there is still what %d comments of hers came to, and %d of another person's", n, kims)
	}
	if diff := cmp.Diff(w.present(time.Now()), w.past(time.Now()), snapshots, nameless); diff != "" {
		t.Errorf("the past differs from the present (-rows +signals):\n%s", diff)
	}
	if found := table.grep(t, personal...); len(found) > 0 {
		t.Errorf("there is still:\n%s", strings.Join(found, "\n"))
	}
	if found := table.grep(t, "kim-8", "Kim Roe", "Kim is happy"); len(found) < 5 {
		t.Errorf("another person went too: left is %v", found)
	}
	if diff := cmp.Diff(before, w.counts("acme")); diff != "" {
		t.Errorf("the counters moved (-before +after):\n%s", diff)
	}
	d, err := w.rec.Dossier(t.Context(), "acme", "", "", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if left := d.Contacts[w.rec.ContactHash("dana-7")]; left.Role != "champion" || left.LeftAt.IsZero() || len(d.Answers) != 3 {
		t.Errorf("the judgement would differ: %+v, %+v", left, d.Answers)
	}
}

// A repeat is a repeat, a retraction finds its answer, and a later answer of the same
// person replaces the older, also after they were forgotten.
func TestForgottenAnswersAreStillReplaced(t *testing.T) {
	w, now := inMemory(t), time.Now().UTC()
	all := ofDana(now)
	w.send(all...)
	w.forget("acme", "dana-7")
	w.settle()
	w.send(all...)
	w.settle()
	rows, err := w.rec.Signals(t.Context(), all[4].SID())
	if s := rows[all[4].SID()].Value; err != nil || !s.Erased || s.Conflicting {
		t.Errorf("the repeat left %+v", s)
	}
	q1 := func() (scores []string) {
		for _, counts := range w.counts("acme") {
			for cell, n := range counts {
				if cell.Metric == "nps" && n != 0 {
					scores = append(scores, fmt.Sprint(cell.Bucket, "×", n))
				}
			}
		}
		slices.Sort(scores)
		return scores
	}
	w.send(signal(heed.SignalRetracted, "acme", "r", now, data{"source": "test", "id": "n2"}))
	if got := fmt.Sprint(q1()); got != "[2×1 9×1]" {
		t.Errorf("without the second answer there are %s", got)
	}
	w.send(signal(heed.FeedbackNPS, "acme", "n4", now.Add(-time.Hour), data{"score": 10, "contact": "dana-7", "survey": "q1"}))
	if got := fmt.Sprint(q1()); got != "[10×1 9×1]" {
		t.Errorf("after a new answer there are %s", got)
	}
	w.send(signal(heed.SignalRetracted, "acme", "r2", now, data{"source": "test", "id": "j"}))
	if people, err := w.rec.Contacts(t.Context(), "acme", time.Now()); err != nil || len(people) != 2 {
		t.Errorf("there are %+v, %v", people, err)
	}
}

// What was received before the erasure and comes after it is cleared as well; what is
// received later is news of a person who is there again.
func TestLateCopiesAreForgotten(t *testing.T) {
	w, table := forgetful(t)
	now := time.Now().UTC()
	late := signal(heed.FeedbackNPS, "acme", "late", now, data{"score": 2, "contact": "dana-7", "comment": "Exports"})
	w.send(ofDana(now)[:3]...)
	w.forget("acme", "dana-7")
	w.settle()
	w.send(late)
	w.settle()
	if found := table.grep(t, personal...); len(found) > 0 {
		t.Errorf("there is still:\n%s", strings.Join(found, "\n"))
	}
	w.send(signal(heed.ContactJoined, "acme", "again", now, data{"contact": "dana-7", "role": "user"}))
	w.settle()
	if found := table.grep(t, "dana-7"); len(found) != 2 { // the signal and the person
		t.Errorf("of who came again there is %v", found)
	}
}

// Merging and forgetting at once, among faults and late Writes: nothing personal is
// left, and the counters are those of a recount.
func TestForgetWhileMerging(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		luck, table := &luck{r: r}, &ledgerTable{Table: storetest.NewModel()}
		slow := &slowTable{Table: storetest.NewFaulty(table, luck.decide)}
		w := newWorld(t, slow)
		signals := append(ofDana(time.Now().UTC()), history(r, time.Now().UTC(), 20)...)
		r.Shuffle(len(signals), func(i, j int) { signals[i], signals[j] = signals[j], signals[i] })
		var batches []heed.Batch
		for i := range signals {
			signals[i].Subject = []string{"acme", "acme-gmbh"}[r.IntN(2)]
			batches = append(batches, heed.Batch{Subject: signals[i].Subject, Signals: signals[i : i+1]})
		}
		w.settle(batches[:18]...)
		w.settle(heed.Batch{Subject: "acme", Signals: []heed.Signal{signal(heed.AccountUpdated, "acme", "p", time.Now(), data{})}},
			heed.Batch{Subject: "acme-gmbh", Signals: []heed.Signal{signal(heed.AccountUpdated, "acme-gmbh", "p2", time.Now(), data{})}})
		slow.holding = true
		w.once(batches[18:24]...)
		slow.holding = false
		w.forget("acme", "dana-7")
		w.forget("acme-gmbh", "dana-7")
		w.order("acme-gmbh", "acme")
		luck.lagging = true
		w.step()
		slow.land(t.Context())
		luck.lagging = false
		w.settle(batches[18:]...)
		luck.calm = true
		w.settle()

		if found := table.grep(t, personal...); len(found) > 0 {
			rt.Fatalf("there is still:\n%s", strings.Join(found, "\n"))
		}
		if n := w.told("acme", "dana-7"); n > 0 {
			rt.Fatalf("slots still keep what %d comments came to", n)
		}
		var sent []heed.Stored
		for _, s := range signals {
			sent = append(sent, heed.Stored{Signal: s})
		}
		if n := len(w.dead.Messages); n > 0 {
			rt.Fatalf("%d signals were parked", n)
		}
		if diff := cmp.Diff(map[heed.Day]heed.Counts(heed.Recount(sent)), w.counts("acme")); diff != "" {
			rt.Fatalf("counters differ from a recount (-want +got):\n%s", diff)
		}
	})
}

func TestEventWithoutComment(t *testing.T) {
	w, _ := forgetful(t)
	w.send(ofDana(time.Now().UTC())[4:5]...)
	events, err := w.rec.AccountEvents(t.Context(), "acme", 10)
	if err != nil || len(events) != 1 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	before := events[0]
	after, quoted, err := before.WithoutComment()
	if err != nil || !quoted {
		t.Fatal(quoted, err)
	}
	var was, is map[string]any
	if json.Unmarshal(before.Body, &was) != nil || json.Unmarshal(after.Body, &is) != nil {
		t.Fatal("no JSON")
	}
	was["data"].(map[string]any)["feedback"].(map[string]any)["comment"] = nil
	if diff := cmp.Diff(was, is); diff != "" {
		t.Errorf("more than the comment changed (-want +got):\n%s", diff)
	}
	if _, quoted, err := after.WithoutComment(); quoted || err != nil {
		t.Error("it still quotes", err)
	}
}
