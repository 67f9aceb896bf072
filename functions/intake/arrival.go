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

// The bounds of what is noted of a webhook.
const (
	maxNoted  = 20  // reasons
	maxReason = 300 // bytes of each
	// maxCounted bounds the memory a flood of different connections can take.
	maxCounted = 1000
)

// pace is how often a connection's webhooks of one outcome are noted: so many at once,
// so that whoever connects a tool sees each of them, then one in a while, so that
// noting costs next to nothing beside a stream of signals, or under a flood of forgeries.
type pace struct {
	burst  int
	refill time.Duration
}

var paces = map[heed.Outcome]pace{
	heed.OutcomeAccepted: {5, time.Minute},
	heed.OutcomeIgnored:  {20, 10 * time.Second},
	heed.OutcomeRefused:  {5, time.Minute},
}

// notes counts the webhooks of each connection until they are noted.
type notes struct {
	mu sync.Mutex
	of map[string]*unnoted
}

type unnoted struct {
	whole map[heed.Outcome]time.Time // when the allowance will be whole again
	count heed.ArrivalCount          // since the last note
}

// take counts a webhook. When it may be noted, take gives the count since the last
// note, and true.
func (n *notes) take(connection string, a heed.Arrival) (heed.ArrivalCount, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.of == nil || len(n.of) >= maxCounted {
		n.of = map[string]*unnoted{}
	}
	u := n.of[connection]
	if u == nil {
		u = &unnoted{whole: map[heed.Outcome]time.Time{}}
		n.of[connection] = u
	}
	count := u.count.Plus(a.Count())
	if !u.allow(a.Outcome, a.At) {
		u.count = count
		return heed.ArrivalCount{}, false
	}
	u.count = heed.ArrivalCount{}
	return count, true
}

// allow takes one of the notes of an outcome, if there is one.
func (u *unnoted) allow(outcome heed.Outcome, now time.Time) bool {
	p, whole := paces[outcome], u.whole[outcome]
	if whole.Before(now) {
		whole = now
	}
	if whole.Sub(now) > time.Duration(p.burst-1)*p.refill {
		return false
	}
	u.whole[outcome] = whole.Add(p.refill)
	return true
}

// note lets the connection show what became of a webhook, and logs why parts of it
// were ignored.
func (in *Intake) note(ctx context.Context, c connection, said provider.Reading, now time.Time) {
	a := heed.Arrival{At: now, Outcome: heed.OutcomeAccepted, Accepted: len(said.Signals)}
	if len(said.Ignored) > 0 {
		a.Outcome, a.Reasons = heed.OutcomeIgnored, reasonsOf(said)
	}
	if in.tell(ctx, c, a, said.Signals) && a.Outcome == heed.OutcomeIgnored {
		in.log.InfoContext(ctx, "webhook ignored", "connection", c.name, "accepted", a.Accepted, "ignored", len(said.Ignored), "reasons", a.Reasons)
	}
}

// noteRefusal lets the connection show why a webhook was refused. Failures of
// Heed's own are none: the tool sends it again.
func (in *Intake) noteRefusal(ctx context.Context, c connection, err error, now time.Time) {
	if p := heed.ProblemOf(err); p != nil {
		in.tell(ctx, c, heed.Arrival{At: now, Outcome: heed.OutcomeRefused, Reasons: []string{shortened(p.Detail)}}, nil)
	}
}

// tell sends a note, if there may be one. One that is lost is no loss: the webhook's
// answer said the same.
func (in *Intake) tell(ctx context.Context, c connection, a heed.Arrival, signals []heed.Signal) bool {
	count, due := in.notes.take(c.name, a)
	if !due {
		return false
	}
	for _, s := range signals[:min(len(signals), heed.MaxArrivedSignals)] {
		a.Signals = append(a.Signals, heed.ArrivedSignal{SID: heed.SignalID(s.Source, s.ID), Type: s.Type})
	}
	day := heed.ArrivalDay{Day: heed.DayOf(a.At), ArrivalCount: count}
	news := heed.Arrivals{Connection: c.name, Last: []heed.Arrival{a}, Days: []heed.ArrivalDay{day}}
	if err := in.outbox.queue.Send(ctx, hint.Batch(heed.Batch{Trace: trace.From(ctx).String(), Arrivals: &news})); err != nil {
		in.log.WarnContext(ctx, "a note of a webhook was lost", "connection", c.name, "error", err)
	}
	return true
}

// reasonsOf are the different reasons, shortened.
func reasonsOf(said provider.Reading) []string {
	reasons := []string{}
	for _, reason := range said.Ignored {
		reason = shortened(reason)
		if len(reasons) < maxNoted && !slices.Contains(reasons, reason) {
			reasons = append(reasons, reason)
		}
	}
	return reasons
}

func shortened(reason string) string {
	if len(reason) > maxReason {
		return reason[:maxReason] + "…"
	}
	return reason
}
