package measure

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
)

// Missed is what an event says of a missed target.
func (r Reading) Missed(set heed.Settings, publicURL string) heed.MetricMissed {
	t := r.Target
	missed := heed.MetricMissed{
		Metric: t.Metric, Group: map[string]string{}, Target: heed.MetricBound{AtLeast: t.AtLeast, AtMost: t.AtMost},
		Value: *r.Value, Low: r.Low, High: r.High, N: r.N, Window: heed.MetricWindow{From: r.From, To: r.To},
		Reason: r.reason(set.Currency).In(set.Language), URL: publicURL + "/",
	}
	if t.By != "" {
		missed.Group[t.By] = r.Group
	}
	return missed
}

// reason is the miss in one sentence.
func (r Reading) reason(currency string) heed.Text {
	d, _ := metric.Describe(metric.Name(r.Target.Metric)) // it was read
	bound, below := r.Target.AtLeast, true
	if bound == nil {
		bound, below = r.Target.AtMost, false
	}
	last := r.To.Add(-1)
	say := func(lang heed.Language, format, under, over string) string {
		side := under
		if !below {
			side = over
		}
		title := d.Title.In(lang)
		if r.Group != "" {
			title += " (" + r.Group + ")"
		}
		return fmt.Sprintf(format, title, written(lang, d.Unit, *r.Value, currency), r.From, last, side, written(lang, d.Unit, *bound, currency), r.N)
	}
	return heed.Text{
		EN: say(heed.English, "%s was %s from %s to %s, %s the target of %s (n = %d).", "below", "above"),
		DE: say(heed.German, "%s: %s vom %s bis %s, %s dem Ziel von %s (n = %d).", "unter", "über"),
	}
}

// written writes a value in its unit; amounts are taken to have cents.
func written(lang heed.Language, u metric.Unit, v float64, currency string) string {
	switch u {
	case metric.Percent:
		return decimal(lang, v) + " %"
	case metric.Money:
		return decimal(lang, math.Round(v)/100) + " " + currency
	}
	return decimal(lang, v)
}

func decimal(lang heed.Language, v float64) string {
	text := strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
	if lang == heed.German {
		return strings.Replace(text, ".", ",", 1)
	}
	return text
}
