package console

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
	"github.com/heed-cs/heed/shared/records"
)

// pays books what an account pays, from a day on; 0 is that it left.
func (b *bench) pays(account, profile string, steps ...any) {
	b.t.Helper()
	b.want(200, "PUT", "/v1/accounts/"+account, profile)
	p := heed.Paid{Contract: "k"}
	for i := 0; i < len(steps); i += 2 {
		s := heed.Step{Day: heed.Day(steps[i].(string))}
		if worth := steps[i+1].(int); worth > 0 {
			s.Runs, s.ARR = true, &heed.Money{Amount: int64(worth), Currency: "EUR"}
		}
		p.Steps = append(p.Steps, s)
	}
	b.rows(records.PutRevenue(records.Row[heed.Revenue]{Value: heed.Revenue{Account: account, Contracts: []heed.Paid{p}}}))
}

func (b *bench) payers() {
	b.pays("acme", `{"segment":"smb"}`, "2024-01-01", 100, "2025-06-01", 150)
	b.pays("beta", `{"segment":"smb"}`, "2024-01-01", 100, "2025-06-01", 40)
	b.pays("gone", `{"segment":"mid"}`, "2024-01-01", 100, "2025-06-01", 0)
	b.rows(records.PutRevenue(records.Row[heed.Revenue]{Value: heed.Revenue{Account: "erased"}}))
}

const lastYear = "?from=2025-01-01&to=2026-01-01"

func TestRevenueMetrics(t *testing.T) {
	b := newBench(t)
	b.payers()
	a := b.get("/v1/metrics/gross_revenue_retention" + lastYear)
	if a.at("series", 0, "points", 0, "value") != 100*140./300 || a.at("series", 0, "points", 0, "n") != 3. || a.at("series", 0, "points", 0, "low") != nil {
		t.Errorf("GRR is %s", a.raw)
	}
	if got := a.at("series", 0, "points", 0, "detail", "churn", "amount"); got != 100. {
		t.Errorf("the detail is %s", a.raw)
	}
	if got := b.groups("/v1/metrics/logo_churn"+lastYear+"&by=segment", "segment"); !slices.Equal(got, []string{"mid", "smb"}) {
		t.Errorf("the segments are %q", got)
	}
	if got := b.groups("/v1/metrics/net_revenue_retention"+lastYear+"&by=account", "account"); !slices.Equal(got, []string{"acme", "beta", "gone"}) {
		t.Errorf("the accounts are %q", got)
	}
	if a := b.get("/v1/metrics/net_revenue_retention" + lastYear + "&account=beta&interval=quarter"); a.at("series", 0, "points", 1, "value") != 40. {
		t.Errorf("beta is %s", a.raw)
	}
	if a := b.get("/v1/metrics/clv" + lastYear + "&horizon=12&discount=0.1"); a.at("series", 0, "points", 0, "detail", "horizon_months") != 12. {
		t.Errorf("CLV is %s", a.raw)
	}
}

func TestEveryMetricAnswersAsItIsDescribed(t *testing.T) {
	b := newBench(t)
	b.payers()
	items := b.get("/v1/metrics").at("items").([]any)
	if len(items) != len(metric.Names()) {
		t.Fatalf("%d metrics are described", len(items))
	}
	for _, d := range metric.Descriptions() {
		path := "/v1/metrics/" + string(d.Metric)
		b.get(path)
		for _, by := range d.By {
			b.get(path + "?by=" + by)
		}
		for _, interval := range metric.Intervals() {
			status := 200
			if !slices.Contains(d.Intervals, interval) {
				status = 422
			}
			stretch := "&to=2026-01-01&from=2025-12-01"
			if d.Source == metric.FromProfiles {
				stretch = ""
			}
			b.want(status, "GET", path+"?interval="+string(interval)+stretch, "")
		}
		compare := path + "/compare?before_from=2025-01-01&before_to=2025-06-01&after_from=2025-06-01&after_to=2026-01-01&by=segment"
		status := map[bool]int{true: 200, false: 422}[d.Compares]
		b.want(status, "GET", compare, "")
	}
}

