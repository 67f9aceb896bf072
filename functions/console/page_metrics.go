package console

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/measure"
	"github.com/heed-cs/heed/shared/metric"
)

const (
	// monthsShown is how far back metrics go when the reader does not say.
	monthsShown = 12
	// groupsShown is how many groups are drawn, those with the most answers first.
	groupsShown = 24
)

// metricsPage is one metric over time, as a whole and by group.
type metricsPage struct {
	frame
	All      []metric.Description
	Metric   metric.Description
	Currency string
	Months   int
	Interval metric.Interval
	By       string
	Whole    metricSeries
	Groups   []metricSeries
	Left     int  // groups that are not drawn
	Owners   bool // groups may be those of single persons
}

// metricSeries is one group: its points, and the whole stretch as one.
type metricSeries struct {
	Group  string
	Score  metric.Score
	Range  gauge
	Points []metricPoint
}

// metricPoint is one stretch of time, with the value as the chart draws it.
type metricPoint struct {
	measure.Point
	Value, Low, High *float64
}

// stretches are the months to choose from.
var stretches = []int{3, 6, 12, 24}

// Stretches are the choices of how far back.
func (page *metricsPage) Stretches() []int { return stretches }

func (p *pages) metricsPage(v *visit) (string, any, error) {
	set, err := p.rec.Settings(v.Context())
	if err != nil {
		return "", nil, err
	}
	page := &metricsPage{frame: p.frameFor(v, "metrics"), All: metric.Descriptions(), Currency: set.Value.Currency, Owners: set.Value.Privacy.OwnerReports}
	page.Charts = true
	if err := page.ask(v.URL.Query()); err != nil {
		return "", nil, err
	}
	q := measure.Question{
		Metric: page.Metric.Metric, By: page.By, Interval: page.Interval,
		From: page.from(v.now), To: heed.DayOf(v.now).Add(1),
	}
	q.WithSettings(set.Value, v.now)
	return "metrics", page, p.fillMetrics(v, page, q)
}

// ask reads what is to be shown. What a metric does not have, it is not asked for.
func (page *metricsPage) ask(q url.Values) error {
	name, err := metric.Parse(cmp.Or(q.Get("metric"), string(metric.NPS)))
	if err != nil {
		return heed.RefuseField("metric", "enum", "%v", err)
	}
	i := slices.IndexFunc(page.All, func(d metric.Description) bool { return d.Metric == name })
	page.Metric = page.All[i]
	page.Months, _ = strconv.Atoi(q.Get("months"))
	if !slices.Contains(stretches, page.Months) {
		page.Months = monthsShown
	}
	if page.Interval = metric.Interval(q.Get("interval")); !slices.Contains(page.Metric.Intervals, page.Interval) {
		page.Interval = page.Metric.Intervals[max(0, slices.Index(page.Metric.Intervals, metric.Month))]
	}
	if page.By = q.Get("by"); !slices.Contains(page.Dimensions(), page.By) {
		page.By = ""
	}
	return nil
}

// from is the first day shown: that of a month, so that no point is made of a part of
// one but the last.
func (page *metricsPage) from(now time.Time) heed.Day {
	return heed.DayOf(time.Date(now.Year(), now.Month()-time.Month(page.Months-1), 1, 0, 0, 0, 0, time.UTC))
}

// Dimensions are what the metric can be grouped by here. Single accounts have a
// page of their own, and single persons are shown only where the settings say so.
func (page *metricsPage) Dimensions() []string {
	return slices.DeleteFunc(slices.Clone(page.Metric.By), func(by string) bool {
		return by == measure.ByAccount || by == "owner" && !page.Owners
	})
}

// fillMetrics asks four times: the whole and the groups, over time and all in one.
func (p *pages) fillMetrics(v *visit, page *metricsPage, q measure.Question) error {
	by := q.By
	q.By = ""
	whole, err := p.seriesOf(v, page, q)
	if err != nil || len(whole) == 0 {
		return err
	}
	page.Whole = whole[0]
	if by == "" {
		return nil
	}
	q.By = by
	if page.Groups, err = p.seriesOf(v, page, q); err != nil {
		return err
	}
	slices.SortStableFunc(page.Groups, func(a, b metricSeries) int { return cmp.Compare(b.Score.N, a.Score.N) })
	page.Left = max(0, len(page.Groups)-groupsShown)
	page.Groups = page.Groups[:len(page.Groups)-page.Left]
	return nil
}

// seriesOf answers a question over time, and each group's stretch as one.
func (p *pages) seriesOf(v *visit, page *metricsPage, q measure.Question) ([]metricSeries, error) {
	over, err := p.answerTo(v, q)
	if err != nil {
		return nil, err
	}
	q.Interval = metric.None
	once, err := p.answerTo(v, q)
	if err != nil {
		return nil, err
	}
	scores := map[string]metric.Score{}
	for _, s := range once {
		scores[s.Group[q.By]] = s.Points[0].Score
	}
	all := make([]metricSeries, len(over))
	for i, s := range over {
		group := s.Group[q.By]
		all[i] = metricSeries{Group: group, Score: scores[group], Range: gaugeOf(page.Metric.Unit, scores[group]), Points: page.points(s)}
	}
	return all, nil
}

func (p *pages) answerTo(v *visit, q measure.Question) ([]measure.Series, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	return p.measure.Answer(v.Context(), q)
}

func (page *metricsPage) points(s measure.Series) []metricPoint {
	points := make([]metricPoint, len(s.Points))
	for i, pt := range s.Points {
		points[i] = metricPoint{pt, page.drawn(pt.Value), page.drawn(pt.Low), page.drawn(pt.High)}
	}
	return points
}

// drawn is a value in the unit that charts write: money in whole units.
func (page *metricsPage) drawn(x *float64) *float64 {
	if x == nil || page.Metric.Unit != metric.Money {
		return x
	}
	return new(whole(heed.Money{Amount: int64(*x), Currency: page.Currency}))
}

// To is the same page about another metric.
func (page *metricsPage) To(name metric.Name) string { return page.with("metric", string(name)) }

// GroupName is what a group is called; what says nothing of the dimension has a name too.
func (page *metricsPage) GroupName(group string) string {
	switch {
	case group == "":
		return page.T("group_none")
	case page.By == "phase" || page.By == "touchpoint" || page.By == "channel":
		return page.T("said:" + group)
	}
	return group
}
