package sim

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/webhook"
)

const (
	ever    = heed.Day("9999-99-99")
	firstOf = heed.Day("0000-00-00")
)

// check holds the world against what must always hold.
func (w *world) check() {
	w.t.Helper()
	stored := w.stored()
	w.checkCounters(stored)
	events := w.checkEvents()
	w.checkDeliveries(events)
	for name, box := range w.boxes {
		if len(box.msgs)+len(box.dead.msgs) > 0 {
			w.t.Errorf("%s has %d messages and %d dead letters left", name, len(box.msgs), len(box.dead.msgs))
		}
	}
	for _, wrong := range w.tools.wrong {
		w.t.Error(wrong)
	}
}

// stored reads what became of every accepted signal: stored once, with a content
// that was sent. A usage state is the day's own row and no signal.
func (w *world) stored() map[string][]heed.Stored {
	w.t.Helper()
	byAccount := map[string][]heed.Stored{}
	for sid, sent := range w.accepted {
		if sent[0].Type == heed.UsageReported {
			continue
		}
		rows, err := w.rec.Signals(w.t.Context(), sid)
		if err != nil {
			w.t.Fatal(err)
		}
		s := rows[sid].Value
		if s.Absent || !slices.ContainsFunc(sent, func(e event) bool { return w.same(e, s) }) {
			w.t.Errorf("signal %s was accepted and is stored as %+v", sent[0].body(), s)
			continue
		}
		byAccount[s.Account] = append(byAccount[s.Account], s)
	}
	return byAccount
}

func (w *world) same(e event, s heed.Stored) bool {
	var parsed map[string]json.RawMessage
	if err := json.Unmarshal([]byte(e.body()), &parsed); err != nil {
		w.t.Fatal(err)
	}
	sent, _ := heed.SignalOf(parsed, heed.Rules{Now: time.Now()})
	return sent.SameContent(s.Signal)
}

func (w *world) checkCounters(stored map[string][]heed.Stored) {
	w.t.Helper()
	total := heed.Counts{}
	for i := range companies {
		account := company(i)
		days, err := w.rec.AccountDays(w.t.Context(), account, firstOf, ever)
		if err != nil {
			w.t.Fatal(err)
		}
		got := heed.Moves{}
		for _, d := range days {
			if len(d.Counts) > 0 {
				got[d.Day] = d.Counts
			}
			total.Merge(d.Counts)
		}
		if diff := cmp.Diff(heed.Recount(w.withRetractions(account, stored)), got); diff != "" {
			w.t.Errorf("the counters of %s differ from a recount (-want +got):\n%s", account, diff)
		}
	}
	w.checkRollups(total)
}

// withRetractions adds those that another account's subject carried.
func (w *world) withRetractions(account string, stored map[string][]heed.Stored) []heed.Stored {
	all := slices.Clone(stored[account])
	for other, signals := range stored {
		for _, s := range signals {
			if other != account && s.Type == heed.SignalRetracted {
				all = append(all, s)
			}
		}
	}
	return all
}

func (w *world) checkRollups(total heed.Counts) {
	w.t.Helper()
	want := bare(total)
	for _, dimension := range append([]string{records.Everything}, records.Dimensions...) {
		rollups, err := w.rec.Rollups(w.t.Context(), dimension, firstOf, ever)
		if err != nil {
			w.t.Fatal(err)
		}
		got := heed.Counts{}
		for _, r := range rollups {
			for _, counts := range r.Groups {
				got.Merge(counts)
			}
		}
		if diff := cmp.Diff(want, bare(got)); diff != "" {
			w.t.Errorf("the roll-ups by %s differ from the counters (-want +got):\n%s", dimension, diff)
		}
	}
}

func bare(counts heed.Counts) heed.Counts {
	sum := heed.Counts{}
	for cell, n := range counts {
		if n != 0 {
			sum[heed.Cell{Metric: cell.Metric, Scale: cell.Scale, Bucket: cell.Bucket}] += n
		}
	}
	return sum
}

// checkEvents holds every account's events against its receipts: each crossed
// band is one event, the sequence has no holes, every receipt adds up.
func (w *world) checkEvents() []heed.Event {
	w.t.Helper()
	var all []heed.Event
	for i := range companies {
		account := company(i)
		events, err := w.rec.AccountEvents(w.t.Context(), account, 10_000)
		if err != nil {
			w.t.Fatal(err)
		}
		w.checkSequence(account, events)
		w.checkBands(account, events)
		all = append(all, events...)
	}
	return all
}

type said struct {
	Data struct {
		Sequence int64
		Risk     struct {
			Band         heed.Band
			PreviousBand heed.Band `json:"previous_band"`
		}
	}
}

