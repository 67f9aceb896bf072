package aggregate

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// order has an account become part of another, as the console does.
func (w *world) order(from, into string) {
	w.t.Helper()
	for { // some fail
		source, err := w.rec.Account(w.t.Context(), from)
		if err != nil {
			continue
		}
		target, err := w.rec.Account(w.t.Context(), into)
		if err != nil || source.Value.Merged() {
			if err == nil {
				return
			}
			continue
		}
		ops, err := records.Merge(source, target)
		if err != nil {
			w.t.Fatal(err)
		}
		_ = w.rec.Write(w.t.Context(), append(ops, records.OrderJob(heed.Job{Kind: heed.MergeJob, Account: from, Into: into}))...)
	}
}

// merge does so and lets the job come to its end.
func (w *world) merge(from, into string) {
	w.t.Helper()
	w.order(from, into)
	w.settle()
}

// settle takes messages and goes on with the jobs, each pass at once, until
// nothing is left to do.
func (w *world) settle(batches ...heed.Batch) {
	w.t.Helper()
	for range 2000 {
		batches = w.once(batches...)
		if !w.step() && len(batches) == 0 {
			return
		}
	}
	w.t.Fatalf("%d messages and a job do not end", len(batches))
}

// once hands over messages and gives those that failed.
func (w *world) once(batches ...heed.Batch) (failed []heed.Batch) {
	var msgs []queue.Message
	for i, b := range batches {
		m := hint.Batch(b)
		m.ID = fmt.Sprint(i)
		msgs = append(msgs, m)
	}
	failures := w.agg.Handle(w.t.Context(), msgs)
	for i, b := range batches {
		if failures[fmt.Sprint(i)] != nil {
			failed = append(failed, b)
		}
	}
	return failed
}

// step goes on with every job; false when there is none.
func (w *world) step() bool {
	jobs, err := w.rec.Jobs(w.t.Context())
	for _, row := range jobs {
		row.Value.Due = time.Time{}
		_ = w.rec.Write(w.t.Context(), records.PutJob(row)) // some fail
		w.once(heed.Batch{Job: row.Value.Name(), Pass: row.Value.Round})
	}
	return err != nil || len(jobs) > 0
}

// left reports whether an account has more than its head and its history.
func (w *world) left(account string) bool {
	w.t.Helper()
	left, err := w.rec.Movable(w.t.Context(), account)
	if err != nil {
		w.t.Fatal(err)
	}
	timeline, err := w.rec.TimelineRows(w.t.Context(), account, 1)
	if err != nil {
		w.t.Fatal(err)
	}
	return left || len(timeline) > 0
}

// What a past teaches is learned from once, and not again under the id that it had.
func TestMergeHandsOnWhatIsLearned(t *testing.T) {
	w := inMemory(t)
	w.send(signal(heed.AccountUpdated, "acme", "a", time.Now(), data{}), signal(heed.AccountUpdated, "acme-gmbh", "b", time.Now(), data{}))
	look := func(account, contract string) heed.Example {
		return heed.Example{Account: account, Contract: contract, End: "2025-12-31", LeadDays: 90}
	}
	for account, looks := range map[string][]heed.Example{
		"acme":      {look("acme", "k1")},
		"acme-gmbh": {look("acme-gmbh", "k1"), look("acme-gmbh", "k2")},
	} {
		if err := w.rec.Write(t.Context(), records.PutLessons(records.Row[heed.Lessons]{Value: heed.Lessons{Account: account, Examples: looks}})); err != nil {
			t.Fatal(err)
		}
	}
	w.merge("acme-gmbh", "acme")
	var got []heed.Example
	for l, err := range w.rec.AllLessons(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, l.Examples...)
	}
	if want := []heed.Example{look("acme", "k1"), look("acme", "k2")}; !cmp.Equal(got, want) {
		t.Errorf("it is learned from %+v, want %+v", got, want)
	}
}

