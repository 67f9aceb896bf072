package console

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

const (
	// feedDays is how far back the feed reaches.
	feedDays  = 30
	feedChunk = 200
	// settled is how old a stretch of the feed must be before a reader who saw
	// nothing in it may pass it: whatever is written was timed less long ago.
	settled = 15 * time.Second
)

func (c *Console) eventRoutes() []route {
	return []route{{method: http.MethodGet, path: "/v1/events", scope: heed.ScopeRead, answer: c.listEvents}}
}

// position is a place in the feed: behind an event, or before everything of an
// instant when it names no event. Positions compare as texts.
type position string

func at(t time.Time) position { return position(heed.Instant(t) + ".") }

func behind(ev heed.Event) position { return position(heed.DeliveryID(ev.At, ev.ID)) }

func (p position) day() heed.Day { return heed.Day(p[0:4] + "-" + p[4:6] + "-" + p[6:8]) }

// inDay is the place in the order of the position's day.
func (p position) inDay() string { return strings.Replace(string(p), ".", "#", 1) }

var (
	positionForm = form(`^\d{8}T\d{9}Z\.(evt_[a-z2-7]{26})?$`)
	eventForm    = form(`^evt_[a-z2-7]{26}$`)
)

// form is a pattern that is read when it is first asked for: a cold start must not
// wait for it.
func form(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// feedView is a piece of the feed: bodies as receivers get them, and where to
// read on, always.
type feedView struct {
	Items []json.RawMessage `json:"items"`
	Next  position          `json:"next"`
}

// listEvents answers the events behind a position, oldest first. Following next
// misses nothing: it passes only what was looked at, or is old enough that
// nothing can appear there any more.
func (c *Console) listEvents(r *request) (reply, error) {
	q, err := r.knownQuery("after", "type", "limit")
	if err != nil {
		return reply{}, err
	}
	limit, _, err := r.page()
	if err != nil {
		return reply{}, err
	}
	types := q["type"]
	if errs := checkPatterns("type", types, heed.BusinessEvents); len(types) > 0 && errs != nil {
		return reply{}, heed.RefuseField("type", errs[0].Code, "%s", errs[0].Detail)
	}
	from, err := c.position(r, q.Get("after"))
	if err != nil {
		return reply{}, err
	}
	view, err := c.follow(r, from, types, limit)
	return reply{body: view}, err
}

func (c *Console) follow(r *request, from position, types []string, limit int) (feedView, error) {
	view, looked := feedView{Items: []json.RawMessage{}, Next: from}, 0
	for ev, err := range c.feed(r.Context(), from, r.now.Add(-c.opt.FeedLag)) {
		if err != nil || len(view.Items) == limit || looked == maxLooked {
			return view, err
		}
		looked++
		view.Next = behind(ev)
		if !heed.MatchesType(types, ev.Type) {
			continue
		}
		body, err := r.bodyOf(ev)
		if err != nil {
			return view, err
		}
		view.Items = append(view.Items, body)
	}
	view.Next = max(view.Next, at(r.now.Add(-max(settled, c.opt.FeedLag))))
	return view, nil
}

// bodyOf is an event's body as receivers get it. What a person wrote in it is null for
// keys that may not see that.
func (r *request) bodyOf(ev heed.Event) (json.RawMessage, error) {
	bare, quoted, err := ev.WithoutComment()
	if err != nil || !quoted || r.personal(ev.Account) {
		return ev.Body, err
	}
	return bare.Body, nil
}

// position reads where to go on: a position that an answer gave, an event's id,
// or nothing for the oldest event that is kept.
func (c *Console) position(r *request, after string) (position, error) {
	oldest := at(r.now.AddDate(0, 0, -feedDays))
	switch {
	case after == "":
		return oldest, nil
	case eventForm().MatchString(after):
		return c.findEvent(r.Context(), after, heed.DayOf(r.now))
	case !positionForm().MatchString(after):
		return "", badCursor("after")
	}
	if _, err := heed.ParseDay(string(position(after).day())); err != nil {
		return "", badCursor("after")
	}
	return max(position(after), oldest), nil
}

// findEvent looks an event up in the feed, from the last day backwards: its id does
// not tell its time. Readers who follow next are spared that.
func (c *Console) findEvent(ctx context.Context, event string, today heed.Day) (position, error) {
	ev, err := c.event(ctx, event, today)
	var refused *heed.Problem
	if errors.As(err, &refused) {
		return "", heed.RefuseField("after", "unknown", "there is no event of this id in the last %d days: start again without after", feedDays)
	}
	return behind(ev), err
}

// feed walks the events from a position up to an instant, oldest first.
func (c *Console) feed(ctx context.Context, from position, until time.Time) iter.Seq2[heed.Event, error] {
	end := until.Truncate(time.Millisecond) // as fine as the order
	return func(yield func(heed.Event, error) bool) {
		for day := from.day(); day <= heed.DayOf(end); day = day.Add(1) {
			for ev, err := range c.eventsOf(ctx, day, from.inDay()) { // later days lie behind it whole
				if err == nil && !ev.At.Before(end) || !yield(ev, err) {
					return
				}
			}
		}
	}
}

// eventsOf walks the events of one day behind a place, oldest first, and ends
// with an error if there is one.
func (c *Console) eventsOf(ctx context.Context, day heed.Day, place string) iter.Seq2[heed.Event, error] {
	return func(yield func(heed.Event, error) bool) {
		for {
			page, err := c.rec.Feed(ctx, day, place, feedChunk)
			if err != nil {
				yield(heed.Event{}, err)
				return
			}
			for _, ev := range page {
				if !yield(ev, nil) {
					return
				}
				place = records.FeedPosition(ev.At, ev.ID)
			}
			if len(page) < feedChunk {
				return
			}
		}
	}
}

// eventTypes are all that Heed says, about accounts and about itself.
var eventTypes = slices.Concat(heed.BusinessEvents, heed.OperationalEvents)
