package intake

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/provider"
	"github.com/heed-cs/heed/shared/trace"
)

// The bounds of what is noted of ignored webhooks. A burst shows whoever connects a
// tool every reason at once; after it a note every ten seconds is enough.
const (
	maxNoted  = 20  // reasons of one request
	maxReason = 300 // bytes
	burst     = 20  // notes of one connection
	refill    = 10 * time.Second
	// maxCounted bounds the memory a flood of different connections can take.
	maxCounted = 1000
)

// notes counts how many notes each connection may still send.
type notes struct {
	mu   sync.Mutex
	free map[string]time.Time // when the connection's allowance will be whole again
}

// allow takes one of a connection's notes, if there is one.
func (n *notes) allow(connection string, now time.Time) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.free == nil || len(n.free) >= maxCounted {
		n.free = map[string]time.Time{}
	}
	whole := n.free[connection]
	if whole.Before(now) {
		whole = now
	}
	if whole.Sub(now) > (burst-1)*refill {
		return false
	}
	n.free[connection] = whole.Add(refill)
	return true
}

// note logs why parts of a webhook were ignored and lets the connection show it.
// A note that is lost is no loss: the webhook's answer held the reasons too.
func (in *Intake) note(ctx context.Context, c connection, said provider.Reading, now time.Time) {
	if len(said.Ignored) == 0 || !in.notes.allow(c.name, now) {
		return
	}
	reasons := reasonsOf(said)
	in.log.InfoContext(ctx, "webhook ignored", "connection", c.name, "accepted", len(said.Signals), "ignored", len(said.Ignored), "reasons", reasons)
	overheard := heed.Overheard{Connection: c.name, Ignored: []heed.Ignored{{At: now, Accepted: len(said.Signals), Reasons: reasons}}}
	if err := in.outbox.queue.Send(ctx, hint.Batch(heed.Batch{Trace: trace.From(ctx).String(), Overheard: &overheard})); err != nil {
		in.log.WarnContext(ctx, "a note of ignored webhooks was lost", "connection", c.name, "error", err)
	}
}

// reasonsOf are the different reasons, shortened.
func reasonsOf(said provider.Reading) []string {
	reasons := []string{}
	for _, reason := range said.Ignored {
		if len(reason) > maxReason {
			reason = reason[:maxReason] + "…"
		}
		if len(reasons) < maxNoted && !slices.Contains(reasons, reason) {
			reasons = append(reasons, reason)
		}
	}
	return reasons
}
