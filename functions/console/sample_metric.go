package console

import (
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
)

// missed is a target that a segment did not reach last month.
func (s sample) missed() heed.MetricMissed {
	t := heed.MetricTarget{Metric: string(metric.CSAT), By: "segment", Group: "smb", AtLeast: new(80.), Window: heed.WindowMonth}
	from, to := t.Stretch(s.today())
	return heed.MetricMissed{
		Metric: t.Metric, Group: map[string]string{t.By: t.Group}, Target: heed.MetricBound{AtLeast: t.AtLeast},
		Value: 70, Low: new(54.57), High: new(81.93), N: 40, Window: heed.MetricWindow{From: from, To: to},
		Reason: "This is a test: Satisfaction (smb) was 70 %, below the target of 80 % (n = 40).", URL: s.publicURL + "/",
	}
}
