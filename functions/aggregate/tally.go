package aggregate

import (
	"context"
	"log/slog"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/trace"
)

// tally is what came of signals, by their sids and in numbers.
type tally struct {
	accounts    []string // that they are about
	stored      []string // taken in for the first time, states of usage too
	duplicates  []string // known before, or older than a state that is known
	conflicting []string // of the duplicates: those that say something else
	parked      []string
	events      []string
	deliveries  []string // as endpoint/delivery
	provisional int      // accounts made
	conflicts   int      // Writes built anew, because others changed what they were built on
}

func (t *tally) add(u tally) {
	t.accounts = append(t.accounts, u.accounts...)
	t.stored = append(t.stored, u.stored...)
	t.duplicates = append(t.duplicates, u.duplicates...)
	t.conflicting = append(t.conflicting, u.conflicting...)
	t.parked = append(t.parked, u.parked...)
	t.events = append(t.events, u.events...)
	t.deliveries = append(t.deliveries, u.deliveries...)
	t.provisional += u.provisional
	t.conflicts += u.conflicts
}

// announced notes an event and the deliveries that were made of it.
func (t *tally) announced(ev heed.Event, knocks []heed.Knock) {
	t.events = append(t.events, ev.ID)
	for _, k := range knocks {
		t.deliveries = append(t.deliveries, k.Endpoint+"/"+k.Delivery)
	}
}

// note adds to what came of the invocation.
func (r *run) note(t tally) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.came.add(t)
}

// report writes the one line of an invocation: what came of every signal, whom it
// is about and what brought it. Lists that are empty are left out.
func (r *run) report(ctx context.Context, msgs []received, failed queue.Failures) {
	r.log.LogAttrs(ctx, slog.LevelInfo, "aggregated", slog.Int("messages", len(msgs)), slog.Int("failed", len(failed)),
		slog.Int("signals", len(r.came.stored)), slog.Int("duplicates", len(r.came.duplicates)),
		slog.Int("parked", len(r.came.parked)), slog.Int("touched", len(r.causes)), slog.Int("provisional", r.came.provisional),
		slog.Int("conflicts", r.came.conflicts), slog.Int64("ms", time.Since(r.now).Milliseconds()),
		trace.IDs("traces", tracesOf(msgs)), trace.IDs("accounts", r.came.accounts), trace.IDs("sids", r.came.stored),
		trace.IDs("duplicate_sids", r.came.duplicates), trace.IDs("conflicting_sids", r.came.conflicting),
		trace.IDs("parked_sids", r.came.parked), trace.IDs("events", r.came.events), trace.IDs("deliveries", r.came.deliveries))
	r.complain(ctx, msgs, failed)
}

// complain writes a line for each message that failed.
func (r *run) complain(ctx context.Context, msgs []received, failed queue.Failures) {
	for _, m := range msgs {
		if err := failed[m.id]; err != nil {
			ctx := trace.With(ctx, trace.Parse(m.batch.Trace))
			r.log.LogAttrs(ctx, slog.LevelWarn, "message failed", slog.String("message", m.id), trace.IDs("sids", sidsOf(m.batch.Signals)), slog.String("error", err.Error()))
		}
	}
}

func sidsOf(signals []heed.Signal) []string {
	sids := make([]string, len(signals))
	for i, s := range signals {
		sids[i] = s.SID()
	}
	return sids
}

// tracesOf are the traces that messages belong to.
func tracesOf(msgs []received) (ids []string) {
	for _, m := range msgs {
		if id := trace.Parse(m.batch.Trace).ID(); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}
