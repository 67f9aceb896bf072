package console

import (
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
)

// metricDaysNow is the stretch an account's metrics are taken from.
const metricDaysNow = 365

// metricNow is one metric of an account over the last year.
type metricNow struct {
	metric.Description
	Score metric.Score
	Range gauge
}

// metricsOf scores what the account's people answered.
func (p *pages) metricsOf(v *visit, account string) ([]metricNow, error) {
	to := heed.DayOf(v.now).Add(1)
	days, err := p.rec.AccountDays(v.Context(), account, to.Add(-metricDaysNow), to)
	if err != nil {
		return nil, err
	}
	counts := heed.Counts{}
	for _, d := range days {
		counts.Merge(d.Counts)
	}
	var now []metricNow
	for _, d := range metric.Descriptions() {
		if d.Source == metric.FromCounters && d.HasInterval {
			score := metric.Compute(d.Metric, counts)
			now = append(now, metricNow{d, score, gaugeOf(d.Unit, score)})
		}
	}
	return now, nil
}

// gauge is a value with its interval on the metric's whole scale, for drawing.
type gauge struct {
	span
	At    string
	Drawn bool
}

// scaleOf is the whole scale of a unit that has one.
func scaleOf(u metric.Unit) (low, high float64, ok bool) {
	switch u {
	case metric.Points:
		return -100, 100, true
	case metric.Percent:
		return 0, 100, true
	case metric.Ease:
		return 1, 7, true
	}
	return 0, 0, false
}

func gaugeOf(u metric.Unit, s metric.Score) gauge {
	low, high, ok := scaleOf(u)
	if !ok || s.Value == nil {
		return gauge{}
	}
	share := func(x float64) float64 { return 100 * min(max((x-low)/(high-low), 0), 1) }
	g := gauge{At: percentage(share(*s.Value)), Drawn: true, span: span{percentage(share(*s.Value)), percentage(0)}}
	if s.Low != nil && s.High != nil {
		g.span = span{percentage(share(*s.Low)), percentage(share(*s.High) - share(*s.Low))}
	}
	return g
}

// Value writes a metric's value in its unit; a dash for none.
func (l locale) Value(u metric.Unit, x *float64, currency string) string {
	if x == nil {
		return "–"
	}
	switch u {
	case metric.Percent:
		text := l.decimal(*x, 0)
		if l.german() {
			return text + hardSpace + "%"
		}
		return text + "%"
	case metric.Money:
		return l.Money(&heed.Money{Amount: int64(*x), Currency: currency})
	case metric.Ease:
		return l.decimal(*x, 1)
	case metric.Answers:
		return l.Number(int64(*x))
	}
	return l.decimal(*x, 0)
}

// Sure says in words how far a score can be trusted.
func (l locale) Sure(s metric.Score) string {
	if s.N == 1 {
		return l.T("sure:one")
	}
	return l.fill("sure:"+string(s.State), l.Number(s.N))
}

// Between writes an interval.
func (l locale) Between(u metric.Unit, s metric.Score, currency string) string {
	if s.Low == nil || s.High == nil {
		return ""
	}
	return l.fill("between", l.Value(u, s.Low, currency), l.Value(u, s.High, currency))
}
