package heed

import (
	"cmp"
	"strconv"
	"time"
)

// MetricTargetMissed is said when a metric does not reach what the settings ask of it.
const MetricTargetMissed = "metric.target_missed"

// MetricTarget is what a metric should reach.
type MetricTarget struct {
	Metric string `json:"metric"`
	// By and Group narrow the target to one group, By alone asks it of every group.
	By    string `json:"by,omitempty"`
	Group string `json:"group,omitempty"`
	// AtLeast or AtMost is the bound, in the metric's unit; exactly one is set.
	AtLeast *float64 `json:"at_least,omitempty"`
	AtMost  *float64 `json:"at_most,omitempty"`
	// Window is the stretch looked at: WindowDays, or the last whole month or quarter.
	Window string `json:"window"`
	Days   int    `json:"days,omitempty"` // of WindowDays
	// MinN is the least n that says anything; DefaultMinN when 0.
	MinN int64 `json:"min_n,omitempty"`
}

// The windows of targets.
const (
	WindowDays    = "days"
	WindowMonth   = "month"
	WindowQuarter = "quarter"
)

const (
	// DefaultMinN is the least n that a target is held against, unless it says otherwise.
	DefaultMinN = 5
	// MaxMetricTargets is how many targets there may be.
	MaxMetricTargets = 50
	// MaxTargetDays is the longest window in days.
	MaxTargetDays = 400
)

// ID names the target by all it says: another bound is another target.
func (t MetricTarget) ID() string {
	bound := func(x *float64) string {
		if x == nil {
			return ""
		}
		return strconv.FormatFloat(*x, 'g', -1, 64)
	}
	return digest(12, t.Metric, t.By, t.Group, bound(t.AtLeast), bound(t.AtMost), t.Window, strconv.Itoa(t.Days), strconv.FormatInt(t.MinN, 10))
}

// Stretch is the window of whole days that ends with the day before today; to is
// not included.
func (t MetricTarget) Stretch(today Day) (from, to Day) {
	month := Monthly{Month: MonthOf(today)}.FirstDay()
	switch t.Window {
	case WindowMonth:
		return month.AddMonths(-1), month
	case WindowQuarter:
		quarter := month.AddMonths(-(int(month.Time().Month()) - 1) % 3)
		return quarter.AddMonths(-3), quarter
	}
	return today.Add(-t.Days), today
}

// TargetStatus says how a metric stands against its target.
type TargetStatus string

// How a metric may stand against its target. Unknown is too few to tell.
const (
	TargetMet     TargetStatus = "met"
	TargetMissed  TargetStatus = "missed"
	TargetUnknown TargetStatus = "unknown"
)

// Judge holds a value drawn from n against the target.
func (t MetricTarget) Judge(value *float64, n int64) TargetStatus {
	switch {
	case value == nil || n < cmp.Or(t.MinN, DefaultMinN):
		return TargetUnknown
	case t.AtLeast != nil && *value < *t.AtLeast, t.AtMost != nil && *value > *t.AtMost:
		return TargetMissed
	}
	return TargetMet
}

// TargetState is how one group stood against a target when it was looked at last.
type TargetState struct {
	Target string       `json:"target"` // MetricTarget.ID
	Group  string       `json:"group"`
	Status TargetStatus `json:"status"`
	Value  *float64     `json:"value"`
	Low    *float64     `json:"low"`
	High   *float64     `json:"high"`
	N      int64        `json:"n"`
	From   Day          `json:"from"`
	To     Day          `json:"to"` // not included
	At     time.Time    `json:"at"`
	// Said is the end of the window that was told of last, or that nothing may be told
	// of: the next event needs a window behind it.
	Said Day `json:"said"`
	// Numbers names the settings that values depend on: a change of them is no news.
	Numbers string `json:"numbers"`
}

// MetricMissed is the data of metric.target_missed.
type MetricMissed struct {
	Metric string            `json:"metric"`
	Group  map[string]string `json:"group"` // empty when nothing is grouped
	Target MetricBound       `json:"target"`
	Value  float64           `json:"value"`
	Low    *float64          `json:"low"`
	High   *float64          `json:"high"`
	N      int64             `json:"n"`
	Window MetricWindow      `json:"window"`
	Reason string            `json:"reason"` // in one sentence
	URL    string            `json:"url"`
}

// MetricBound is what was asked of a metric.
type MetricBound struct {
	AtLeast *float64 `json:"at_least"`
	AtMost  *float64 `json:"at_most"`
}

// MetricWindow is the days a value is of.
type MetricWindow struct {
	From Day `json:"from"`
	To   Day `json:"to"` // not included
}

// NewTargetEvent says that a target was missed in a window, once: its id is made of both.
// Filters look at the segment or the owner it is about.
func NewTargetEvent(t MetricTarget, group string, at time.Time, data MetricMissed) (Event, error) {
	var facts EventFacts
	switch t.By {
	case "segment":
		facts.Segment = group
	case "owner":
		facts.Owner = group
	}
	id := EventID(MetricTargetMissed, t.ID()+"#"+group, string(data.Window.From), 0)
	return newEvent(id, MetricTargetMissed, "", at, facts, data, false)
}
