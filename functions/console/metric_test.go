package console

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// nps counts answers to the recommendation question, from scores to how often.
func nps(touchpoint string, scores map[int]int64) heed.Counts {
	counts := heed.Counts{}
	for score, n := range scores {
		counts[heed.Cell{Metric: "nps", Touchpoint: touchpoint, Channel: "email", Phase: "adoption", Bucket: fmt.Sprint(score)}] = n
	}
	return counts
}

func (b *bench) rollUp(dimension string, d heed.Day, groups map[string]heed.Counts) {
	b.t.Helper()
	b.rows(records.PutRollup(dimension, records.Row[records.Rollup]{Value: records.Rollup{Day: d, Groups: groups}}))
}

func (b *bench) count(account string, d heed.Day, counts heed.Counts) {
	b.t.Helper()
	b.rows(records.AddCounts(account, d, counts))
}

func TestAMetricAnswersAsTheContractSays(t *testing.T) {
	b := newBench(t)
	b.rollUp("segment", "2026-10-07", map[string]heed.Counts{"smb": nps("", map[int]int64{9: 15, 7: 15, 2: 10})})
	a := b.get("/v1/metrics/nps?from=2026-10-01&to=2026-11-01&by=segment")
	if a.at("metric") != "nps" || a.at("from") != "2026-10-01" || a.at("to") != "2026-11-01" || a.at("interval") != "none" || len(a.body) != 5 {
		t.Errorf("the answer begins %s", a.raw)
	}
	if a.at("series", 0, "group", "segment") != "smb" {
		t.Errorf("the group is %v", a.at("series", 0, "group"))
	}
	p := a.at("series", 0, "points", 0).(map[string]any)
	if got := slices.Sorted(maps.Keys(p)); !slices.Equal(got, []string{"detail", "from", "high", "low", "n", "state", "to", "value"}) {
		t.Errorf("a point has %v", got)
	}
	if p["value"] != 12.5 || p["n"] != 40. || p["state"] != "ok" || p["from"] != "2026-10-01" || p["to"] != "2026-11-01" {
		t.Errorf("the point is %v", p)
	}
	if a.at("series", 0, "points", 0, "detail", "promoters") != 15. {
		t.Errorf("the detail is %v", p["detail"])
	}
}

func TestWithoutGroupsThereIsOneSeriesAlsoWithoutData(t *testing.T) {
	b := newBench(t)
	a := b.get("/v1/metrics/csat?from=2026-10-01&to=2026-10-03&interval=day")
	if got := len(a.at("series").([]any)); got != 1 || len(a.at("series", 0, "group").(map[string]any)) != 0 {
		t.Fatalf("there are %d series: %s", got, a.raw)
	}
	if len(a.at("series", 0, "points").([]any)) != 2 || a.at("series", 0, "points", 1, "state") != "no_data" || a.at("series", 0, "points", 1, "value") != nil {
		t.Errorf("the points are %s", a.raw)
	}
	if a := b.get("/v1/metrics/csat?by=owner"); len(a.at("series").([]any)) != 0 {
		t.Errorf("groups without answers are answered: %s", a.raw)
	}
}

func TestPointsCoverTheStretchAndNothingElse(t *testing.T) {
	b := newBench(t)
	for _, d := range []heed.Day{"2026-09-30", "2026-10-01", "2026-10-31", "2026-11-01", "2026-11-02"} {
		b.rollUp(records.Everything, d, map[string]heed.Counts{"": nps("", map[int]int64{9: 1})})
	}
	for interval, want := range map[string]string{
		"none":    "2026-10-01/2026-11-02:3",
		"month":   "2026-10-01/2026-11-01:2 2026-11-01/2026-11-02:1",
		"quarter": "2026-10-01/2026-11-02:3",
		"week":    "2026-10-01/2026-10-05:1 2026-10-05/2026-10-12:0 2026-10-12/2026-10-19:0 2026-10-19/2026-10-26:0 2026-10-26/2026-11-02:2",
	} {
		a := b.get("/v1/metrics/response_count?from=2026-10-01&to=2026-11-02&interval=" + interval)
		var got []string
		for _, p := range a.at("series", 0, "points").([]any) {
			p := p.(map[string]any)
			got = append(got, fmt.Sprintf("%s/%s:%v", p["from"], p["to"], p["n"]))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("by %s the points are %v, want %s", interval, got, want)
		}
	}
	if a := b.get("/v1/metrics/nps"); a.at("to") != string(heed.DayOf(time.Now()).Add(1)) && a.at("to") != string(heed.DayOf(time.Now())) {
		t.Errorf("unasked, the stretch ends at %v", a.at("to"))
	}
}

