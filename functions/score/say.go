package score

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/trace"
)

// news is what a verdict gives to tell: operations that write it, knocks to send
// once they are written, and their ids.
type news struct {
	ops    []store.Op
	knocks []heed.Knock
	came   tally
}

// mostTold is how many events fit into a Write, each with a delivery for every endpoint.
const mostTold = (store.MaxOps - 16) / (1 + heed.MaxEndpoints)

// say turns a verdict into events: at most one crossed band, the case it opens, one
// opportunity of each kind and one renewal ahead, which waits for the next judgement
// when there is no room for it. Provisional accounts are judged in silence, and so are
// history that was imported and what other settings or another model do.
func (r *round) say(ctx context.Context, v *verdict) (n news, err error) {
	if v.head.Value.Provisional {
		return n, nil
	}
	events, opened, err := r.moved(v)
	if err != nil {
		return n, err
	}
	spotted, err := r.spotted(v)
	if err != nil {
		return n, err
	}
	events = append(events, spotted...)
	if v.due != nil && len(events) < mostTold {
		ev, err := r.renewalAhead(v)
		if err != nil {
			return n, err
		}
		events = append(events, ev)
	}
	if len(events) == 0 {
		return n, nil
	}
	n, err = r.fanout(ctx, events)
	n.ops = append(n.ops, opened...)
	return n, err
}

// moved tells of a crossed band and of the case that it opens, which it gives to write.
func (r *round) moved(v *verdict) (events []heed.Event, opened []store.Op, err error) {
	if kind := v.crossed(); kind != "" {
		ev, err := r.riskChanged(v, kind)
		if err != nil {
			return nil, nil, err
		}
		ops, told, err := r.opened(v, ev)
		if err != nil {
			return nil, nil, err
		}
		events, opened = append([]heed.Event{ev}, told...), ops
	}
	if card := &v.head.Value.Card; !card.Announced || v.quiet || len(events) > 0 {
		card.Announced, card.Told = true, card.Receipt
	}
	return events, opened, nil
}

func (r *round) fanout(ctx context.Context, events []heed.Event) (n news, err error) {
	endpoints, err := r.rec.Endpoints(ctx)
	if err != nil {
		return n, err
	}
	for _, ev := range events {
		ev.Trace = trace.Cause(ctx)
		more, hints := records.Fanout(ev, endpoints, r.set.Rates(), r.set.Retention)
		n.ops, n.knocks = append(n.ops, more...), append(n.knocks, hints...)
		n.came.announced(ev, hints)
	}
	return n, nil
}

// crossed names the event of a crossed band; empty when none was, or when it may
// not be told.
func (v *verdict) crossed() string {
	if !v.before.Announced {
		v.risk.PreviousBand = heed.NoBand
	}
	if v.quiet {
		return ""
	}
	return crossed(v.risk.PreviousBand, v.risk.Band)
}

// crossed names the event that leads from a band to another; empty when none does. The
// first judgement of a confirmed account is silent if low.
func crossed(from, to heed.Band) string {
	switch {
	case to == from, from == heed.NoBand && to == heed.Low:
		return ""
	case to.Worse(from):
		return heed.RiskRaised
	}
	return heed.RiskLowered
}

// next counts one more event of the account.
func (v *verdict) next() int64 {
	v.head.Value.Sequence++
	return v.head.Value.Sequence
}

func (r *round) riskChanged(v *verdict, kind string) (heed.Event, error) {
	n, lang := v.next(), r.set.Language
	data := heed.RiskChanged{
		Account: v.head.Value.Ref(r.opt.PublicURL), Sequence: n, Risk: v.risk.In(lang),
		Reason: v.risk.Reason.In(lang), Plays: heed.PlaysIn(v.risk.Plays, lang),
	}
	return r.event(v, kind, n, data, v.risk.Reason)
}

// event is one about the account that is judged.
func (r *round) event(v *verdict, kind string, n int64, data any, reason heed.Text) (heed.Event, error) {
	ev, err := heed.NewEvent(kind, v.head.Value, n, v.now, v.head.Value.EventFacts(r.set.Rates(), v.now), data)
	ev.Reason = reason
	return ev, err
}

func (r *round) renewalAhead(v *verdict) (heed.Event, error) {
	n, lang := v.next(), r.set.Language
	target := v.risk.Target
	reason, play := risk.Renewal(target)
	plays := append([]heed.Play{play}, v.risk.Plays...)
	data := heed.RenewalAhead{
		Account: v.head.Value.Ref(r.opt.PublicURL), Sequence: n, Contract: target.Contract, LeadDays: v.due.lead, Days: target.Days,
		Risk: v.risk.In(lang), Reason: reason.In(lang), Plays: heed.PlaysIn(plays, lang),
	}
	v.head.Value.Card.Said = v.due.said
	return r.event(v, v.due.kind, n, data, reason)
}
