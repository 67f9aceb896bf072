package traffic

import (
	"context"
	"errors"
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

// Portfolio is what is there before anything is counted.
type Portfolio struct {
	Accounts int
	Stored   int // signals, spread over the last historyDays
}

const (
	// historyDays is how long the stored signals reach back.
	historyDays = 90
	// perAccount is what one account tells on a day of the traffic.
	perAccount = 200
)

// Post is the shape of a call of the API: so many signals about each of some accounts.
type Post struct{ Each, Accounts int }

// Outcome is what a shape of traffic costs.
type Outcome struct {
	Portfolio Portfolio
	Signals   int
	Bill      []cost.Cost // of a million signals, the daily sweep included
	Sweep     []cost.Cost // of judging a thousand accounts once
	Traffic   *cost.Meter // what the signals and the timers did
	Daily     *cost.Meter // what one sweep did
}

// PerMillion is the bill's total in dollars.
func (o Outcome) PerMillion() float64 { return cost.Total(o.Bill) }

// installation is a portfolio at noon of a day: today's counters hold half a
// day of the traffic, for the bill grows with them from midnight to midnight.
type installation struct {
	*shop
	Portfolio
	teller *teller
	dir    string
}

func install(ctx context.Context, dir string, p Portfolio) (*installation, error) {
	dir, err := os.MkdirTemp(dir, "cost")
	if err != nil {
		return nil, err
	}
	s, err := openShop(ctx, dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	in := &installation{shop: s, Portfolio: p, teller: newTeller(1), dir: dir}
	if err := in.fill(ctx); err != nil {
		return nil, errors.Join(err, in.close())
	}
	return in, nil
}

func (in *installation) close() error { return errors.Join(in.file.Close(), os.RemoveAll(in.dir)) }

// measure lets about so many signals come in, in posts of a shape.
func (in *installation) measure(signals int, p Post) Outcome {
	daily := in.day(p)
	daily.sweep()
	d := in.day(p)
	d.run(signals)
	o := Outcome{
		Portfolio: in.Portfolio, Signals: d.posted, Traffic: d.meter, Daily: daily.meter,
		Bill: d.meter.Bill(1e6 / float64(d.posted)), Sweep: daily.meter.Bill(1000 / float64(in.Accounts)),
	}
	for i, c := range daily.meter.Bill(1e6 / float64(perAccount*in.Accounts)) {
		o.Bill[i].Amount += c.Amount
		o.Bill[i].Dollars += c.Dollars
	}
	return o
}

func (in *installation) day(p Post) *day {
	return &day{host: newHost(in.shop), Post: p, teller: in.teller, portfolio: in.Portfolio}
}

// fill stores the accounts and their history, judges everybody for the first
// time, folds all that is marked, and adds half a day's counters.
func (in *installation) fill(ctx context.Context) error {
	now := time.Now().UTC()
	if err := in.remember(ctx, now); err != nil {
		return err
	}
	if err := in.halfDay(ctx, now); err != nil {
		return err
	}
	return in.settle(ctx, in.day(Post{}))
}

// settle judges everybody for the first time, learns the book, and folds all that is marked.
func (s *shop) settle(ctx context.Context, d *day) error {
	d.sweep()
	d.sweep()
	d.beat("learn", d.learn.Train) // the week's
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

// remember stores every account's history.
func (in *installation) remember(ctx context.Context, now time.Time) error {
	work := make(chan []heed.Signal)
	errs := make([]error, 8)
	var all sync.WaitGroup
	for w := range errs {
		all.Go(func() {
			a := aggregate.New(slog.New(slog.DiscardHandler), in.rec, none{}, forget{}, forget{}, none{}, aggregate.Options{})
			for signals := range work {
				errs[w] = errors.Join(errs[w], storeAll(ctx, a, signals))
			}
		})
	}
	for i := range in.Accounts {
		work <- in.teller.history(accountName(i), now, in.Stored/in.Accounts)
	}
	close(work)
	all.Wait()
	return errors.Join(errs...)
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
func (in *installation) halfDay(ctx context.Context, now time.Time) error {
	for i := range in.Accounts {
		counts := heed.Counts{}
		for range perAccount / 2 {
			if cell, ok := cellOf(in.teller.signal(accountName(i), now)); ok {
				counts[cell]++
			}
		}
		if err := in.rec.Write(ctx, records.AddCounts(accountName(i), heed.DayOf(now), counts)); err != nil {
			return fmt.Errorf("counting half a day: %w", err)
		}
	}
	in.teller.tickets = map[string][]string{} // those were counted, not stored
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

// forget is a queue that forgets.
type forget struct{}

func (forget) Send(context.Context, ...queue.Message) error { return nil }
