package console

import (
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
)

// ignoredView is a webhook that said nothing, or less than it held.
type ignoredView struct {
	At       time.Time `json:"at"`
	Accepted int       `json:"accepted"`
	Reasons  []string  `json:"reasons"`
}

// ignoredIn are those of a connection, newest first.
func ignoredIn(all heed.Arrivals) []ignoredView {
	views := []ignoredView{}
	for _, a := range all.Last {
		if a.Outcome == heed.OutcomeIgnored {
			views = append(views, ignoredView{a.At, a.Accepted, append([]string{}, a.Reasons...)})
		}
	}
	return views
}

// outcomeUnmapped is that of a webhook that no rule of the mapping reads.
const outcomeUnmapped heed.Outcome = "unmapped"

// arrivalView is a webhook of a connection and what became of it.
type arrivalView struct {
	At       time.Time     `json:"at"`
	Outcome  heed.Outcome  `json:"outcome"`
	Accepted int           `json:"accepted"`
	Signals  []arrivedView `json:"signals"`
	Reasons  []string      `json:"reasons"`
}

// arrivedView is a signal of a webhook, and where it is now.
type arrivedView struct {
	SID     string  `json:"sid"`
	Type    string  `json:"type"`
	Account *string `json:"account"` // null while it is not stored, and when it was erased
	State   string  `json:"state"`
}

// Where a signal may be, beside fateRetracted and fateErased.
const (
	stateStored  = "stored"
	stateUnknown = "unknown" // on its way, or a state of usage, which the day's row keeps
)

// listArrivals answers the last webhooks of a connection, newest first.
func (c *Console) listArrivals(r *request) (reply, error) {
	row, err := c.connection(r)
	if err != nil {
		return reply{}, err
	}
	arrivals, err := c.rec.Arrivals(r.Context(), row.Value.Name)
	if err != nil {
		return reply{}, err
	}
	stored, err := c.arrived(r.Context(), arrivals.Value)
	if err != nil {
		return reply{}, err
	}
	return pageIn(r, arrivals.Value.Last, newestFirst, func(a heed.Arrival) arrivalView { return arrivalIn(a, stored) })
}

// newestFirst sorts the newest first.
func newestFirst(a heed.Arrival) string { return strconv.FormatInt(math.MaxInt64-a.At.UnixNano(), 10) }

// arrived finds the signals that webhooks gave.
func (c *Console) arrived(ctx context.Context, all heed.Arrivals) (map[string]heed.Stored, error) {
	var sids []string
	for _, a := range all.Last {
		for _, s := range a.Signals {
			sids = append(sids, s.SID)
		}
	}
	rows, err := c.rec.Signals(ctx, sids...)
	if err != nil {
		return nil, err
	}
	stored := make(map[string]heed.Stored, len(rows))
	for sid, row := range rows {
		stored[sid] = row.Value
	}
	return stored, nil
}

func arrivalIn(a heed.Arrival, stored map[string]heed.Stored) arrivalView {
	view := arrivalView{At: a.At, Outcome: a.Outcome, Accepted: a.Accepted, Signals: make([]arrivedView, len(a.Signals)), Reasons: append([]string{}, a.Reasons...)}
	if a.Outcome == heed.OutcomeIgnored && a.Accepted == 0 && !slices.ContainsFunc(a.Reasons, func(reason string) bool { return reason != provider.Unmapped }) {
		view.Outcome = outcomeUnmapped
	}
	for i, s := range a.Signals {
		found, ok := stored[s.SID]
		view.Signals[i] = arrivedIn(s, found, ok)
	}
	return view
}

func arrivedIn(s heed.ArrivedSignal, found heed.Stored, ok bool) arrivedView {
	view := arrivedView{SID: s.SID, Type: s.Type, State: stateStored}
	switch {
	case !ok:
		view.State = stateUnknown
	case found.Absent && found.Source == "":
		view.State = fateErased
	case found.Retracted:
		view.State = fateRetracted
	}
	if ok && found.Account != "" {
		view.Account = &found.Account
	}
	return view
}
