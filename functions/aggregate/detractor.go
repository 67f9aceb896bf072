package aggregate

import (
	"context"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/trace"
)

// freshness is how old a bad answer may be and still be told of.
const freshness = 7 * 24 * time.Hour

// detractor says that a counted answer lies at the bottom of its scale.
func (l *ledger) detractor(ctx context.Context, s heed.Stored, f heed.Feedback) error {
	if !metric.Bottom(heed.Metric(s.Type), f.Scale, f.Score) || s.Imported || l.now.Sub(s.Time) > freshness {
		return nil
	}
	endpoints, err := l.listeners(ctx)
	if err != nil {
		return err
	}
	ev, err := l.detractorEvent(s, f)
	if err != nil {
		return err
	}
	l.tell(ctx, ev, endpoints)
	days := l.set.Cases.DetractorDays
	if days == 0 || l.head.Value.Provisional {
		return nil
	}
	reason, _ := risk.Detractor(heed.Metric(s.Type), f)
	return l.open(ctx, heed.NewCase(heed.DetractorCase, l.head.Value, ev, reason, days), endpoints)
}

// tell says an event about the account with this Write.
func (l *ledger) tell(ctx context.Context, ev heed.Event, endpoints []heed.Endpoint) {
	ev.Trace = trace.Cause(ctx)
	ops, knocks := records.Fanout(ev, endpoints, l.set.Rates(), l.set.Retention)
	l.extra, l.knocks = append(l.extra, ops...), append(l.knocks, knocks...)
	l.came.announced(ev, knocks)
	l.head.Value.Sequence++
	l.headDirty = true
}

// open opens a case with this Write, and says so.
func (l *ledger) open(ctx context.Context, c heed.Case, endpoints []heed.Endpoint) error {
	ev, err := c.Told(l.head.Value, l.head.Value.Sequence+1, l.now, l.set, l.opt.PublicURL)
	if err != nil {
		return err
	}
	l.extra = append(l.extra, records.OpenCase(c))
	l.tell(ctx, ev, endpoints)
	return nil
}

// listeners reads the endpoints once for all events of a Write.
func (l *ledger) listeners(ctx context.Context) (_ []heed.Endpoint, err error) {
	if !l.listened {
		l.endpoints, err = l.rec.Endpoints(ctx)
		l.listened = err == nil
	}
	return l.endpoints, err
}

func (l *ledger) detractorEvent(s heed.Stored, f heed.Feedback) (heed.Event, error) {
	account, n := l.head.Value, l.head.Value.Sequence+1
	reason, play := risk.Detractor(heed.Metric(s.Type), f)
	data := heed.DetractorHeard{
		Account: account.Ref(l.opt.PublicURL), Sequence: n, Feedback: l.heard(s, f),
		Reason: reason.In(l.set.Language), Plays: heed.PlaysIn([]heed.Play{play}, l.set.Language),
	}
	ev, err := heed.NewEvent(heed.FeedbackDetractor, account, n, l.now, account.EventFacts(l.set.Rates(), l.now), data)
	ev.Reason = reason
	return ev, err
}

func (l *ledger) heard(s heed.Stored, f heed.Feedback) heed.FeedbackInEvent {
	heard := heed.FeedbackInEvent{
		Signal: s.SID(), Source: s.Source, ID: s.ID, Type: s.Type, Time: s.Time, Score: f.Score,
		Scale: f.Scale, Touchpoint: f.Touchpoint, Channel: f.Channel, Role: f.Role,
	}
	if l.set.Privacy.CommentsInEvents && f.Comment != "" {
		heard.Comment = &f.Comment
	}
	return heard
}