func TestMetricsRefuseWhatTheyHaveNoUseFor(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{}`)
	for query, pointer := range map[string]string{
		"logo_churn?by=touchpoint":                 "by",
		"logo_churn?account=acme&by=segment":       "by",
		"logo_churn?horizon=12":                    "horizon",
		"clv?discount=2":                           "discount",
		"clv?discount=much":                        "discount",
		"clv?within=24":                            "within",
		"problem_resolution_rate?within=25":        "within",
		"adoption?from=2025-01-02":                 "from",
		"adoption?from=2025-01-01&to=2025-02-02":   "to",
		"adoption?interval=week":                   "interval",
		"roi?from=2025-01-01":                      "from",
		"share_of_answers?by=touchpoint":           "by",
		"share_of_answers?account=acme&by=channel": "by",
		"roi?interval=month":                       "interval",
		"logo_churn?interval=day":                  "interval",
		"nps/compare?before_from=2025-01-01":       "before_to",
		"nps/compare?before_from=2025-01-01&before_to=2025-03-01&after_from=2025-02-01&after_to=2025-04-01":      "after_from",
		"nps/compare?before_from=2025-01-01&before_to=2025-01-01&after_from=2025-02-01&after_to=2025-04-01":      "before_from",
		"roi/compare?before_from=2025-01-01&before_to=2025-02-01&after_from=2025-02-01&after_to=2025-04-01":      "metric",
		"adoption/compare?before_from=2025-01-02&before_to=2025-02-01&after_from=2025-02-01&after_to=2025-04-01": "before_from",
	} {
		a := b.want(422, "GET", "/v1/metrics/"+query, "")
		if a.at("errors", 0, "pointer") != pointer {
			t.Errorf("%s: %s", query, a.raw)
		}
	}
	b.want(404, "GET", "/v1/metrics/mood/compare?before_from=2025-01-01&before_to=2025-02-01&after_from=2025-02-01&after_to=2025-04-01", "")
	b.want(405, "POST", "/v1/metrics/targets", "")
}

func TestCompareTwoStretches(t *testing.T) {
	b := newBench(t)
	b.rollUp(records.Everything, "2026-09-07", map[string]heed.Counts{"": nps("", map[int]int64{9: 500, 7: 300, 2: 200})})
	b.rollUp(records.Everything, "2026-10-07", map[string]heed.Counts{"": nps("", map[int]int64{9: 600, 7: 300, 2: 100})})
	a := b.get("/v1/metrics/nps/compare?before_from=2026-09-01&before_to=2026-10-01&after_from=2026-10-01&after_to=2026-11-01")
	if a.at("series", 0, "verdict") != "evidence" || a.at("series", 0, "direction") != "up" || a.at("series", 0, "before", "n") != 1000. || a.at("series", 0, "p").(float64) > 1e-6 {
		t.Errorf("got %s", a.raw)
	}
}

func TestTargetsAreListedAsTheyStand(t *testing.T) {
	b := newBench(t)
	b.want(422, "PUT", "/v1/settings", `{"metric_targets":[{"metric":"csat","window":"month"}]}`)
	b.want(200, "PUT", "/v1/settings", `{"metric_targets":[{"metric":"csat","by":"segment","at_least":80,"window":"month"}]}`)
	a := b.get("/v1/metrics/targets")
	if a.at("items", 0, "state") != "unknown" || a.at("items", 0, "checked_at") != nil || a.at("items", 0, "min_n") != 5. {
		t.Errorf("before the first check: %s", a.raw)
	}
	target := heed.MetricTarget{Metric: "csat", By: "segment", AtLeast: new(80.), Window: heed.WindowMonth}
	for i, status := range []heed.TargetStatus{heed.TargetMissed, heed.TargetMet} {
		b.rows(records.PutTargetState(records.Row[heed.TargetState]{Value: heed.TargetState{
			Target: target.ID(), Group: fmt.Sprint(i), Status: status, Value: new(70.), N: 40, From: "2026-10-01", To: "2026-11-01", At: time.Now(),
		}}))
	}
	a = b.get("/v1/metrics/targets")
	if len(a.at("items").([]any)) != 2 || a.at("items", 0, "state") != "missed" || a.at("items", 1, "group", "segment") != "1" || a.at("items", 1, "from") != "2026-10-01" {
		t.Errorf("after it: %s", a.raw)
	}
}