func TestMergeMovesEverything(t *testing.T) {
	w, now := inMemory(t), time.Now().UTC()
	w.send(
		signal(heed.AccountUpdated, "acme", "p1", now.Add(-3*time.Hour), data{"name": "Acme", "segment": "smb", "domains": []string{"acme.example"}, "external_ids": data{"crm": []string{"1"}}}),
		signal(heed.AccountUpdated, "acme-gmbh", "p2", now.Add(-2*time.Hour), data{"segment": "enterprise", "parent": "acme", "domains": []string{"acme.de.example"}, "external_ids": data{"crm": []string{"2"}, "desk": []string{"9"}}}),
		signal(heed.AccountUpdated, "branch", "p3", now.Add(-2*time.Hour), data{"parent": "acme-gmbh"}),
		signal(heed.ContractSigned, "acme-gmbh", "c1", now.AddDate(0, -1, 0), data{"contract": "k1", "arr": data{"amount": 100, "currency": "EUR"}}),
		signal(heed.ContractChanged, "acme", "c2", now.AddDate(0, 0, -1), data{"contract": "k1", "seats": 7}),
		signal(heed.TicketOpened, "acme-gmbh", "t1", now.AddDate(0, 0, -2), data{"ticket": "t1"}),
		signal(heed.FeedbackNPS, "acme", "n1", now.AddDate(0, 0, -3), data{"score": 9, "contact": "u1", "survey": "q1"}),
		signal(heed.FeedbackNPS, "acme-gmbh", "n2", now.AddDate(0, 0, -2), data{"score": 2, "contact": "u1", "survey": "q1"}),
		signal(heed.UsageReported, "acme", "u1", now.AddDate(0, 0, -1), data{"metric": "sessions", "value": 5}),
		signal(heed.UsageReported, "acme-gmbh", "u2", now.AddDate(0, 0, -1).Add(time.Minute), data{"metric": "sessions", "value": 8}),
		signal(heed.UsageReported, "acme-gmbh", "u3", now.AddDate(0, 0, -1), data{"metric": "sessions", "value": 3, "mode": "add"}),
	)
	w.merge("acme-gmbh", "acme")

	if alias := w.head("acme-gmbh"); alias.MergedInto != "acme" || alias.Exists() || w.left("acme-gmbh") {
		t.Errorf("what remains is %+v", alias)
	}
	p := w.head("acme").Profile
	if p.Name != "Acme" || p.Segment != "enterprise" || p.Parent != "" || fmt.Sprint(p.Domains, p.ExternalIDs) != "[acme.example acme.de.example] map[crm:[1 2] desk:[9]]" {
		t.Errorf("the profile is %+v", p)
	}
	if parent := w.head("branch").Profile.Parent; parent != "acme" {
		t.Errorf("the child's parent is %q", parent)
	}
	d, err := w.rec.Dossier(t.Context(), "acme", "", "", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Contracts) != 1 || d.Contracts[0].ARR == nil || d.Contracts[0].Seats != 7 || len(d.Tickets) != 1 {
		t.Errorf("contracts %+v, tickets %+v", d.Contracts, d.Tickets)
	}
	if len(d.Usage) != 1 || d.Usage[0].Value() != 11 {
		t.Errorf("usage %+v", d.Usage)
	}
	if len(d.Answers) != 1 || d.Answers[0].Score != 2 {
		t.Errorf("answers %+v", d.Answers)
	}
	want := map[heed.Day]heed.Counts{heed.DayOf(now.AddDate(0, 0, -2)): {
		{Metric: "nps", Bucket: "2"}:         1,
		{Metric: "ticket", Bucket: "opened"}: 1,
	}}
	if diff := cmp.Diff(want, w.counts("acme")); diff != "" {
		t.Errorf("the counters differ (-want +got):\n%s", diff)
	}
	for _, e := range [][2]string{{"crm", "1"}, {"crm", "2"}, {"desk", "9"}} {
		if row, err := w.rec.External(t.Context(), e[0], e[1]); err != nil || row.Value.Account != "acme" {
			t.Errorf("%v leads to %q, %v", e, row.Value.Account, err)
		}
	}
}

