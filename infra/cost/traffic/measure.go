package traffic

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/heed-cs/heed/functions/aggregate"
	"github.com/heed-cs/heed/infra/cost"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
)

// Plan is what is to be measured.
type Plan struct {
	Dir      string // where the data files stand
	Accounts int
	Stored   int // signals stored before, spread over the last historyDays
	Signals  int // signals counted
	Each     int // signals of one account in a post
	Spread   int // accounts of a post
}

// historyDays is how long the stored signals reach back.
const historyDays = 90

// Outcome is what a million signals of a plan cost.
type Outcome struct {
	Plan    Plan
	Bill    []cost.Cost // dollars per million signals, the daily sweep included
	Sweep   []cost.Cost // dollars of judging a thousand accounts once
	Traffic *cost.Meter // what the signals and timers did
	Daily   *cost.Meter // what one sweep did
	Batches map[string]float64
}

// PerMillion is the bill's total.
func (o Outcome) PerMillion() float64 { return cost.Total(o.Bill) }

// Measure lets a part of a day pass on a fresh installation with history. It starts at noon: today's
// counters hold half a day of the traffic, for the bill grows with them from midnight to midnight.
func Measure(ctx context.Context, p Plan) (Outcome, error) {
	dir, err := os.MkdirTemp(p.Dir, "cost")
	if err != nil {
		return Outcome{}, err
	}
	defer os.RemoveAll(dir)
	s, err := openShop(ctx, dir)
	if err != nil {
		return Outcome{}, err
	}
	defer func() { _ = s.file.Close() }()
	t := newTeller(1)
	if err := s.fill(ctx, t, p); err != nil {
		return Outcome{}, err
	}
	if err := s.settle(ctx, &day{host: newHost(s), teller: t, accounts: p.Accounts}); err != nil {
		return Outcome{}, err
	}
	daily := &day{host: newHost(s), teller: t, accounts: p.Accounts}
	daily.sweep()
	d := &day{host: newHost(s), teller: t, accounts: p.Accounts, each: p.Each, spread: p.Spread}
	d.run(p.Signals)
	return d.outcome(p, daily.meter), nil
}

// settle judges everybody for the first time, learns the book, and folds all that is marked.
func (s *shop) settle(ctx context.Context, d *day) error {
	d.sweep()
	d.sweep()
	for at := time.Now().UTC(); ; at = at.Add(time.Hour) {
		marked, err := s.rec.FoldMarkers(ctx, 1)
		if err != nil || len(marked) == 0 {
			return err
		}
		if err := d.aggregate.Fold(ctx, at); err != nil {
			return err
		}
	}
}

func (d *day) outcome(p Plan, daily *cost.Meter) Outcome {
	o := Outcome{Plan: p, Traffic: d.meter, Daily: daily, Batches: map[string]float64{},
		Bill: d.meter.Bill(1e6 / float64(d.posted)), Sweep: daily.Bill(1000 / float64(p.Accounts))}
	for i, c := range daily.Bill(1e6 / perDay) {
		o.Bill[i].Amount += c.Amount
		o.Bill[i].Dollars += c.Dollars
	}
	received := map[string]cost.Tally{}
	for _, l := range d.meter.Lines() {
		if l.Operation == cost.Receive {
			received[l.Noun] = l.Tally
		}
	}
	for name, t := range received {
		o.Batches[name] = float64(t.Items) / float64(max(t.Calls, 1))
	}
	return o
}

// fill stores the accounts, their history and half a day's counters.
func (s *shop) fill(ctx context.Context, t *teller, p Plan) error {
	now := time.Now().UTC()
	work := make(chan []heed.Signal)
	errs := make([]error, 8)
	var all sync.WaitGroup
	for w := range errs {
		all.Go(func() {
			a := aggregate.New(slog.New(slog.DiscardHandler), s.rec, none{}, forget{}, forget{}, none{}, aggregate.Options{})
			for signals := range work {
				if err := storeAll(ctx, a, signals); err != nil {
					errs[w] = err
				}
			}
		})
	}
	for i := range p.Accounts {
		work <- t.history(accountName(i), now, p.Stored/p.Accounts)
	}
	close(work)
	all.Wait()
	if err := firstOf(errs); err != nil {
		return err
	}
	return s.halfDay(ctx, t, p, now)
}

// history are an account's signals of the days before today, and today's first
// report of every usage metric.
func (t *teller) history(account string, now time.Time, n int) []heed.Signal {
	all := t.found(account, now)
	for range n {
		all = append(all, t.signal(account, now.AddDate(0, 0, -1-t.IntN(historyDays))))
	}
	for i := range all {
		all[i].Imported = true // nobody is told of history
	}
	for _, metric := range []string{heed.ActiveUsers, heed.Sessions, heed.FeaturesUsed} {
		all = append(all, t.tell(heed.UsageReported, account, now, map[string]any{"metric": metric, "value": 40, "mode": heed.UsageSet}))
	}
	return all
}

func storeAll(ctx context.Context, a *aggregate.Aggregate, signals []heed.Signal) error {
	for chunk := range slices.Chunk(signals, heed.MaxBatchSignals) {
		m := hint.Batch(heed.Batch{Subject: chunk[0].Subject, Signals: chunk})
		m.ID = "history"
		for _, err := range a.Handle(ctx, []queue.Message{m}) {
			return err
		}
	}
	return nil
}

// halfDay moves today's counters as half a day of the traffic would.
func (s *shop) halfDay(ctx context.Context, t *teller, p Plan, now time.Time) error {
	for i := range p.Accounts {
		counts := heed.Counts{}
		for range perDay / p.Accounts / 2 {
			if cell, ok := cellOf(t.signal(accountName(i), now)); ok {
				counts[cell]++
			}
		}
		if err := s.rec.Write(ctx, records.AddCounts(accountName(i), heed.DayOf(now), counts)); err != nil {
			return fmt.Errorf("counting half a day: %w", err)
		}
	}
	t.tickets = map[string][]string{} // those were counted, not stored
	return nil
}

func cellOf(s heed.Signal) (heed.Cell, bool) {
	const phase = "adoption"
	if !heed.IsFeedback(s.Type) {
		return heed.FactCell(s, phase)
	}
	f, err := heed.FeedbackOf(s)
	return f.Cell(s.Type, phase), err == nil
}

func firstOf(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// forget is a queue that forgets.
type forget struct{}

func (forget) Send(context.Context, ...queue.Message) error { return nil }
