package metric

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
)

func due(end heed.Day, result string, worth, kept int64) heed.Term {
	t := heed.Term{Contract: "k", End: end, Result: result, Due: eur(worth)}
	if result == "renewed" || result == "replaced" {
		t.Kept = eur(kept)
	}
	return t
}

func TestRenewals(t *testing.T) {
	all := []Customer{{Revenue: heed.Revenue{Terms: []heed.Term{
		due("2024-12-31", "ended", 1000, 0), due("2025-01-01", "renewed", 100, 150), due("2025-03-31", "renewed", 100, 80),
		due("2025-06-30", "replaced", 100, 100), due("2025-12-31", "ended", 100, 0), due("2025-12-31", "open", 100, 0),
		due("2025-12-31", "unknown", 100, 0), due("2026-01-01", "ended", 1000, 0),
	}}}}
	rate, gross := Measure(RenewalRate, all, year.From, year.To, basis()), Measure(GrossRenewalRate, all, year.From, year.To, basis())
	d := rate.Detail.(RenewalDetail)
	if d.Due != 4 || d.Renewed != 2 || d.Replaced != 1 || d.Lost != 1 || d.Open != 1 || d.Unknown != 1 || rate.N != 4 {
		t.Errorf("counted are %+v", d)
	}
	near(t, "renewal rate", rate.Value, 75, 1e-9)
	low, _ := Wilson(3, 4)
	near(t, "its interval", rate.Low, 100*low, 1e-9)
	near(t, "gross renewal rate", gross.Value, 100*280./400, 1e-9)
	if gross.Low != nil || gross.N != 4 {
		t.Errorf("a census has no interval: %+v", gross)
	}
	soon := []Customer{{Revenue: heed.Revenue{Terms: []heed.Term{due("2026-07-01", "renewed", 100, 100)}}}}
	if s := Measure(RenewalRate, soon, "2026-01-01", "2027-01-01", basis()); s.N != 0 {
		t.Errorf("what was renewed early is not due yet: %+v", s)
	}
}

func TestRepurchases(t *testing.T) {
	follows := runs("2", "", "2025-06-01", 10)
	follows.Follows = true
	all := []Customer{
		paying("twice", runs("1", "crm", "2025-02-01", 10), runs("2", "erp", "2025-06-01", 10)),
		paying("renewed", runs("1", "", "2025-02-01", 10), follows),
		paying("took it back", runs("1", "", "2025-02-01", 10), runs("2", "", "2025-06-01", 10, "2025-06-20", nil)),
		paying("before", runs("1", "", "2024-02-01", 10)),
		paying("changed", runs("1", "", "2024-02-01", 10, "2025-03-01", 90)),
	}
	s := Measure(RepurchaseRate, all, year.From, year.To, basis())
	if d := s.Detail.(RepurchaseDetail); d != (RepurchaseDetail{Buyers: 3, Repeated: 1, Purchases: 4, TakenBack: 1}) {
		t.Errorf("counted are %+v", d)
	}
	near(t, "rate", s.Value, 100./3, 1e-9)
}

func months(all ...heed.Monthly) Customer { return Customer{Months: all} }

func TestProblemResolution(t *testing.T) {
	ripe := func(n, solved int64) heed.Monthly {
		m := heed.Monthly{Month: "2025-03", Opened: n + 1, Reopened: 1, Ripe: make([]int64, 8), Solved: make([]int64, 8)}
		m.Ripe[3], m.Solved[3] = n, solved
		return m
	}
	b := basis()
	b.Within = 24
	s := Measure(ProblemResolutionRate, []Customer{months(ripe(10, 8), heed.Monthly{Month: "2024-12", Opened: 3}), months(ripe(5, 0))}, year.From, year.To, b)
	if d := s.Detail.(ResolutionDetail); d != (ResolutionDetail{Opened: 17, Counted: 15, Solved: 8, Reopened: 2, Within: 24}) {
		t.Errorf("counted are %+v", d)
	}
	near(t, "rate", s.Value, 100*8./15, 1e-9)
}

