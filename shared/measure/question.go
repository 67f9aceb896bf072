package measure

import (
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
)

const (
	// metricDays is the stretch of answers that is meant when nothing is said,
	// revenueDays that of revenue, and monthsBack that of months before the present one.
	metricDays  = 30
	revenueDays = 365
	monthsBack  = 2
	// maxPoints bounds one series, maxAllPoints all of an answer, and maxCohorts one
	// series of revenue, each point of which looks at every customer.
	maxPoints    = 1200
	maxAllPoints = 20_000
	maxCohorts   = 60
	// maxAccountDays bounds the days grouped by account, which no roll-up holds:
	// every day's counters are read.
	maxAccountDays = 400
	// maxHorizon bounds how many months CLV looks ahead.
	maxHorizon = 600
)

// ByAccount is the dimension whose groups are the accounts themselves.
const ByAccount = "account"

// Question is what is asked of a metric.
type Question struct {
	Metric   metric.Name
	From, To heed.Day // To is not included; when empty, both take the metric's default
	Interval metric.Interval
	By       string        // a dimension, ByAccount, or empty
	Account  *heed.Account // nil for all
	Basis    metric.Basis  // Now is today
	Prefix   string        // of from and to, where parameters are named so

	about metric.Description
	spans []metric.Span
}

// withinAccount are the dimensions that one account's own answers differ in.
var withinAccount = []string{"phase", "touchpoint", "channel"}

// Check fills in what was not said, and refuses what cannot be answered.
func (q *Question) Check() (err error) {
	if q.about, err = metric.Describe(q.Metric); err != nil {
		return heed.Refuse(heed.NotFound, "%v", err)
	}
	for _, check := range []func() error{q.group, q.basis, q.stretch, q.months, q.cut} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// dimensions are what the question may be grouped by.
func (q *Question) dimensions() []string {
	switch {
	case q.Account == nil:
		return q.about.By
	case q.about.Source == metric.FromCounters:
		return slices.DeleteFunc(slices.Clone(withinAccount), func(by string) bool { return !slices.Contains(q.about.By, by) })
	}
	return nil
}

func (q *Question) group() error {
	if known := q.dimensions(); q.By != "" && !slices.Contains(known, q.By) {
		return heed.RefuseField("by", "enum", "by must be exactly one of %q here", known)
	}
	return nil
}

// basis refuses numbers that the metric has no use for.
func (q *Question) basis() error {
	b := &q.Basis
	clv, tickets := q.Metric == metric.CLV, q.Metric == metric.ProblemResolutionRate
	switch {
	case b.Horizon != 0 && (!clv || b.Horizon < 0 || b.Horizon > maxHorizon):
		return heed.RefuseField("horizon", "range", "horizon is for clv: 1 to %d months", maxHorizon)
	case b.Discount != 0 && (!clv || !(b.Discount > 0 && b.Discount <= 1)):
		return heed.RefuseField("discount", "range", "discount is for clv: a year's rate from 0 to 1, such as 0.1")
	case b.Within != 0 && (!tickets || !slices.Contains(heed.ResolutionHours, b.Within)):
		return heed.RefuseField("within", "enum", "within is for problem_resolution_rate: one of %v hours", heed.ResolutionHours)
	}
	return nil
}

func (q *Question) stretch() error {
	today := heed.DayOf(q.Basis.Now)
	if q.about.Source == metric.FromProfiles && (q.From != "" || q.To != "") {
		return q.refuse("from", "%s is what profiles say now: it takes neither from nor to", q.Metric)
	}
	if q.To == "" {
		q.To = today.Add(1)
	}
	if q.From == "" {
		q.From = q.usualFrom()
	}
	if q.From >= q.To {
		return q.refuse("from", "%[1]sfrom must lie before %[1]sto, which is not included", q.Prefix)
	}
	if q.By == ByAccount && q.about.Source == metric.FromCounters && q.To.Sub(q.From) > maxAccountDays {
		return q.refuse("from", "grouped by account, at most %d days are answered: ask for less, or for one account", maxAccountDays)
	}
	return nil
}

// refuse refuses what from or to says.
func (q *Question) refuse(name, format string, args ...any) error {
	return heed.RefuseField(q.Prefix+name, "range", format, args...)
}

func (q *Question) usualFrom() heed.Day {
	switch q.about.Source {
	case metric.FromRevenue:
		return q.To.Add(-revenueDays)
	case metric.FromMonths:
		return firstOfMonth(q.To.Add(-1)).AddMonths(-monthsBack)
	case metric.FromProfiles:
		return q.To.Add(-1)
	}
	return q.To.Add(-metricDays)
}

// months refuses stretches that cut a month, of metrics that are kept by month.
func (q *Question) months() error {
	if q.about.Source != metric.FromMonths {
		return nil
	}
	if q.From != firstOfMonth(q.From) {
		return q.refuse("from", "%s is kept by month: %sfrom must be the first day of one", q.Metric, q.Prefix)
	}
	if q.To != firstOfMonth(q.To) && q.To <= heed.DayOf(q.Basis.Now) {
		return q.refuse("to", "%s is kept by month: %sto must be the first day of one, or lie behind today", q.Metric, q.Prefix)
	}
	return nil
}

func firstOfMonth(d heed.Day) heed.Day { return heed.Monthly{Month: heed.MonthOf(d)}.FirstDay() }

// cut makes the points.
func (q *Question) cut() error {
	if q.Interval == "" {
		q.Interval = metric.None
	}
	if !slices.Contains(q.about.Intervals, q.Interval) {
		return heed.RefuseField("interval", "enum", "the interval of %s must be one of %q", q.Metric, q.about.Intervals)
	}
	limit := maxPoints
	if q.about.Source != metric.FromCounters {
		limit = maxCohorts
	}
	q.spans = metric.Buckets(q.From.Time(), q.To.Time(), q.Interval)
	if len(q.spans) > limit {
		return tooManyPoints(len(q.spans), limit)
	}
	return nil
}

func tooManyPoints(n, limit int) error {
	return heed.RefuseField("interval", "range", "that makes %d points, and at most %d are answered: ask for a longer interval or fewer days", n, limit)
}

// WithSettings takes the numbers that settings say.
func (q *Question) WithSettings(set heed.Settings, now time.Time) {
	q.Basis.Rates, q.Basis.Margin, q.Basis.Now = set.Rates(), set.Margin, now
}
