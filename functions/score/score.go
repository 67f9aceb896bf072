// Package score judges accounts: how likely each is not to renew, and why.
//
// Messages of the touches queue wake it; each names accounts about which
// something new is known. Per account it reads the judging range in strongly
// consistent queries and hands it to package risk, which is pure. It writes only
// what a person would see changed: the head with its card, a receipt and, when a
// band was crossed, a decision draws near or an opportunity has come, an event with a delivery for every
// endpoint that wants it, all in one Write. Then it sends the deliveries.
//
// A schedule wakes it every day to learn from the whole portfolio, to note how
// every account stands, and to touch all of them, for time alone moves risks. When
// they have been judged, a quarter of an hour later, it tells of the day.
//
// When somebody else wrote the head meanwhile, it judges again on fresh data;
// when the table or a queue fails, the message returns and is judged again.
// Judging twice changes nothing.
package score

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/trace"
)

// Options are what differs between a laptop and AWS.
type Options struct {
	// PublicURL is where the console is reached; events link to it.
	PublicURL string
}

// Score is the function. It is safe for concurrent use.
type Score struct {
	log     *slog.Logger
	rec     *records.Records
	touches queue.Sender
	deliver queue.Sender
	models  *judgement.Models
	opt     Options
}

// New makes the function.
func New(log *slog.Logger, rec *records.Records, touches, deliver queue.Sender, o Options) *Score {
	return &Score{log: log, rec: rec, touches: touches, deliver: deliver, models: judgement.NewModels(rec), opt: o}
}

// maxParallel bounds the accounts judged at once.
const maxParallel = 8

// Handle judges the accounts that a batch of touches names, each once.
func (s *Score) Handle(ctx context.Context, batch []queue.Message) queue.Failures {
	failed := queue.Failures{}
	all, days := readTouches(batch, failed)
	round, err := s.round(ctx, time.Now().UTC())
	if err != nil {
		for _, m := range batch {
			failed[m.ID] = err
		}
		return failed
	}
	errs := round.judgeAll(ctx, all)
	for account, t := range all {
		for _, id := range t.messages {
			if errs[account] != nil {
				failed[id] = errs[account]
			}
		}
	}
	for day, id := range days {
		if err := round.assess(ctx, day); err != nil {
			failed[id] = err
		}
	}
	round.report(ctx, len(batch), all, failed)
	return failed
}

// touched is what is known of an account to judge: the messages that name it, and
// the traceparents of what caused them.
type touched struct{ messages, causes []string }

// readTouches gives the accounts that messages name, and the days to tell of, each
// with a message that asks for it.
func readTouches(batch []queue.Message, failed queue.Failures) (all map[string]touched, days map[heed.Day]string) {
	all, days = map[string]touched{}, map[heed.Day]string{}
	for _, m := range batch {
		t, err := hint.Read[heed.Touch](m)
		if err != nil {
			failed[m.ID] = err
			continue
		}
		if t.Assess != "" {
			days[t.Assess] = m.ID
		}
		for _, account := range t.Accounts {
			known := all[account]
			known.messages = append(known.messages, m.ID)
			if cause := t.Causes[account]; cause != "" {
				known.causes = append(known.causes, cause)
			}
			all[account] = known
		}
	}
	return all, days
}

// round is one invocation: what its judgements share.
type round struct {
	*Score
	now   time.Time
	set   heed.Settings
	book  records.Book
	model risk.Model
	// numbers name what this round judges with.
	numbers judgement.Numbers

	mu   sync.Mutex
	came tally
}

func (s *Score) round(ctx context.Context, now time.Time) (*round, error) {
	set, err := s.rec.Settings(ctx)
	if err != nil {
		return nil, err
	}
	book, err := s.rec.Book(ctx)
	if err != nil {
		return nil, err
	}
	model, err := s.models.InUse(ctx, set.Value, book.Value)
	switch {
	case errors.Is(err, judgement.ErrUnreadable):
		s.log.Error("model unreadable", "error", err)
	case err != nil:
		return nil, err
	}
	return &round{Score: s, now: now, set: set.Value, book: book.Value, model: model, numbers: judgement.NumbersOf(model, set.Value)}, nil
}

func (r *round) judgeAll(ctx context.Context, all map[string]touched) map[string]error {
	errs := map[string]error{}
	var mu sync.Mutex
	var wait sync.WaitGroup
	slots := make(chan struct{}, maxParallel)
	for account, t := range all {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			if err := r.safely(t.within(ctx), account); err != nil {
				mu.Lock()
				errs[account] = err
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	return errs
}

// within is the context of the account's judgement: it goes on with the trace of
// the first thing that asked for it.
func (t touched) within(ctx context.Context) context.Context {
	if len(t.causes) == 0 {
		return ctx
	}
	return trace.With(ctx, trace.Parse(t.causes[0]).Next())
}

// safely turns a panic into a failure of the one account that caused it.
func (r *round) safely(ctx context.Context, account string) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			r.log.ErrorContext(ctx, "panic", "account", account, "cause", cause, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	return r.judge(ctx, account)
}