// However many days the answers of one page lie on, a page fits one Write.
// Objectives go where their account goes: along with a merge, and with an erasure.
func TestObjectivesGoWithTheirAccount(t *testing.T) {
	w, now := inMemory(t), time.Now().UTC()
	w.send(signal(heed.AccountUpdated, "acme", "p1", now, data{"name": "Acme"}), signal(heed.AccountUpdated, "old", "p2", now, data{"name": "Old"}))
	said := func(current string, at time.Time) heed.Facts {
		facts, _ := heed.Facts(nil).Pursued("faster", map[string]json.RawMessage{
			"title": []byte(`"x"`), "target": []byte("5"), "start": []byte(`"2026-01-01"`), "due": []byte(`"2027-01-01"`), "current": []byte(current),
		}, heed.Stamp{Time: at})
		return facts
	}
	w.objective("acme", "faster", said("2", now.Add(-time.Hour)))
	w.objective("old", "faster", said("3", now))
	w.objective("old", "sooner", said("4", now))
	w.merge("old", "acme")
	merged := w.objectives("acme")
	if len(merged) != 2 || len(w.objectives("old")) != 0 || len(merged[0]) != 2 || string(merged[0].Members()["current"]) != "3" {
		t.Fatalf("after the merge there are %+v", merged)
	}
	w.bury("acme")
	w.settle(heed.Batch{Erase: "acme"})
	if left := w.objectives("acme"); len(left) != 0 {
		t.Errorf("after the erasure there are %+v", left)
	}
}

func TestAPageOfAMergeFitsOneWrite(t *testing.T) {
	w, now := inMemory(t), time.Now().UTC()
	var sent []heed.Stored
	for i := range 300 {
		subject := []string{"acme", "acme-gmbh"}[i%2]
		s := signal(heed.FeedbackNPS, subject, fmt.Sprint("n", i), now.AddDate(0, 0, -i), data{"score": i % 11, "contact": fmt.Sprint("u", (i/2)*37%75), "survey": "q1"})
		sent = append(sent, heed.Stored{Signal: s})
		w.send(s)
	}
	w.merge("acme-gmbh", "acme")
	if diff := cmp.Diff(map[heed.Day]heed.Counts(heed.Recount(sent)), w.counts("acme")); diff != "" {
		t.Errorf("counters differ from a recount (-want +got):\n%s", diff)
	}
}

// What comes by the old id afterwards is the other account's; a repeat stays one.
func TestAliasLeadsOn(t *testing.T) {
	w, now := inMemory(t), time.Now().UTC()
	first := signal(heed.FeedbackNPS, "old", "n1", now, data{"score": 9})
	w.send(first, signal(heed.ContractSigned, "mid", "c", now, data{"contract": "k"}), signal(heed.ContractSigned, "new", "c2", now, data{"contract": "k2"}))
	w.merge("old", "mid")
	w.merge("mid", "new")
	if head := w.head("old"); head.MergedInto != "new" {
		t.Errorf("the chain does not collapse: old leads to %s", head.MergedInto)
	}
	w.send(first, signal(heed.FeedbackNPS, "old", "n2", now, data{"score": 10}), signal(heed.SignalRetracted, "old", "r", now, data{"source": "test", "id": "n1"}))
	want := map[heed.Day]heed.Counts{heed.DayOf(now): {{Metric: "nps", Bucket: "10"}: 1}}
	if diff := cmp.Diff(want, w.counts("new")); diff != "" {
		t.Errorf("the counters differ (-want +got):\n%s", diff)
	}
	if w.left("old") || w.left("mid") {
		t.Error("something came to an alias")
	}
}