func TestAdoption(t *testing.T) {
	all := []Customer{
		months(heed.Monthly{Month: "2025-02", Used: 99, Licensed: 100}, heed.Monthly{Month: "2025-03", Used: 20, Licensed: 100}),
		months(heed.Monthly{Month: "2025-03", Used: 150, Licensed: 100}, heed.Monthly{Month: "2026-03", Used: 1, Licensed: 100}),
		months(heed.Monthly{Month: "2024-12", Used: 50, Licensed: 100}), months(heed.Monthly{Month: "2025-04", Opened: 1}),
	}
	s := Measure(Adoption, all, year.From, year.To, basis())
	d := s.Detail.(AdoptionDetail)
	near(t, "adoption", s.Value, 60, 1e-9)
	near(t, "raw", d.Raw, 85, 1e-9)
	if s.N != 2 || d.Over != 1 || s.Low != nil {
		t.Errorf("got %+v, %+v", s, d)
	}
}

func TestWhatCustomersSayOfThemselves(t *testing.T) {
	customer := func(arr *heed.Money, attributes map[string]any) Customer {
		return Customer{ARR: arr, Profile: heed.Profile{Attributes: attributes}}
	}
	all := []Customer{
		customer(eur(100), map[string]any{"category_spend": 400., "category_spend_source": "CFO", "category_spend_date": "2026-02-01", "measured_benefit": 250.}),
		customer(eur(100), map[string]any{"category_spend": 800., "category_spend_currency": "USD", "measured_benefit": 50.}),
		customer(eur(100), map[string]any{"category_spend": "much"}), customer(nil, map[string]any{"category_spend": 400.}),
	}
	wallet := Measure(ShareOfWallet, all, "2026-06-01", "2026-06-02", basis())
	near(t, "share of wallet", wallet.Value, 100*200./800, 1e-9)
	if d := wallet.Detail.(WalletDetail); wallet.N != 2 || d.Unknown != 1 || d.Undated != 1 || d.Unsigned != 1 || d.Oldest == nil || *d.Oldest != "2026-02-01" {
		t.Errorf("got %+v, %+v", wallet, d)
	}
	roi := Measure(ROI, all, "2026-06-01", "2026-06-02", basis())
	near(t, "ROI", roi.Value, 50, 1e-9)
}

// What objectives tell is known better than what the profile says, also when it is nothing yet.
func TestReturnOnWhatObjectivesBrought(t *testing.T) {
	customer := func(attributes map[string]any, benefits ...heed.Benefit) Customer {
		return Customer{ARR: eur(100), Profile: heed.Profile{Attributes: attributes}, Revenue: heed.Revenue{Benefits: benefits}}
	}
	said := map[string]any{"measured_benefit": 900.}
	all := []Customer{
		customer(said, heed.Benefit{Objective: "a", Amount: *eur(150), On: "2026-03-01", Signed: true}, heed.Benefit{Objective: "b", Amount: *eur(50), On: "2026-02-01"}),
		customer(said, heed.Benefit{Objective: "a", Amount: *eur(0), On: "2026-04-01", Signed: true}),
		customer(map[string]any{"measured_benefit": 400.}),
		customer(nil, heed.Benefit{Objective: "a", Amount: heed.Money{Amount: 10, Currency: "XXX"}}),
		customer(nil),
	}
	roi := Measure(ROI, all, "2026-06-01", "2026-06-02", basis())
	near(t, "ROI", roi.Value, 100*(600-300)/300., 1e-9)
	if d := roi.Detail.(ROIDetail); roi.N != 3 || d.Objectives != 2 || d.Unknown != 2 || d.Unsigned != 2 || d.Undated != 1 || *d.Oldest != "2026-02-01" || len(d.Unrated) != 1 {
		t.Errorf("got %+v, %+v", roi, d)
	}
}

func TestShareOfAnswers(t *testing.T) {
	survey := func(bucket string, n int64) heed.Counts {
		return heed.Counts{{Metric: "survey", Bucket: bucket}: n}
	}
	for _, c := range []struct {
		counts heed.Counts
		value  float64
		n      int64
	}{
		{merged(nps(2, 1, 1), survey("sent", 30), survey("delivered", 20), survey("bounced", 10)), 20, 20},
		{merged(nps(2, 1, 1), survey("sent", 30), survey("bounced", 10)), 20, 20},
		{merged(nps(2, 1, 1), survey("delivered", 2)), -1, 0},
		{nps(2, 1, 1), -1, 0},
	} {
		s := Compute(ShareOfAnswers, c.counts)
		if s.N != c.n || (s.Value == nil) != (c.value < 0) {
			t.Errorf("got %+v", s)
		} else if s.Value != nil {
			near(t, "share", s.Value, c.value, 1e-9)
		}
	}
}

