package console

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// When something is worth a word.
const (
	quietDays    = 4                   // without a signal: longer than a weekend
	lateMessage  = 20 * time.Minute    // a sweep spreads its work over 15
	lateDelivery = 5 * time.Minute     // behind its due time, which is looked at every minute
	lateSweep    = 26 * time.Hour      // since the last one
	keyEndsSoon  = 14 * 24 * time.Hour // time enough to make another
	countedDue   = 1000                // deliveries are counted no further
)

var errSealed = errors.New("what was sealed does not open")

// checkRootKey seals something and opens it again.
func (c *Console) checkRootKey(ctx context.Context, _ time.Time) ([]heed.Finding, error) {
	plain, place := []byte("doctor"), []byte("nowhere")
	sealed, err := c.box.Seal(ctx, plain, place)
	if err != nil {
		return nil, err
	}
	opened, err := c.box.Open(ctx, sealed, place)
	if err == nil && !bytes.Equal(plain, opened) {
		err = errSealed
	}
	return []heed.Finding{heed.Find("root key", "Secrets can be sealed and opened.")}, err
}

// checkHeard asks when any account said something last, as far back as a long weekend.
func (c *Console) checkHeard(ctx context.Context, now time.Time) ([]heed.Finding, error) {
	book, err := c.rec.Book(ctx)
	if err != nil {
		return nil, err
	}
	newest, err := c.newestCounted(ctx, heed.DayOf(now))
	for _, day := range book.Value.Heard { // usage is not counted, but heard
		newest = max(newest, day)
	}
	f := heed.Find("signals", "The newest signal is of %s.", newest)
	switch quiet := heed.DayOf(now).Add(-quietDays); {
	case newest == "" && book.Value.Accounts == 0:
		f = heed.Find("signals", "No signal has come yet.")
	case newest < quiet:
		f = heed.Find("signals", "No signal is of %s or later.", quiet).
			Warn("A tool may be cut off: look whether its key or connection still works, and at the webhooks it ignored (GET /v1/connections).")
	}
	return []heed.Finding{f}, err
}

// newestCounted is the newest of the last days on which something was counted; "" when there is none.
func (c *Console) newestCounted(ctx context.Context, today heed.Day) (heed.Day, error) {
	for back := range quietDays + 1 {
		counts, err := c.rec.Day(ctx, today.Add(-back))
		if err != nil || len(counts) > 0 {
			return today.Add(-back), err
		}
	}
	return "", nil
}

// checkConnections names those that used to bring signals and bring none.
func (c *Console) checkConnections(ctx context.Context, now time.Time) ([]heed.Finding, error) {
	hearings, err := c.rec.Hearings(ctx)
	if err != nil {
		return nil, err
	}
	var all []heed.Finding
	for _, row := range hearings {
		if h := row.Value; h.Silent(now) {
			all = append(all, heed.Find("connections", "%s has brought no signal since %s, longer than it ever pauses by habit.", h.Connection, h.LastAt.Format(time.RFC3339)).
				Warn("Look in the tool whether its webhook still goes out, and at the last that came of it (GET /v1/connections/{name}/events)."))
		}
	}
	if len(all) == 0 {
		all = append(all, heed.Find("connections", "%s heard of, none silent for longer than it is wont to be.", counted(len(hearings), "connection")))
	}
	return all, nil
}

func (c *Console) checkQueues(ctx context.Context, now time.Time) ([]heed.Finding, error) {
	var all []heed.Finding
	waiting := 0
	for _, name := range slices.Sorted(maps.Keys(c.opt.Queues)) {
		q, err := viewQueue(ctx, name, c.opt.Queues[name])
		if err != nil {
			return all, err
		}
		all, waiting = append(all, troubleOf(q, now)...), waiting+q.Visible+q.InFlight
	}
	if len(all) == 0 {
		all = append(all, heed.Find("queues", "No letter is dead; %d messages wait or are being handled.", waiting))
	}
	return all, nil
}

func troubleOf(q queueView, now time.Time) (all []heed.Finding) {
	if q.Dead > 0 {
		all = append(all, heed.Find("queues", "%s of %s could not be handled%s.", counted(q.Dead, "message"), q.Queue, such(q.Letters)).
			Warn(fmt.Sprintf("Mend the cause, then within 9 days: heed redrive %s", q.Queue)))
	}
	if q.OldestAt != nil && q.Visible > 0 && now.Sub(*q.OldestAt) > lateMessage {
		all = append(all, heed.Find("queues", "A message waits in %s since %s.", q.Queue, q.OldestAt.Format(time.RFC3339)).
			Warn("Look in the log for errors of the function that reads it; what waits is handled once it works."))
	}
	return all
}

