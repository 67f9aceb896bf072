package heed

import (
	"slices"
	"time"
)

// Outcome is what became of a webhook.
type Outcome string

// The outcomes of webhooks.
const (
	// OutcomeAccepted says that all it told is queued as signals.
	OutcomeAccepted Outcome = "accepted"
	// OutcomeIgnored says that it told nothing, or that a part of it told nothing.
	OutcomeIgnored Outcome = "ignored"
	// OutcomeRefused says that it was not believed, or could not be read.
	OutcomeRefused Outcome = "refused"
)

// Arrival is one webhook and what became of it: never what it held.
type Arrival struct {
	At      time.Time `json:"at"`
	Outcome Outcome   `json:"outcome"`
	// Accepted is how many signals it gave, Signals the first of them.
	Accepted int             `json:"accepted"`
	Signals  []ArrivedSignal `json:"signals,omitempty"`
	// Reasons say why it was refused, or the rest of it ignored.
	Reasons []string `json:"reasons,omitempty"`
}

// ArrivedSignal names a signal that a webhook gave.
type ArrivedSignal struct {
	SID  string `json:"sid"`
	Type string `json:"type"`
}

// The bounds of what is remembered of a connection's webhooks. Those of one outcome do not
// wash out the others.
const (
	MaxArrivals       = 20 // of each outcome
	MaxArrivedSignals = 3  // of one webhook
	maxArrivalDays    = 7
)

// Arrivals are the last webhooks of a connection, the newest first, and how many there
// were on each of the last days, as far as they were noted.
type Arrivals struct {
	Connection string       `json:"connection"`
	Last       []Arrival    `json:"last,omitempty"`
	Days       []ArrivalDay `json:"days,omitempty"`
}

// ArrivalDay counts a day's webhooks by what became of them.
type ArrivalDay struct {
	Day Day `json:"day"`
	ArrivalCount
}

// ArrivalCount counts webhooks by what became of them, and the signals they gave.
type ArrivalCount struct {
	Signals  int `json:"signals"`
	Accepted int `json:"accepted"`
	Ignored  int `json:"ignored"`
	Refused  int `json:"refused"`
}

// Plus counts both.
func (c ArrivalCount) Plus(other ArrivalCount) ArrivalCount {
	return ArrivalCount{c.Signals + other.Signals, c.Accepted + other.Accepted, c.Ignored + other.Ignored, c.Refused + other.Refused}
}

// Count is what the webhook adds.
func (a Arrival) Count() ArrivalCount {
	c := ArrivalCount{Signals: a.Accepted}
	switch a.Outcome {
	case OutcomeAccepted:
		c.Accepted = 1
	case OutcomeIgnored:
		c.Ignored = 1
	case OutcomeRefused:
		c.Refused = 1
	}
	return c
}

// With adds news and forgets the oldest. News that are known already change nothing.
func (a Arrivals) With(news Arrivals) Arrivals {
	fresh := slices.DeleteFunc(slices.Clone(news.Last), a.knows)
	if len(fresh) == 0 {
		return a
	}
	all := append(fresh, a.Last...)
	slices.SortStableFunc(all, func(x, y Arrival) int { return y.At.Compare(x.At) })
	kept := map[Outcome]int{}
	a.Last = slices.DeleteFunc(all, func(x Arrival) bool {
		kept[x.Outcome]++
		return kept[x.Outcome] > MaxArrivals
	})
	for _, d := range news.Days {
		a.Days = a.count(d)
	}
	return a
}

func (a Arrivals) knows(one Arrival) bool {
	return slices.ContainsFunc(a.Last, func(known Arrival) bool { return known.At.Equal(one.At) && known.Outcome == one.Outcome })
}

// count adds to a day, and forgets the days before the last ones.
func (a Arrivals) count(d ArrivalDay) []ArrivalDay {
	days := slices.Clone(a.Days)
	if i := slices.IndexFunc(days, func(known ArrivalDay) bool { return known.Day == d.Day }); i >= 0 {
		days[i].ArrivalCount = days[i].Plus(d.ArrivalCount)
		return days
	}
	days = append(days, d)
	slices.SortFunc(days, func(x, y ArrivalDay) int { return -x.Day.Time().Compare(y.Day.Time()) })
	return days[:min(len(days), maxArrivalDays)]
}

// Lately counts the webhooks of the week up to today.
func (a Arrivals) Lately(today Day) (sum ArrivalCount) {
	for _, d := range a.Days {
		if d.Day > today.Add(-maxArrivalDays) {
			sum = sum.Plus(d.ArrivalCount)
		}
	}
	return sum
}