func (w *world) checkSequence(account string, events []heed.Event) {
	w.t.Helper()
	var numbers []int64
	for _, ev := range events {
		var s said
		if err := json.Unmarshal(ev.Body, &s); err != nil {
			w.t.Fatal(err)
		}
		numbers = append(numbers, s.Data.Sequence)
	}
	slices.Sort(numbers)
	for i, n := range numbers {
		if n != int64(i+1) {
			w.t.Errorf("the sequence of %s's events is %v", account, numbers)
			return
		}
	}
}

func (w *world) checkBands(account string, events []heed.Event) {
	w.t.Helper()
	head, err := w.rec.Account(w.t.Context(), account)
	if err != nil {
		w.t.Fatal(err)
	}
	band := heed.NoBand
	for _, ev := range slices.Backward(events) { // oldest first
		var s said
		if heed.Family(ev.Type) != "risk" || json.Unmarshal(ev.Body, &s) != nil {
			continue
		}
		first := band == heed.NoBand && (s.Data.Risk.PreviousBand == heed.NoBand || s.Data.Risk.PreviousBand == heed.Low)
		if s.Data.Risk.PreviousBand != band && !first && !w.rebased(account) {
			w.t.Errorf("%s went from %q to %q after it was %q", account, s.Data.Risk.PreviousBand, s.Data.Risk.Band, band)
		}
		band = s.Data.Risk.Band
	}
	if band == heed.NoBand {
		band = heed.Low
	}
	if !head.Value.Provisional && head.Value.Card.Band != band && !w.rebased(account) {
		w.t.Errorf("%s stands in %q and the last event said %q", account, head.Value.Card.Band, band)
	}
	if head.Value.Provisional && slices.ContainsFunc(events, func(ev heed.Event) bool { return heed.Family(ev.Type) == "risk" }) {
		w.t.Errorf("%s is provisional and its risk was told", account)
	}
	w.checkReceipts(account)
}

// rebased reports whether the sweep ever moved the base, which moves bands in silence.
func (w *world) rebased(string) bool {
	book, err := w.rec.Book(context.Background())
	return err == nil && book.Value.Base != nil
}

func (w *world) checkReceipts(account string) {
	w.t.Helper()
	receipts, err := w.rec.Receipts(w.t.Context(), account, 0, 10_000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, rc := range receipts {
		sum := rc.Risk.Base
		for _, f := range rc.Risk.Factors {
			sum += f.Contribution
		}
		if math.Abs(sum-rc.Risk.LogOdds) > 1e-9 || math.Abs(rc.Risk.Probability-1/(1+math.Exp(-rc.Risk.LogOdds))) > 1e-12 {
			w.t.Errorf("receipt %d of %s adds up to %v and says %v", rc.N, account, sum, rc.Risk.LogOdds)
		}
	}
}

// checkDeliveries: every event reached every endpoint, or is visible as exhausted
// or cancelled; nothing pends.
func (w *world) checkDeliveries(events []heed.Event) {
	w.t.Helper()
	for _, tool := range tools {
		endpoint, err := w.rec.Endpoint(w.t.Context(), tool)
		if err != nil {
			w.t.Fatal(err)
		}
		if (endpoint.Value.Status == heed.EndpointOff) != (tool == gone && w.spoke(events)) {
			w.t.Errorf("the endpoint %s is %s", tool, endpoint.Value.Status)
		}
		deliveries, err := w.rec.Deliveries(w.t.Context(), tool, "", 10_000)
		if err != nil {
			w.t.Fatal(err)
		}
		byEvent := map[string]heed.Delivery{}
		for _, d := range deliveries {
			byEvent[d.Event] = d
		}
		for _, ev := range events {
			w.checkDelivery(tool, ev, byEvent)
		}
	}
}

// spoke reports whether anything was said to the tool that is gone.
func (w *world) spoke(events []heed.Event) bool {
	return slices.ContainsFunc(events, func(ev heed.Event) bool { return ev.At.After(w.tools.start.Add(2 * week)) })
}

func (w *world) checkDelivery(tool string, ev heed.Event, byEvent map[string]heed.Delivery) {
	w.t.Helper()
	d, told := byEvent[ev.ID]
	_, got := w.tools.got[tool][ev.ID]
	switch {
	case !told && tool != gone:
		w.t.Errorf("%s was not to be told of %s %s", tool, ev.Type, ev.ID)
	case d.Status == heed.Pending && told:
		w.t.Errorf("%s: %s still pends: attempt %d, due %s, it is %s", tool, ev.ID, d.Attempt, d.NextAt, time.Now())
	case d.Status == heed.Delivered && !got:
		w.t.Errorf("%s never got %s, which is shown as delivered", tool, ev.ID)
	case tool == good && !got, tool == flaky && !got && d.Attempt < webhook.Attempts: // ten refusals in a row may happen
		w.t.Errorf("%s never got %s: %+v", tool, ev.ID, d)
	}
}