func such(letters []letterView) string {
	if len(letters) == 0 {
		return ""
	}
	return ", such as: " + letters[0].Reason
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// checkRollups holds yesterday's roll-up against the counters it is made of.
// Today's may lag.
func (c *Console) checkRollups(ctx context.Context, now time.Time) ([]heed.Finding, error) {
	day := heed.DayOf(now).Add(-1)
	counters, err := c.rec.Day(ctx, day)
	if err != nil {
		return nil, err
	}
	rollups, err := c.rec.DayRollups(ctx, day)
	if err != nil {
		return nil, err
	}
	f := heed.Find("roll-ups", "Metrics of %s are made of all that was counted.", day)
	if counts, folded := bare(counters), rollups[records.Everything].Value.Groups[""]; !maps.Equal(counts, nonzero(folded)) {
		f = heed.Find("roll-ups", "Metrics of %s lack something that was counted.", day).
			Warn("The timer Fold makes them, within 15 minutes: if this stays, look in the log of the function aggregate.")
	}
	return []heed.Finding{f}, nil
}

// bare sums counters as the roll-up of everything has them.
func bare(days []records.DayCounts) heed.Counts {
	sum := heed.Counts{}
	for _, d := range days {
		for cell, n := range d.Counts {
			sum[heed.Cell{Metric: cell.Metric, Scale: cell.Scale, Bucket: cell.Bucket}] += n
		}
	}
	return nonzero(sum)
}

func nonzero(counts heed.Counts) heed.Counts {
	all := heed.Counts{}
	for cell, n := range counts {
		if n != 0 {
			all[cell] = n
		}
	}
	return all
}

// checkSweep asks when all accounts were last judged for the night.
func (c *Console) checkSweep(ctx context.Context, now time.Time) ([]heed.Finding, error) {
	book, err := c.rec.Book(ctx)
	if err != nil {
		return nil, err
	}
	last := book.Value.At
	if last.IsZero() {
		return []heed.Finding{heed.Find("sweep", "No night has passed yet: all accounts are swept daily at 04:00 UTC.")}, nil
	}
	f := heed.Find("sweep", "All accounts were last swept at %s.", last.Format(time.RFC3339))
	if now.Sub(last) > lateSweep {
		f = f.Warn("Risks go stale, and decisions that come due are not announced. The schedule Sweep wakes score daily at 04:00 UTC: look whether it is enabled, and in its log.")
	}
	return []heed.Finding{f}, nil
}

// checkDue looks for deliveries that should have been tried long ago.
func (c *Console) checkDue(ctx context.Context, now time.Time) ([]heed.Finding, error) {
	late := 0
	for _, err := range c.rec.Due(ctx, now.Add(-lateDelivery)) {
		if err != nil {
			return nil, err
		}
		if late++; late == countedDue {
			break
		}
	}
	if late == 0 {
		return []heed.Finding{heed.Find("deliveries", "None is later than it should be.")}, nil
	}
	return []heed.Finding{heed.Find("deliveries", "%s should have been tried more than %d minutes ago.", countedOr(late, countedDue, "delivery", "deliveries"), int(lateDelivery.Minutes())).
		Fail("The schedule Due wakes deliver every minute: look whether it is enabled, and in its log. Nothing is lost: what is due goes out once it works.")}, nil
}

func countedOr(n, most int, one, many string) string {
	switch {
	case n == 1:
		return "1 " + one
	case n >= most:
		return fmt.Sprintf("%d %s or more", most, many)
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (c *Console) checkEndpoints(ctx context.Context, _ time.Time) ([]heed.Finding, error) {
	endpoints, err := c.rec.Endpoints(ctx)
	if err != nil {
		return nil, err
	}
	breakers, err := c.rec.Breakers(ctx, endpoints...)
	if err != nil {
		return nil, err
	}
	var all []heed.Finding
	for _, e := range endpoints {
		breaker, failing := breakers[e.ID]
		switch {
		case e.Status != heed.EndpointEnabled:
			all = append(all, heed.Find("endpoints", "%s is disabled%s.", e.ID, because(e.DisabledReason)).
				Warn("Mend the receiver, enable the endpoint (PATCH /v1/endpoints/{id}), and replay what it missed."))
		case failing:
			all = append(all, heed.Find("endpoints", "%s fails since %s.", e.ID, breaker.Since.Format(time.RFC3339)).
				Warn("Mend the receiver: its deliveries (GET /v1/endpoints/{id}/deliveries) say what it answers. After five days the endpoint is disabled."))
		}
	}
	if len(all) == 0 {
		all = append(all, heed.Find("endpoints", "%s, none disabled, none failing.", counted(len(endpoints), "endpoint")))
	}
	return all, nil
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

func (c *Console) checkKeys(ctx context.Context, now time.Time) ([]heed.Finding, error) {
	keys, err := c.rec.Keys(ctx)
	if err != nil {
		return nil, err
	}
	var all []heed.Finding
	for _, k := range keys {
		if left := k.ExpiresAt.Sub(now); !k.ExpiresAt.IsZero() && left < keyEndsSoon && left > 0 {
			all = append(all, heed.Find("keys", "%s (%s) ends at %s.", k.ID, k.Name, k.ExpiresAt.Format(time.RFC3339)).
				Warn("Make another (heed keys create) and give it to whoever uses this one."))
		}
	}
	if len(all) == 0 {
		all = append(all, heed.Find("keys", "%s, none ends within 14 days.", counted(len(keys), "key")))
	}
	return all, nil
}
