// Package aggregate stores every signal once and moves the counters it stands for.
//
// Messages of the signals queue wake it: batches of one subject's signals. Per
// account it reads what the signals touch in one Get (head, answer slots, facts,
// usage) and writes everything in one Write: the signals if absent, the rows if
// their version still holds, and the counters. A repeat fails its condition and
// is left out; a conflict is read again. Then it sends the deliveries of the
// detractor events it wrote and one touch that names the accounts to judge.
//
// Orders come through the same queue: to erase an account, and to go on with a job
// that the table holds, such as a merge. Each works in small Writes as far as its time
// allows and queues itself again.
//
// A schedule wakes it every minute to fold counters into roll-ups, to order jobs
// again that nobody was heard of, and to say of which connections nothing is heard.
//
// When the table or a queue fails, the message returns after its visibility
// timeout and is done again, which changes nothing twice. A signal that can
// never be stored is parked alone with its reason; the rest of its message goes on.
package aggregate

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/memo"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
)

// Options are what differs between a laptop and AWS.
type Options struct {
	// PublicURL is where the console is reached; events link to it.
	PublicURL string
	// Patience is how long older days and changed attributes may wait to be folded,
	// and how long settings are remembered. The longer, the less is read; 0 waits
	// for nothing.
	Patience time.Duration
}

// Aggregate is the function. It is safe for concurrent use.
type Aggregate struct {
	log     *slog.Logger
	rec     *records.Records
	inbox   queue.Sender // the signals queue itself, for the later rounds of orders
	touches queue.Sender
	deliver queue.Sender
	dead    queue.Sender // the signals queue's dead letters
	opt     Options
	folds   folds
	heard   heard
	// settings are needed by every batch, and nobody changes them often.
	settings *memo.Memo[heed.Settings]
	// listened is when connections were last noted to bring signals.
	listened listened
}

// New makes the function.
func New(log *slog.Logger, rec *records.Records, inbox, touches, deliver, dead queue.Sender, o Options) *Aggregate {
	settings := memo.New(min(o.Patience, maxMemory), func(ctx context.Context, _ string) (heed.Settings, error) {
		row, err := rec.Settings(ctx)
		return row.Value, err
	})
	return &Aggregate{log: log, rec: rec, inbox: inbox, touches: touches, deliver: deliver, dead: dead, opt: o, settings: settings}
}

// maxMemory is how long settings are remembered at most.
const maxMemory = time.Minute

// maxParallel bounds the accounts worked on at once.
const maxParallel = 8

// Handle works on a batch of messages: those of one subject in turn, different
// subjects at once.
func (a *Aggregate) Handle(ctx context.Context, batch []queue.Message) queue.Failures {
	failed := queue.Failures{}
	msgs := read(batch, failed)
	run := &run{Aggregate: a, now: time.Now().UTC(), causes: map[string]string{}, later: map[string]string{}, newest: map[string]heed.Day{}}
	if err := run.load(ctx); err != nil {
		return allFailed(batch, err)
	}
	bySubject, order := grouped(msgs)
	var mu sync.Mutex
	var wait sync.WaitGroup
	slots := make(chan struct{}, maxParallel)
	for _, subject := range order {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			for _, m := range bySubject[subject] {
				if err := run.safely(ctx, m.batch); err != nil {
					mu.Lock()
					failed[m.id] = err
					mu.Unlock()
				}
			}
		})
	}
	wait.Wait()
	if err := errors.Join(run.hear(ctx, run.newest), run.touch(ctx)); err != nil {
		return allFailed(batch, err)
	}
	run.report(ctx, msgs, failed)
	return failed
}

type received struct {
	id       string
	batch    heed.Batch
	readable bool
}

// read reads the messages.
func read(batch []queue.Message, failed queue.Failures) []received {
	msgs := make([]received, len(batch))
	for i, m := range batch {
		b, err := hint.Read[heed.Batch](m)
		if err != nil {
			failed[m.ID] = err
		}
		msgs[i] = received{m.ID, b, err == nil}
	}
	return msgs
}

// grouped parts what could be read by subject, in the order of their first messages.
func grouped(msgs []received) (bySubject map[string][]received, order []string) {
	bySubject = map[string][]received{}
	for _, m := range msgs {
		if !m.readable {
			continue
		}
		subject := m.batch.Subject + m.batch.Erase + m.batch.Job
		if bySubject[subject] == nil {
			order = append(order, subject)
		}
		bySubject[subject] = append(bySubject[subject], m)
	}
	return bySubject, order
}

func allFailed(batch []queue.Message, err error) queue.Failures {
	failed := queue.Failures{}
	for _, m := range batch {
		failed[m.ID] = err
	}
	return failed
}

// calm is how long history may wait to be judged. While an import runs, it touches the
// same accounts again and again: each is judged every so often, and not each time.
const calm = 20 * time.Second

// touch names the accounts of the run to score.
func (r *run) touch(ctx context.Context) error {
	msgs := hint.Caused(r.causes)
	for _, m := range hint.Caused(r.later) {
		m.Delay = calm
		msgs = append(msgs, m)
	}
	if len(msgs) == 0 {
		return nil
	}
	return r.touches.Send(ctx, msgs...)
}
