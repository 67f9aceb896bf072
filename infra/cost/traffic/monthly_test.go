package traffic

import (
	"regexp"
	"testing"

	wiring "github.com/heed-cs/heed"
	"github.com/heed-cs/heed/infra/cost"
)

// TestMonthlyCountsWhatTheTemplateHas compares the fixed part of the bill with template.yaml.
func TestMonthlyCountsWhatTheTemplateHas(t *testing.T) {
	count := func(pattern string) float64 {
		return float64(len(regexp.MustCompile(pattern).FindAll(wiring.Template, -1)))
	}
	want := map[string]float64{
		"key of KMS": count(`Type: AWS::KMS::Key\n`),
		"alarms":     count(`ReturnData: false`) + count(`\n      MetricName: `),
		"metrics":    count(`Type: AWS::Logs::MetricFilter`),
		"dashboard":  count(`Type: AWS::CloudWatch::Dashboard`),
		"schedules":  count(`ScheduleExpression: rate\(1 minute\)`)*30*24*60 + 30,
	}
	for _, c := range cost.Monthly() {
		if n, counted := want[c.What]; counted && n != c.Amount {
			t.Errorf("%s: %v are billed, template.yaml has %v", c.What, c.Amount, n)
		}
		delete(want, c.What)
	}
	if len(want) > 0 {
		t.Errorf("not billed: %v", want)
	}
}