// A tool's id that an account claims brings along what only the tool knew.
func TestClaimedIDBringsItsProvisionalAccount(t *testing.T) {
	w, now := inMemory(t), time.Now().UTC()
	w.send(
		signal(heed.FeedbackNPS, "crm:77", "n1", now, data{"score": 9}),
		signal(heed.ContractSigned, "crm:88", "c1", now, data{"contract": "k"}),
	)
	ghost, other := heed.ExternalAccountID("crm", "77"), heed.ExternalAccountID("crm", "88")
	if ids := w.head(ghost).Profile.ExternalIDs["crm"]; len(ids) != 1 || ids[0] != "77" {
		t.Errorf("the provisional account shows %v", ids)
	}
	w.send(signal(heed.AccountUpdated, "acme", "p1", now, data{"external_ids": data{"crm": []string{"77", "88"}}}))
	w.settle()
	want := map[heed.Day]heed.Counts{heed.DayOf(now): {{Metric: "nps", Bucket: "9"}: 1}}
	if diff := cmp.Diff(want, w.counts("acme")); diff != "" || w.head(ghost).MergedInto != "acme" || w.left(ghost) {
		t.Errorf("the counters differ (-want +got):\n%s", diff)
	}
	if !w.head(other).Exists() {
		t.Error("a confirmed account was merged")
	}
	for id, want := range map[string]string{"77": "acme", "88": other} {
		if row, _ := w.rec.External(t.Context(), "crm", id); row.Value.Account != want {
			t.Errorf("crm:%s leads to %s, want %s", id, row.Value.Account, want)
		}
	}
}

func TestSignalNamesItsSubjectTwice(t *testing.T) {
	w := inMemory(t)
	w.send(signal(heed.AccountUpdated, "crm:1", "p", time.Now(), data{"name": "A", "external_ids": data{"crm": []string{"1", "2"}}}))
	id := heed.ExternalAccountID("crm", "1")
	if a := w.head(id); a.Profile.Name != "A" || len(a.Profile.ExternalIDs["crm"]) != 2 || len(w.dead.Messages) > 0 {
		t.Errorf("it is %+v, %d dead letters", a, len(w.dead.Messages))
	}
}

// Erasing an account erases what became part of it, history included, and late
// copies by any of its ids stay out.
func TestEraseWhatWasMerged(t *testing.T) {
	w, now := inMemory(t), time.Now().UTC()
	said := signal(heed.FeedbackNPS, "old", "n1", now, data{"score": 2, "comment": "no"})
	late := signal(heed.FeedbackNPS, "old", "n2", now, data{"score": 3})
	w.send(said, signal(heed.AccountUpdated, "new", "p", now, data{"name": "New"}))
	w.merge("old", "new")
	row, err := w.rec.Account(t.Context(), "new")
	if err != nil {
		t.Fatal(err)
	}
	row.Value = row.Value.Erased(time.Now().UTC())
	if err := w.rec.Write(t.Context(), records.PutAccount(row)); err != nil {
		t.Fatal(err)
	}
	w.take(heed.Batch{Erase: "new"})
	w.take(heed.Batch{Erase: "old"}) // what the first ordered
	if n := len(w.inbox.Messages); n == 0 {
		t.Error("the alias's erasure was not ordered")
	}
	w.send(said, late)
	for _, id := range []string{"old", "new"} {
		keys, _, err := w.rec.ErasablePage(t.Context(), id, 10)
		if err != nil || len(keys) > 0 || w.head(id).Exists() || w.head(id).ErasedAt.IsZero() || w.left(id) {
			t.Errorf("of %s is left: %v %+v %v", id, keys, w.head(id), err)
		}
	}
	fresh := signal(heed.FeedbackNPS, "old", "n3", now, data{"score": 3})
	if w.send(fresh); !w.head("old").Exists() || w.head("new").Exists() {
		t.Error("an erased id does not begin anew")
	}
}