func TestCompareCounts(t *testing.T) {
	few, many := CompareCounts(NPS, nps(50, 30, 20), nps(60, 30, 10)), CompareCounts(NPS, nps(500, 300, 200), nps(600, 300, 100))
	near(t, "p", few.P, .0565, .001) // z = 1.907
	if few.Verdict != WithoutVerdict || many.Verdict != Evidence || many.Direction != Up || *few.Low > 0 || *many.Low < 0 {
		t.Errorf("got %+v and %+v", few, many)
	}
	near(t, "difference", many.Difference, 20, 1e-9)
	for _, c := range []Comparison{CompareCounts(NPS, nil, nps(5, 0, 0)), CompareCounts(CES, replies(CES, "1-7", 7), replies(CES, "1-7", 1))} {
		if c.P != nil || c.Low != nil || c.Verdict != WithoutVerdict {
			t.Errorf("too little to test, and yet %+v", c)
		}
	}
}

func TestCompareCustomers(t *testing.T) {
	var all []Customer
	for i := range 40 {
		end := 100
		if i%2 == 0 {
			end = 20
		}
		all = append(all, paying("x", runs("1", "", "2024-01-01", 100, "2024-06-01", 99+i%3, "2025-06-01", end)))
	}
	c := CompareCustomers(GrossRevenueRetention, all, Stretch{"2024-02-01", "2025-01-01"}, Stretch{"2025-01-01", "2026-01-01"}, basis())
	if c.Verdict != Evidence || c.Direction != Down || c.Method != ratioEstimator || c.Before.N != 40 {
		t.Errorf("got %+v", c)
	}
	same := CompareCustomers(LogoChurn, all, Stretch{"2024-02-01", "2025-01-01"}, Stretch{"2025-01-01", "2026-01-01"}, basis())
	if same.Verdict != WithoutVerdict || same.P == nil {
		t.Errorf("nobody left, and yet %+v", same)
	}
	for _, n := range []Name{UpsellRevenue, ROI, ShareOfWallet, CLV, ResponseCount, "mood"} {
		if Comparable(n) == nil {
			t.Errorf("%s is compared", n)
		}
	}
}

// Every comparison is sound: the verdict is the interval's and the p value's.
func TestEveryComparisonIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := drawCustomers(t)
		for _, d := range Descriptions() {
			if !d.Compares {
				continue
			}
			c := CompareCounts(d.Metric, drawCounts(t, "before"), drawCounts(t, "after"))
			if d.Source != FromCounters {
				c = CompareCustomers(d.Metric, all, Stretch{"2024-01-01", "2025-01-01"}, year, basis())
			}
			if c.Verdict == Evidence && (*c.P > .0501 || *c.Low <= 0 && *c.High >= 0) {
				t.Fatalf("%s: %+v", d.Metric, c)
			}
			if (c.P == nil) != (c.Low == nil) || c.P != nil && (*c.P < 0 || *c.P > 1) {
				t.Fatalf("%s: %+v", d.Metric, c)
			}
		}
	})
}

func TestCheckTargets(t *testing.T) {
	good := heed.MetricTarget{Metric: "csat", By: "touchpoint", Group: "support", AtLeast: new(80.), Window: heed.WindowDays, Days: 30}
	if errs := CheckTargets([]heed.MetricTarget{good, {Metric: "adoption", AtMost: new(1.), Window: heed.WindowMonth}}); errs != nil {
		t.Errorf("got %v", errs)
	}
	for pointer, spoil := range map[string]func(*heed.MetricTarget){
		"/metric_targets/0/metric": func(t *heed.MetricTarget) { t.Metric = "mood" },
		"/metric_targets/0/by":     func(t *heed.MetricTarget) { t.By = "account" },
		"/metric_targets/0/group":  func(t *heed.MetricTarget) { t.By = "" },
		"/metric_targets/0":        func(t *heed.MetricTarget) { t.AtMost = new(3.) },
		"/metric_targets/0/window": func(t *heed.MetricTarget) { t.Window = "year" },
		"/metric_targets/0/days":   func(t *heed.MetricTarget) { t.Days = 0 },
		"/metric_targets/0/min_n":  func(t *heed.MetricTarget) { t.MinN = -1 },
	} {
		bad := good
		spoil(&bad)
		if errs := CheckTargets([]heed.MetricTarget{bad}); len(errs) != 1 || errs[0].Pointer != pointer {
			t.Errorf("%s: %v", pointer, errs)
		}
	}
	if errs := CheckTargets([]heed.MetricTarget{good, good}); len(errs) != 1 {
		t.Errorf("twice the same: %v", errs)
	}
}
