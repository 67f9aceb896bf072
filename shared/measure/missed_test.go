package measure

import (
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
)

func TestAMissIsSaidInOneSentence(t *testing.T) {
	r := Reading{
		Target: heed.MetricTarget{Metric: "csat", By: "segment", AtLeast: new(80.)}, Group: "smb",
		Point: Point{From: "2026-10-01", To: "2026-11-01", Score: metric.Score{Estimate: metric.Estimate{Value: new(70.25), N: 40}}},
	}
	for lang, want := range map[heed.Language]string{
		heed.English: "Satisfaction (smb) was 70.3 % from 2026-10-01 to 2026-10-31, below the target of 80 % (n = 40).",
		heed.German:  "Zufriedenheit (smb): 70,3 % vom 2026-10-01 bis 2026-10-31, unter dem Ziel von 80 % (n = 40).",
	} {
		if got := r.reason("EUR").In(lang); got != want {
			t.Errorf("in %s it says\n%s, want\n%s", lang, got, want)
		}
	}
	r.Target = heed.MetricTarget{Metric: "upsell_revenue", AtMost: new(1000.)}
	r.Group, r.Value = "", new(123456.)
	if got := r.reason("EUR").In(heed.English); got != "Up-sell revenue was 1234.6 EUR from 2026-10-01 to 2026-10-31, above the target of 10 EUR (n = 40)." {
		t.Errorf("of money it says %s", got)
	}
	m := r.Missed(heed.DefaultSettings(), "https://heed.example")
	if len(m.Group) != 0 || *m.Target.AtMost != 1000 || m.Value != 123456 || m.Window.To != "2026-11-01" {
		t.Errorf("the event says %+v", m)
	}
}