func TestGroupsAreSortedAndHoldOnlyAnswers(t *testing.T) {
	b := newBench(t)
	tickets := heed.Counts{heed.Cell{Metric: "ticket", Bucket: "opened"}: 4}
	b.rollUp("segment", "2026-10-07", map[string]heed.Counts{
		"smb": nps("", map[int]int64{9: 1}), "": nps("", map[int]int64{1: 1}), "mid": nps("", map[int]int64{5: 2}), "silent": tickets,
	})
	if got := b.groups("/v1/metrics/nps?from=2026-10-01&to=2026-11-01&by=segment", "segment"); !slices.Equal(got, []string{"", "mid", "smb"}) {
		t.Errorf("the groups are %q", got)
	}
}

func (b *bench) groups(path, by string) []string {
	b.t.Helper()
	var all []string
	for _, s := range b.get(path).at("series").([]any) {
		group := s.(map[string]any)["group"].(map[string]any)
		if len(group) > 0 {
			all = append(all, group[by].(string))
		}
	}
	return all
}

func TestOneAccountsAnswersAndAllAccountsSideBySide(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{"external_ids":{"crm":["7"]}}`)
	b.count("acme", "2026-10-07", nps("support", map[int]int64{9: 2}))
	b.count("acme", "2026-10-08", nps("renewal", map[int]int64{2: 1}))
	b.count("acme", "2026-11-01", nps("late", map[int]int64{2: 1}))
	b.count("beta", "2026-10-08", nps("support", map[int]int64{2: 1}))
	const stretch = "from=2026-10-01&to=2026-11-01"
	for _, account := range []string{"acme", "crm:7"} {
		if a := b.get("/v1/metrics/nps?account=" + account + "&" + stretch); a.at("series", 0, "points", 0, "n") != 3. || len(a.at("series", 0, "group").(map[string]any)) != 0 {
			t.Errorf("of %s: %s", account, a.raw)
		}
	}
	if got := b.groups("/v1/metrics/nps?account=acme&by=touchpoint&"+stretch, "touchpoint"); !slices.Equal(got, []string{"renewal", "support"}) {
		t.Errorf("the touchpoints are %q", got)
	}
	if got := b.groups("/v1/metrics/nps?by=account&"+stretch, "account"); !slices.Equal(got, []string{"acme", "beta"}) {
		t.Errorf("the accounts are %q", got)
	}
	b.want(404, "GET", "/v1/metrics/nps?account=none", "")
}

func TestMetricsRefuseWhatTheyCannotAnswer(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{}`)
	b.want(404, "GET", "/v1/metrics/mood", "")
	for _, query := range []string{
		"by=size", "by=segment&by=plan", "account=acme&by=segment", "interval=year", "from=2026-10-01&to=2026-10-01",
		"from=2026-10-02&to=2026-10-01", "from=yesterday", "to=2026-13-01", "group=x", "from=2020-01-01&to=2026-01-01&interval=day",
		"by=account&from=2020-01-01&to=2026-01-01",
	} {
		a := b.want(422, "GET", "/v1/metrics/nps?"+query, "")
		if len(a.at("errors").([]any)) != 1 {
			t.Errorf("%s: %s", query, a.raw)
		}
	}
	b.want(405, "POST", "/v1/metrics/nps", "")
	b.as().want(401, "GET", "/v1/metrics/nps", "")
	b.as(heed.ScopeIngest).want(403, "GET", "/v1/metrics/nps", "")
	b.as(heed.ScopeRead).want(200, "GET", "/v1/metrics/nps", "")
}

func TestTooManyPointsAreRefused(t *testing.T) {
	b := newBench(t)
	groups := map[string]heed.Counts{}
	for i := range 20_000/1200 + 5 {
		groups[fmt.Sprint(i)] = nps("", map[int]int64{9: 1})
	}
	b.rollUp("owner", "2026-01-02", groups)
	b.want(422, "GET", "/v1/metrics/nps?by=owner&interval=day&from=2023-01-01&to=2026-03-01", "")
	b.get("/v1/metrics/nps?by=owner&interval=month&from=2023-01-01&to=2026-03-01")
}
