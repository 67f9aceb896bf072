package aggregate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/trace"
)

// run is one invocation: what its signals share, and what came of them.
type run struct {
	*Aggregate
	now time.Time
	set heed.Settings

	mu     sync.Mutex
	came   tally
	causes map[string]string   // the accounts to judge, each with the trace of what touched it first
	later  map[string]string   // those that only history touched
	newest map[string]heed.Day // the newest day heard of, per family that must be alive
}

func (r *run) load(ctx context.Context) (err error) {
	r.set, err = r.settings.Get(ctx, "")
	return err
}

// safely turns a panic into a failure of the one message that caused it.
func (r *run) safely(ctx context.Context, b heed.Batch) (err error) {
	ctx = trace.With(ctx, trace.Parse(b.Trace).Next())
	defer func() {
		if cause := recover(); cause != nil {
			r.log.ErrorContext(ctx, "panic", "cause", cause, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	return r.message(ctx, b)
}

// message does everything one message asks for.
func (r *run) message(ctx context.Context, b heed.Batch) error {
	if b.Erase != "" {
		r.note(tally{accounts: []string{b.Erase}})
		return r.erase(ctx, b)
	}
	if b.Job != "" {
		return r.job(ctx, b)
	}
	if b.Arrivals != nil {
		return r.arrive(ctx, *b.Arrivals)
	}
	for rest := b.Signals; len(rest) > 0; {
		n, err := r.some(ctx, b.Subject, rest)
		if err != nil {
			return err
		}
		rest = rest[n:]
	}
	return r.listen(ctx, b.Signals)
}

// some stores the first signals of a list and says how many: as many as one
// Write holds, and a retraction always alone.
func (r *run) some(ctx context.Context, subject string, signals []heed.Signal) (n int, err error) {
	if signals[0].Type == heed.SignalRetracted {
		n, err = 1, r.retract(ctx, subject, signals[0])
	} else {
		n, err = r.store(ctx, subject, upToRetraction(signals))
	}
	if !poison(err) {
		return n, err
	}
	return r.bisect(ctx, subject, signals[:max(n, 1)], err)
}

// poison reports whether no repetition can mend the error.
func poison(err error) bool {
	var invalid *store.Invalid
	return errors.As(err, &invalid) || errors.Is(err, errUnreadable)
}

func upToRetraction(signals []heed.Signal) []heed.Signal {
	for i, s := range signals {
		if s.Type == heed.SignalRetracted {
			return signals[:i]
		}
	}
	return signals
}

// bisect finds the signal that no Write takes and parks it alone.
func (r *run) bisect(ctx context.Context, subject string, signals []heed.Signal, cause error) (int, error) {
	if len(signals) == 1 {
		return 1, r.park(ctx, subject, signals[0], cause)
	}
	return r.some(ctx, subject, signals[:len(signals)/2])
}

// park puts one signal that can never be stored among the dead letters.
func (r *run) park(ctx context.Context, subject string, s heed.Signal, cause error) error {
	r.note(tally{parked: []string{s.SID()}})
	alone := hint.Batch(heed.Batch{Subject: subject, Trace: trace.From(ctx).String(), Signals: []heed.Signal{s}})
	return r.dead.Send(ctx, queue.Parked(alone, "aggregate", cause, r.now))
}

// maxTries is how often a Write is built anew after a conflict before the
// message goes back to the queue.
const maxTries = 8

// store writes the first signals of a list, building the Write anew as long as
// others change what it was built on.
func (r *run) store(ctx context.Context, subject string, signals []heed.Signal) (int, error) {
	account, bound, err := r.resolve(ctx, subject, signals)
	if err != nil {
		return 0, err
	}
	known := map[string]records.Row[heed.Stored]{}
	for range maxTries {
		l := newLedger(r, account, known)
		n, err := l.fill(ctx, signals)
		if err != nil {
			return n, err
		}
		if !bound {
			if err := l.bind(subject); err != nil {
				return n, err
			}
		}
		conflict := (*store.Conflict)(nil)
		if err = l.write(ctx); !errors.As(err, &conflict) {
			return n, r.finish(ctx, l, err)
		}
		if err := l.learn(ctx, conflict, known); err != nil {
			return 0, err
		}
		if account, bound, err = r.resolve(ctx, subject, signals); err != nil {
			return 0, err
		}
	}
	return 0, fmt.Errorf("account %s changes too fast: its signals are tried again later", account)
}

// finish notes what a Write did, and sends the jobs and deliveries it created.
func (r *run) finish(ctx context.Context, l *ledger, err error) error {
	if err != nil {
		return err
	}
	if l.born && l.head.Value.Provisional {
		l.came.provisional = 1
	}
	l.came.accounts = []string{l.account}
	r.note(l.came)
	r.mu.Lock()
	touched := r.causes
	if l.hushed {
		touched = r.later
	}
	for account := range l.touch {
		touched[account] = cmp.Or(touched[account], trace.From(ctx).String())
	}
	for family, day := range l.newest {
		r.newest[family] = max(r.newest[family], day)
	}
	r.mu.Unlock()
	for _, j := range l.jobs {
		if err := r.sendJob(ctx, j, 0); err != nil {
			return err
		}
	}
	return hint.SendKnocks(ctx, r.deliver, l.knocks)
}

// expires is when a signal may be forgotten: a month after it grew too old to be sent
// again. History may be older than that when it comes, and counts from then.
func (r *run) expires(s heed.Signal) time.Time {
	if s.Imported && s.ReceivedAt.After(s.Time) {
		return r.keep(s.ReceivedAt)
	}
	return r.keep(s.Time)
}

// keep is when what lasts from a moment may be forgotten.
func (r *run) keep(from time.Time) time.Time {
	return r.set.Retention.Signals(from)
}

// keepState is keep for what signals of a moment add up to. It lasts at least from
// now: while another signal may come, it has to find what it adds to.
func (r *run) keepState(at time.Time) time.Time {
	if at.Before(r.now) {
		at = r.now
	}
	return r.keep(at)
}
