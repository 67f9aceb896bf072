package console

import (
	"math"
	"slices"
	"strconv"

	"github.com/heed-cs/heed/shared/metric"
)

// metricChart is a series as its chart and its table are written.
type metricChart struct {
	Name     string
	Unit     metric.Unit
	Currency string
	Height   int
	Range    string // of all charts on the page, so that they can be compared; empty when there is nothing
	Points   []metricPoint
	page     *metricsPage
}

// Chart is a series as it is drawn, so many pixels high.
func (page *metricsPage) Chart(s metricSeries, height int) metricChart {
	name := page.Metric.Title.In(page.Language())
	if s.Group != "" {
		name = page.GroupName(s.Group)
	}
	return metricChart{name, page.Metric.Unit, page.Currency, height, page.reach(), s.Points, page}
}

// reach is from the lowest to the highest that any chart shows, and some air around it.
func (page *metricsPage) reach() string {
	low, high := math.Inf(1), math.Inf(-1)
	for _, s := range append(slices.Clone(page.Groups), page.Whole) {
		for _, pt := range s.Points {
			for _, x := range []*float64{pt.Value, pt.Low, pt.High} {
				if x != nil {
					low, high = min(low, *x), max(high, *x)
				}
			}
		}
	}
	if low > high {
		return ""
	}
	air := max(.08*(high-low), .01*math.Abs(high), .01)
	low, high = low-air, high+air
	if bottom, top, whole := scaleOf(page.Metric.Unit); whole {
		low, high = max(low, bottom), min(high, max(top, high-air))
	} else {
		low = 0
	}
	return decimal(low) + " " + decimal(high)
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

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