// A job ends by itself: each pass orders the next when it is due, also the one that
// makes the account an alias to begin with.
func TestJobGoesOnByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, now := inMemory(t), time.Now().UTC()
		w.send(signal(heed.TicketOpened, "crm:77", "t1", now, data{"ticket": "1"}),
			signal(heed.AccountUpdated, "acme", "p1", now, data{"external_ids": data{"crm": []string{"77"}}}))
		for passes := 0; len(w.inbox.Messages) > 0; passes++ {
			m := w.inbox.Messages[0]
			w.inbox.Messages = w.inbox.Messages[1:]
			time.Sleep(m.Delay)
			if failed := w.agg.Handle(t.Context(), []queue.Message{m}); len(failed) > 0 || passes > 2 {
				t.Fatalf("pass %d: %v", passes, failed)
			}
		}
		if jobs, err := w.rec.Jobs(t.Context()); err != nil || len(jobs) > 0 || time.Since(now) < jobAgain {
			t.Errorf("after %s there are %+v, %v", time.Since(now), jobs, err)
		}
	})
}

// A job that nobody was heard of is ordered again by the timer.
func TestLostJobIsOrderedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t)
		w.send(signal(heed.ContractSigned, "old", "c1", time.Now(), data{"contract": "k"}), signal(heed.ContractSigned, "new", "c2", time.Now(), data{"contract": "k"}))
		w.order("old", "new")
		w.step() // whose message is lost
		w.inbox.Messages = nil
		for range 2 {
			time.Sleep(jobAgain + jobLost - time.Minute)
			w.fold()
			w.fold()
		}
		if n := len(w.inbox.Messages); n != 1 {
			t.Fatalf("it was ordered %d times", n)
		}
		if failed := w.agg.Handle(t.Context(), w.inbox.Messages); len(failed) > 0 {
			t.Fatal(failed)
		}
		if jobs, err := w.rec.Jobs(t.Context()); err != nil || len(jobs) > 0 {
			t.Errorf("there are %+v, %v", jobs, err)
		}
	})
}

// Whatever fails half-way, and whatever is repeated, replaced and retracted before,
// during and after, Writes that end long after they began included: the counters are
// those of a recount of both histories.
func TestMergedCountersEqualARecount(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		luck := &luck{r: r}
		faulty := storetest.NewFaulty(storetest.NewModel(), luck.decide)
		slow := &slowTable{Table: faulty}
		w := newWorld(t, slow)
		signals := history(r, time.Now().UTC(), 40)
		var batches []heed.Batch
		for i := range signals {
			signals[i].Subject = []string{"acme", "acme-gmbh"}[r.IntN(2)]
			batches = append(batches, heed.Batch{Subject: signals[i].Subject, Signals: signals[i : i+1]})
		}
		w.send(signal(heed.AccountUpdated, "acme", "p1", time.Now(), data{"name": "Acme"}), signal(heed.AccountUpdated, "acme-gmbh", "p2", time.Now(), data{"name": "Acme GmbH"}))
		w.settle(batches[:20]...)
		slow.holding = true
		w.once(batches[20:30]...)
		slow.holding = false
		w.order("acme-gmbh", "acme")
		luck.lagging = true
		w.step()
		slow.land(t.Context())
		luck.lagging = false
		w.settle(append(batches[20:], batches[:10]...)...)
		luck.calm = true
		var sent []heed.Stored
		for _, s := range signals {
			sent = append(sent, heed.Stored{Signal: s})
		}
		if diff := cmp.Diff(map[heed.Day]heed.Counts(heed.Recount(sent)), w.counts("acme")); diff != "" {
			rt.Fatalf("counters differ from a recount (-want +got):\n%s", diff)
		}
		if w.left("acme-gmbh") {
			rt.Fatal("something was left behind")
		}
	})
}

// luck fails some operations, and some Writes although they were saved.
type luck struct {
	r       *rand.Rand
	lagging bool // the second order may be behind
	calm    bool // nothing fails any more
}

func (l *luck) decide(op string) storetest.Fault {
	switch {
	case l.calm:
		return storetest.None
	case l.lagging && op == storetest.OpBy && l.r.IntN(2) == 0:
		return storetest.Stale
	case l.r.IntN(20) > 0:
		return storetest.None
	case op == storetest.OpWrite && l.r.IntN(2) == 0:
		return storetest.FailSaved
	}
	return storetest.Fail
}

