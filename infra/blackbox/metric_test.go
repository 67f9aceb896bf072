package blackbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// question is what is asked of a metric.
type question struct{ metric, from, to, interval, by, account string }

func (q question) path() string {
	v := url.Values{"from": {q.from}, "to": {q.to}, "interval": {q.interval}}
	if q.by != "" {
		v.Set("by", q.by)
	}
	if q.account != "" {
		v.Set("account", q.account)
	}
	return "/v1/metrics/" + q.metric + "?" + v.Encode()
}

// result is a metric as it is answered.
type result struct {
	Metric, From, To, Interval string
	Series                     []series
}

type series struct {
	Group  map[string]string
	Points []point
}

type point struct {
	From, To  string
	Value     *float64
	N         int
	Low, High *float64
	State     string
	Detail    detail
}

// detail is what the details of all metrics hold in integers.
type detail struct {
	Promoters, Passives, Detractors  int
	Satisfied, Neutral, Dissatisfied int
	NPS, CSAT, CES                   int
	Distribution                     map[string]int
	Scales                           []scale
	OtherScales                      []scale `json:"other_scales"`
}

type scale struct {
	Scale        string
	N            int
	Distribution map[string]int
}

// expected is the answer to a question by the recount.
func expected(q question, all []counted) result {
	groups := map[string][]counted{}
	for _, c := range all {
		if c.day >= q.from && c.day < q.to && (q.account == "" || q.account == c.account) && (q.metric == "response_count" || q.metric == c.metric) {
			groups[c.groups[q.by]] = append(groups[c.groups[q.by]], c)
		}
	}
	want := result{Metric: q.metric, From: q.from, To: q.to, Interval: q.interval, Series: []series{}}
	if q.by == "" {
		want.Series = append(want.Series, series{map[string]string{}, points(q, groups[""])})
		return want
	}
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		if score(q.metric, groups[group]).N > 0 {
			want.Series = append(want.Series, series{map[string]string{q.by: group}, points(q, groups[group])})
		}
	}
	return want
}

func points(q question, all []counted) []point {
	slices.SortFunc(all, func(a, b counted) int { return cmp.Compare(a.day, b.day) })
	var points []point
	for from := q.from; from < q.to; {
		to := min(after(from, q.interval, q.to), q.to)
		n, _ := slices.BinarySearchFunc(all, to, func(c counted, day string) int { return cmp.Compare(c.day, day) })
		p := score(q.metric, all[:n])
		p.From, p.To = from, to
		points, from, all = append(points, p), to, all[n:]
	}
	return points
}

// after is the first day of the next interval of the calendar.
func after(day, interval, end string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	for {
		t = t.AddDate(0, 0, 1)
		begins := map[string]bool{
			"day": true, "week": t.Weekday() == time.Monday, "month": t.Day() == 1,
			"quarter": t.Day() == 1 && t.Month()%3 == 1, "none": t.Format(time.DateOnly) >= end,
		}
		if begins[interval] {
			return t.Format(time.DateOnly)
		}
	}
}

// score is one point, without its days.
func score(metric string, all []counted) point {
	switch metric {
	case "nps":
		return netPromoters(all)
	case "csat":
		return satisfaction(all)
	case "ces":
		return effort(all)
	}
	var d detail
	for _, c := range all {
		*map[string]*int{"nps": &d.NPS, "csat": &d.CSAT, "ces": &d.CES}[c.metric]++
	}
	return pointOf(len(all), float64(len(all)), nil, nil, d)
}

func pointOf(n int, value float64, low, high *float64, d detail) point {
	p := point{N: n, State: "ok", Detail: d}
	switch {
	case n == 0:
		p.State = "no_data"
	case n < 5:
		p.State = "few"
	case n < 30:
		p.State = "low_confidence"
	}
	if n > 0 {
		p.Value = &value
	}
	if n > 1 {
		p.Low, p.High = low, high
	}
	return p
}

const z = 1.959964 // of 95 %

func netPromoters(all []counted) point {
	var d detail
	for _, c := range all {
		switch {
		case c.score >= 9:
			d.Promoters++
		case c.score >= 7:
			d.Passives++
		default:
			d.Detractors++
		}
	}
	n := float64(len(all))
	p, q := (float64(d.Promoters)+.75)/(n+3), (float64(d.Detractors)+.75)/(n+3)
	half := z * math.Sqrt((p+q-(p-q)*(p-q))/(n+3))
	low, high := max(-100, 100*(p-q-half)), min(100, 100*(p-q+half))
	return pointOf(len(all), 100*float64(d.Promoters-d.Detractors)/n, &low, &high, d)
}

// csatLines are, by scale, the first satisfied and the last dissatisfied score.
var csatLines = map[string][2]int{"1-2": {2, 1}, "1-3": {3, 1}, "1-4": {3, 1}, "1-5": {4, 2}, "1-7": {6, 2}, "1-10": {8, 4}}

func satisfaction(all []counted) point {
	var d detail
	for _, c := range all {
		switch line := csatLines[c.scale]; {
		case c.score >= line[0]:
			d.Satisfied++
		case c.score <= line[1]:
			d.Dissatisfied++
		default:
			d.Neutral++
		}
	}
	d.Scales = scalesOf(all, "1-2", "1-3", "1-4", "1-5", "1-7", "1-10")
	n := float64(len(all))
	p := float64(d.Satisfied) / n
	centre, half := (p+z*z/2/n)/(1+z*z/n), z*math.Sqrt(p*(1-p)/n+z*z/4/n/n)/(1+z*z/n)
	low, high := 100*(centre-half), 100*(centre+half)
	return pointOf(len(all), 100*p, &low, &high, d)
}

