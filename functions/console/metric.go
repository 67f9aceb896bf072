package console

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
	"github.com/heed-cs/heed/shared/records"
)

const (
	// metricDays is the stretch that is answered when none is asked for.
	metricDays = 30
	// maxPoints bounds one series, maxAllPoints all of an answer.
	maxPoints    = 1200
	maxAllPoints = 20_000
	// maxAccountDays bounds the days grouped by account, which no roll-up holds:
	// every day's counters are read.
	maxAccountDays = 400
	byAccount      = "account"
)

func (c *Console) metricRoutes() []route {
	return []route{{method: http.MethodGet, path: "/v1/metrics/{metric}", scope: heed.ScopeRead, answer: c.getMetric}}
}

// metricView is a metric over time.
type metricView struct {
	Metric   metric.Name     `json:"metric"`
	From     heed.Day        `json:"from"`
	To       heed.Day        `json:"to"` // not included
	Interval metric.Interval `json:"interval"`
	Series   []series        `json:"series"`
}

// getMetric answers a metric. With groups, only those are answered that have
// answers in the stretch.
func (c *Console) getMetric(r *request) (reply, error) {
	q, err := questionOf(r)
	if err != nil {
		return reply{}, err
	}
	days, err := c.counted(r.Context(), q)
	if err != nil {
		return reply{}, err
	}
	all, err := q.series(days)
	if err != nil {
		return reply{}, err
	}
	return reply{body: metricView{q.name, q.from, q.to, q.interval, all}}, nil
}

// question is what is asked of a metric.
type question struct {
	name     metric.Name
	from, to heed.Day
	interval metric.Interval
	spans    []metric.Span
	by       string // a dimension, byAccount, or empty
	account  string // as it was named; empty for all
}

func questionOf(r *request) (question, error) {
	name, err := metric.Parse(r.PathValue("metric"))
	if err != nil {
		return question{}, heed.Refuse(heed.NotFound, "%v", err)
	}
	params, err := r.knownQuery("from", "to", "interval", "by", "account")
	if err != nil {
		return question{}, err
	}
	q := question{name: name, by: params.Get("by"), account: params.Get("account")}
	if err := q.group(params); err != nil {
		return q, err
	}
	return q, q.stretch(params, heed.DayOf(r.now))
}

// withinAccount are the dimensions that one account's own answers differ in.
var withinAccount = []string{"phase", "touchpoint", "channel"}

func (q *question) group(params url.Values) error {
	known := append([]string{byAccount}, records.Dimensions...)
	if q.account != "" {
		known = withinAccount
	}
	if len(params["by"]) > 1 || q.by != "" && !slices.Contains(known, q.by) {
		return heed.RefuseField("by", "enum", "by must be exactly one of %q here", known)
	}
	return nil
}

func (q *question) stretch(params url.Values, today heed.Day) (err error) {
	if q.to, err = dayParam(params, "to", today.Add(1)); err != nil {
		return err
	}
	if q.from, err = dayParam(params, "from", q.to.Add(-metricDays)); err != nil {
		return err
	}
	if q.from >= q.to {
		return heed.RefuseField("from", "range", "from must lie before to, which is not included")
	}
	if q.by == byAccount && q.to.Sub(q.from) > maxAccountDays {
		return heed.RefuseField("from", "range", "grouped by account, at most %d days are answered: ask for less, or for one account", maxAccountDays)
	}
	q.interval = metric.None
	if text := params.Get("interval"); text != "" {
		if q.interval, err = metric.ParseInterval(text); err != nil {
			return heed.RefuseField("interval", "enum", "%v", err)
		}
	}
	if q.spans = metric.Buckets(q.from.Time(), q.to.Time(), q.interval); len(q.spans) > maxPoints {
		return tooManyPoints(len(q.spans), maxPoints)
	}
	return nil
}

func dayParam(params url.Values, name string, fallback heed.Day) (heed.Day, error) {
	text := params.Get(name)
	if text == "" {
		return fallback, nil
	}
	d, err := heed.ParseDay(text)
	if err != nil {
		return "", heed.RefuseField(name, "format", "%s: %v", name, err)
	}
	return d, nil
}

func tooManyPoints(n, limit int) error {
	return heed.RefuseField("interval", "range", "that makes %d points, and at most %d are answered: ask for a longer interval or fewer days", n, limit)
}
