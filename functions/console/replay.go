package console

import (
	"context"
	"iter"
	"net/http"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// maxReplayed is how many deliveries one call makes or opens again.
const maxReplayed = 500

// stretch is which events an endpoint is to get again: those since and before.
type stretch struct {
	since, until time.Time
	types        []string
	failed       bool // only what was sent, or tried, and did not arrive
}

// replayView is how many deliveries were set going, and where to go on when
// there are more; null when that was all.
type replayView struct {
	Replayed int        `json:"replayed"`
	Next     *time.Time `json:"next"`
}

// recoverView is replayView for recovering.
type recoverView struct {
	Recovered int        `json:"recovered"`
	Next      *time.Time `json:"next"`
}

// replay brings an endpoint what it missed: deliveries that were exhausted or
// cancelled, and events it now wants and was never told of. What was delivered
// is left alone, what is pending too, so replaying twice changes nothing.
func (c *Console) replay(r *request) (reply, error) {
	return c.sendAgain(r, false, func(n int, next *time.Time) any { return replayView{n, next} })
}

// recover sets going, for a receiver that was mended, what did not arrive:
// deliveries that were exhausted or cancelled, and those that wait for a later attempt.
func (c *Console) recover(r *request) (reply, error) {
	return c.sendAgain(r, true, func(n int, next *time.Time) any { return recoverView{n, next} })
}

// sendAgain sets deliveries of a stretch going, only failed ones if so wanted.
func (c *Console) sendAgain(r *request, failed bool, view func(n int, next *time.Time) any) (reply, error) {
	body, err := r.body()
	if err != nil {
		return reply{}, err
	}
	over, err := r.stretch(body)
	if err != nil {
		return reply{}, err
	}
	over.failed = failed
	e, err := c.enabledEndpoint(r)
	if err != nil {
		return reply{}, err
	}
	return c.once(r, body, func() (reply, []store.Op, error) {
		n, next, err := c.bring(r, e, over)
		return reply{status: http.StatusAccepted, body: view(n, next)}, nil, err
	})
}

// stretch reads since, until (now when it is missing) and events (all).
func (r *request) stretch(body []byte) (s stretch, err error) {
	var form struct {
		Since  string   `json:"since"`
		Until  string   `json:"until"`
		Events []string `json:"events"`
	}
	if err := strictly(body, &form); err != nil {
		return s, err
	}
	if s.since, err = parsedTime(form.Since); err != nil {
		return s, heed.RefuseField("/since", "format", "%s", err)
	}
	if s.until, err = parsedTime(form.Until); err != nil && form.Until != "" {
		return s, heed.RefuseField("/until", "format", "%s", err)
	}
	if form.Until == "" || s.until.After(r.now) {
		s.until = r.now
	}
	if !s.since.Before(s.until) {
		return s, heed.RefuseField("/since", "range", "since must lie before until, and before now")
	}
	if oldest := r.now.AddDate(0, 0, -feedDays); s.since.Before(oldest) {
		s.since = oldest
	}
	if s.types = form.Events; s.types == nil {
		return s, nil
	}
	return s, mistakes("the replay", checkPatterns("/events", s.types, eventTypes))
}

// bring sets going what the endpoint missed, oldest first, and knocks for it
// also when it was broken off.
func (c *Console) bring(r *request, e heed.Endpoint, over stretch) (n int, next *time.Time, err error) {
	settings, err := c.rec.Settings(r.Context())
	if err != nil {
		return 0, nil, err
	}
	missed, err := c.missed(r, e, over, settings.Value.Rates())
	if err != nil {
		return 0, nil, err
	}
	if len(missed) > maxReplayed {
		next, missed = &missed[maxReplayed].At, missed[:maxReplayed]
	}
	var going []heed.Delivery
	defer func() { c.knockAs(r, triggerReplay, going...) }()
	expires := expiryOf(settings.Value, r.now)
	for _, d := range missed {
		opened, err := c.open(r, d, expires)
		if err != nil {
			return 0, nil, err
		}
		if opened.Status == heed.Pending {
			going = append(going, opened)
		}
	}
	return len(going), next, nil
}

// missed lists the deliveries to set going, oldest first: those that failed, and
// new ones for events the endpoint was never told of.
func (c *Console) missed(r *request, e heed.Endpoint, over stretch, rates heed.Rates) ([]heed.Delivery, error) {
	var missed []heed.Delivery
	told := map[string]bool{}
	for d, err := range c.deliveriesIn(r.Context(), e.ID, over) {
		if err != nil {
			return nil, err
		}
		told[d.Event] = true
		if (failed(d) || over.failed && waits(d, r.now)) && heed.MatchesType(over.types, d.Type) {
			missed = append(missed, d)
		}
	}
	if over.failed {
		slices.Reverse(missed)
		return missed, nil
	}
	for ev, err := range c.feed(r.Context(), at(over.since), over.until) {
		if err != nil {
			return nil, err
		}
		if !told[ev.ID] && heed.MatchesType(over.types, ev.Type) && e.Wants(ev, rates) {
			d := records.NewDelivery(ev, e.ID)
			d.NextAt = r.now
			missed = append(missed, d)
		}
	}
	slices.SortStableFunc(missed, func(a, b heed.Delivery) int { return a.At.Compare(b.At) })
	return missed, nil
}

// deliveriesIn walks an endpoint's deliveries of a stretch of events, newest first.
func (c *Console) deliveriesIn(ctx context.Context, endpoint string, over stretch) iter.Seq2[heed.Delivery, error] {
	return func(yield func(heed.Delivery, error) bool) {
		before := heed.DeliveryID(over.until, "")
		for {
			page, err := c.rec.Deliveries(ctx, endpoint, before, maxLooked)
			if err != nil {
				yield(heed.Delivery{}, err)
				return
			}
			for _, d := range page {
				if d.At.Before(over.since) || !yield(d, nil) {
					return
				}
				before = heed.DeliveryID(d.At, d.Event)
			}
			if len(page) < maxLooked {
				return
			}
		}
	}
}

func failed(d heed.Delivery) bool { return d.Status == heed.Exhausted || d.Status == heed.Cancelled }

// waits reports whether a delivery waits for a later attempt.
func waits(d heed.Delivery, now time.Time) bool {
	return d.Status == heed.Pending && d.NextAt.After(now)
}

// open makes a failed delivery due again, or writes a new one. One that somebody
// else moved on in the meantime is left alone; then it gives none.
func (c *Console) open(r *request, d heed.Delivery, expires time.Time) (heed.Delivery, error) {
	if !failed(d) && !waits(d, r.now) {
		return unlessOvertaken(d, c.rec.Write(r.Context(), records.CreateDelivery(d, expires)))
	}
	row, err := c.rec.Delivery(r.Context(), d.Endpoint, heed.DeliveryID(d.At, d.Event))
	if err != nil || !failed(row.Value) && !waits(row.Value, r.now) {
		return heed.Delivery{}, err
	}
	return unlessOvertaken(c.reopen(r, row, expires))
}

// unlessOvertaken gives a delivery that was written, and none when somebody else was quicker.
func unlessOvertaken(d heed.Delivery, err error) (heed.Delivery, error) {
	if store.IsConflict(err) {
		return heed.Delivery{}, nil
	}
	return d, err
}