// slowTable has Writes end long after they began: who sent them has given up by then.
type slowTable struct {
	store.Table
	holding bool
	mu      sync.Mutex
	held    [][]store.Op
}

func (s *slowTable) Write(ctx context.Context, ops ...store.Op) error {
	if !s.holding {
		return s.Table.Write(ctx, ops...)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = append(s.held, ops)
	return context.DeadlineExceeded
}

func (s *slowTable) land(ctx context.Context) {
	for _, ops := range s.held {
		_ = s.Table.Write(ctx, ops...) // others may have been faster
	}
}

// Erasing the account while another is still becoming part of it leaves nothing of
// either, and lets nothing back in.
func TestEraseWhileMerging(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		luck := &luck{r: r}
		slow := &slowTable{Table: storetest.NewFaulty(storetest.NewModel(), luck.decide)}
		w := newWorld(t, slow)
		var batches []heed.Batch
		for _, s := range history(r, time.Now().UTC(), 30) {
			s.Subject = []string{"acme", "acme-gmbh"}[r.IntN(2)]
			batches = append(batches, heed.Batch{Subject: s.Subject, Signals: []heed.Signal{s}})
		}
		for _, id := range []string{"acme", "acme-gmbh"} {
			w.settle(heed.Batch{Subject: id, Signals: []heed.Signal{signal(heed.ContractSigned, id, "c-"+id, time.Now(), data{"contract": "k"})}})
		}
		w.settle(batches[:20]...)
		slow.holding = true
		w.once(batches[20:]...)
		slow.holding = false
		w.order("acme-gmbh", "acme")
		if r.IntN(2) == 0 {
			w.step()
		}
		w.bury("acme")
		orders := []heed.Batch{{Erase: "acme"}}
		slow.land(t.Context())
		for range 3 { // passes, also of what the first one orders
			w.settle(orders...)
			orders = []heed.Batch{{Erase: "acme", Pass: 1}, {Erase: "acme-gmbh", Pass: 1}}
		}
		w.settle(batches...)
		luck.calm = true
		for _, id := range []string{"acme", "acme-gmbh"} {
			keys, _, err := w.rec.ErasablePage(t.Context(), id, 10)
			if head := w.head(id); err != nil || len(keys) > 0 || w.left(id) || head.ErasedAt.IsZero() {
				rt.Fatalf("of %s is left: %v %+v %v", id, keys, head, err)
			}
		}
	})
}

// bury leaves a tombstone, as the console does.
func (w *world) bury(account string) {
	w.t.Helper()
	for {
		row, err := w.rec.Account(w.t.Context(), account)
		if err == nil && !row.Value.ErasedAt.IsZero() {
			return
		}
		row.Value = row.Value.Erased(time.Now().UTC())
		_ = w.rec.Write(w.t.Context(), records.PutAccount(row)) // some fail
	}
}

// Every message of a job may come twice. Repeats of one round do not go on beside
// the next, or they would multiply with every round.
func TestRepeatedOrdersOfAJobDoNotMultiply(t *testing.T) {
	w := inMemory(t)
	w.send(signal(heed.AccountUpdated, "acme", "p1", time.Now().UTC(), data{"name": "Acme"}), signal(heed.AccountUpdated, "old", "p2", time.Now().UTC(), data{"name": "Old"}))
	w.order("old", "acme")
	w.inbox.Messages = nil
	first := heed.Batch{Job: heed.Job{Kind: heed.MergeJob, Account: "old"}.Name()}
	hurried, cancel := context.WithTimeout(t.Context(), eraseMargin/2) // a page, and its time is up
	defer cancel()
	for range 3 {
		w.agg.Handle(hurried, []queue.Message{hint.Batch(first)})
	}
	if n := len(w.inbox.Messages); n != 1 {
		t.Errorf("an order that came three times orders the next round %d times", n)
	}
}
