package score

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/trace"
)

// tally is what came of judgements.
type tally struct {
	written    []string // accounts of which a person sees something changed
	events     []string
	deliveries []string // as endpoint/delivery
	conflicts  int      // Writes judged anew, because somebody else wrote the account
}

// note adds to what came of the invocation.
func (r *round) note(t tally) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.came.written = append(r.came.written, t.written...)
	r.came.events = append(r.came.events, t.events...)
	r.came.deliveries = append(r.came.deliveries, t.deliveries...)
	r.came.conflicts += t.conflicts
}

// announced notes an event and the deliveries that were made of it.
func (t *tally) announced(ev heed.Event, knocks []heed.Knock) {
	t.events = append(t.events, ev.ID)
	for _, k := range knocks {
		t.deliveries = append(t.deliveries, k.Endpoint+"/"+k.Delivery)
	}
}

// report writes the one line of an invocation: whom it judged, what it wrote and
// said, and what asked for it. Lists that are empty are left out.
func (r *round) report(ctx context.Context, messages int, all map[string]touched, failed queue.Failures) {
	r.log.LogAttrs(ctx, slog.LevelInfo, "judged", slog.Int("messages", messages), slog.Int("failed", len(failed)),
		slog.Int("judged", len(all)), slog.Int("conflicts", r.came.conflicts),
		slog.String("model", r.numbers.String()), slog.Int64("ms", time.Since(r.now).Milliseconds()),
		trace.IDs("traces", tracesOf(all)), trace.IDs("accounts", slices.Collect(maps.Keys(all))),
		trace.IDs("written", r.came.written), trace.IDs("events", r.came.events), trace.IDs("deliveries", r.came.deliveries))
	r.complain(ctx, all, failed)
}

// complain writes a line for each message that failed.
func (r *round) complain(ctx context.Context, all map[string]touched, failed queue.Failures) {
	for id, err := range failed {
		r.log.LogAttrs(ctx, slog.LevelWarn, "message failed", slog.String("message", id),
			trace.IDs("accounts", namedBy(id, all)), slog.String("error", err.Error()))
	}
}

// tracesOf are the traces that asked for judgements.
func tracesOf(all map[string]touched) (ids []string) {
	for _, t := range all {
		for _, cause := range t.causes {
			if id := trace.Parse(cause).ID(); id != "" {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// namedBy are the accounts that a message names.
func namedBy(message string, all map[string]touched) (accounts []string) {
	for account, t := range all {
		if slices.Contains(t.messages, message) {
			accounts = append(accounts, account)
		}
	}
	return accounts
}
