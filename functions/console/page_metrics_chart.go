package console

import (
	"slices"

	"github.com/heed-cs/heed/shared/metric"
)

// metricChart is a series as its chart and its table are written.
type metricChart struct {
	Name     string
	Unit     metric.Unit
	Currency string
	Height   int
	Points   []metricPoint
	page     *metricsPage
}

// Chart is a series as it is drawn, so many pixels high.
func (page *metricsPage) Chart(s metricSeries, height int) metricChart {
	name := page.Metric.Title.In(page.Language())
	if s.Group != "" {
		name = page.GroupName(s.Group)
	}
	return metricChart{name, page.Metric.Unit, page.Currency, height, s.Points, page}
}

// Empty reports whether there is nothing to draw.
func (c metricChart) Empty() bool {
	return !slices.ContainsFunc(c.Points, func(p metricPoint) bool { return p.Value != nil })
}

// Say writes one of the chart's values.
func (c metricChart) Say(x *float64) string {
	if c.Unit == metric.Money {
		return c.page.Money(moneyOf(*x, c.Currency))
	}
	return c.page.Value(c.Unit, x, c.Currency)
}