// effort is the mean on 1–7. Its interval needs Student's t, which is left to
// what bounds it: see withoutT.
func effort(all []counted) point {
	d := detail{Distribution: map[string]int{}, OtherScales: scalesOf(all, "1-5")}
	for score := 1; score <= 7; score++ {
		d.Distribution[strconv.Itoa(score)] = 0
	}
	n, sum := 0, 0
	for _, c := range all {
		if c.scale == "1-7" {
			n, sum = n+1, sum+c.score
			d.Distribution[strconv.Itoa(c.score)]++
		}
	}
	return pointOf(n, float64(sum)/float64(n), nil, nil, d)
}

func scalesOf(all []counted, names ...string) []scale {
	found := []scale{}
	for _, name := range names {
		s := scale{Scale: name, Distribution: map[string]int{}}
		for score := 1; score <= high(name, 0); score++ {
			s.Distribution[strconv.Itoa(score)] = 0
		}
		for _, c := range all {
			if c.scale == name {
				s.N++
				s.Distribution[strconv.Itoa(c.score)]++
			}
		}
		if s.N > 0 {
			found = append(found, s)
		}
	}
	return found
}

// withoutT checks that the intervals of a mean hold it and lie on the scale, and
// takes them away.
func withoutT(r result) (wrong string) {
	for _, s := range r.Series {
		for i, p := range s.Points {
			if r.Metric != "ces" {
				continue
			}
			if (p.Low == nil) != (p.N < 2) || (p.High == nil) != (p.N < 2) ||
				p.N > 1 && !(1 <= *p.Low && *p.Low <= *p.Value+1e-9 && *p.Value <= *p.High+1e-9 && *p.High <= 7) {
				wrong += fmt.Sprintf("the interval of %v from %s is wrong: %+v\n", s.Group, p.From, p)
			}
			s.Points[i].Low, s.Points[i].High = nil, nil
		}
	}
	return wrong
}

// compare asks one question and says what differs from the recount.
func (p *process) compare(q question, all []counted) string {
	a := p.insist(request{method: "GET", path: q.path()})
	var got result
	if err := json.Unmarshal(a.body, &got); err != nil || a.status != 200 {
		return fmt.Sprintf("GET %s is answered %d: %s", q.path(), a.status, a.body)
	}
	slices.SortFunc(got.Series, func(a, b series) int { return cmp.Compare(a.Group[q.by], b.Group[q.by]) })
	wrong, want := withoutT(got), expected(q, all)
	if reflect.DeepEqual(rounded(want), rounded(got)) {
		return wrong
	}
	// Slow: also what rounding put apart is equal here.
	if diff := gocmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-6), cmpopts.EquateEmpty()); diff != "" {
		wrong += fmt.Sprintf("GET %s (-recount +answer):\n%s", q.path(), diff)
	}
	return wrong
}

// rounded takes from the numbers what the order of sums may change.
func rounded(r result) result {
	for _, s := range r.Series {
		for _, p := range s.Points {
			for _, v := range []*float64{p.Value, p.Low, p.High} {
				if v != nil {
					*v = math.Round(*v*1e8) / 1e8
				}
			}
		}
	}
	return r
}

var (
	metrics       = []string{"nps", "csat", "ces", "response_count"}
	everyInterval = []string{"none", "quarter", "month", "week", "day"}
	dimensions    = []string{"", "segment", "plan", "region", "industry", "owner", "phase", "touchpoint", "channel", "account"}
)

// holds compares every metric, by everything and at the intervals, with the recount.
func (l *ledger) holds(t *testing.T, p *process, intervals ...string) {
	t.Helper()
	eventually(t, func() string {
		if !l.resolve(p) {
			return "not every account is there yet"
		}
		return ""
	})
	all := l.answers()
	today := time.Now().UTC()
	q := question{from: today.AddDate(0, 0, -reach).Format(time.DateOnly), to: today.AddDate(0, 0, 1).Format(time.DateOnly)}
	for _, q.interval = range intervals {
		for _, q.metric = range metrics {
			for _, q.by = range dimensions {
				if q.by == "account" && testing.Short() && (q.metric != metrics[0] || q.interval != intervals[0]) {
					continue // asks a table thousands of times, for what no roll-up holds
				}
				eventually(t, func() string { return p.compare(q, all) })
			}
		}
	}
	l.holdsPerAccount(t, p, q, all)
}

// holdsPerAccount does so for every account, or where time is short for a few.
func (l *ledger) holdsPerAccount(t *testing.T, p *process, q question, all []counted) {
	t.Helper()
	accounts := map[string]bool{}
	for _, c := range all {
		if accounts[c.account] = true; testing.Short() && len(accounts) == 5 {
			break
		}
	}
	q.interval = "week"
	for q.account = range accounts {
		for _, q.metric = range metrics {
			for _, q.by = range []string{"", "phase", "touchpoint", "channel"} {
				eventually(t, func() string { return p.compare(q, all) })
			}
		}
	}
}
