package metric

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
)

var year = Stretch{"2025-01-01", "2026-01-01"}

func basis() Basis {
	return Basis{Rates: heed.Rates{Currency: "EUR", FX: map[string]float64{"USD": .5}}, Margin: 1, Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
}

func eur(amount int64) *heed.Money { return &heed.Money{Amount: amount, Currency: "EUR"} }

// runs is a contract worth something from days on; ended where the worth is nil.
func runs(id, product string, steps ...any) heed.Paid {
	p := heed.Paid{Contract: id, Product: product}
	for i := 0; i < len(steps); i += 2 {
		s := heed.Step{Day: heed.Day(steps[i].(string))}
		if worth, ok := steps[i+1].(int); ok {
			s.Runs, s.ARR = true, eur(int64(worth))
		}
		p.Steps = append(p.Steps, s)
	}
	return p
}

func paying(account string, contracts ...heed.Paid) Customer {
	return Customer{Revenue: heed.Revenue{Account: account, Contracts: contracts}}
}

// portfolio has one customer for every way revenue can go within the year.
func portfolio() []Customer {
	return []Customer{
		paying("steady", runs("1", "", "2024-01-01", 100)),
		paying("smaller", runs("1", "", "2024-01-01", 100, "2025-05-01", 60)),
		paying("gone", runs("1", "", "2024-01-01", 100, "2025-05-01", nil)),
		paying("more", runs("1", "crm", "2024-01-01", 100, "2025-05-01", 150)),
		paying("wider", runs("1", "crm", "2024-01-01", 100), runs("2", "erp", "2025-06-01", 30)),
		paying("new", runs("1", "", "2025-03-01", 70)),
		paying("back", runs("1", "", "2023-01-01", 50, "2024-06-01", nil, "2025-04-01", 40)),
		paying("there and back", runs("1", "", "2024-01-01", 100, "2025-02-01", nil, "2025-08-01", 90)),
		paying("passing", runs("1", "", "2025-02-01", 10, "2025-09-01", nil)),
		paying("trying", heed.Paid{Contract: "1", Steps: []heed.Step{{Day: "2025-02-01"}}}),
		paying("unpriced", heed.Paid{Contract: "1", Steps: []heed.Step{{Day: "2024-02-01", Runs: true}}}),
		paying("yen", heed.Paid{Contract: "1", Steps: []heed.Step{{Day: "2024-02-01", Runs: true, ARR: &heed.Money{Amount: 9, Currency: "JPY"}}}}),
		paying("dollar", heed.Paid{Contract: "1", Steps: []heed.Step{{Day: "2024-02-01", Runs: true, ARR: &heed.Money{Amount: 200, Currency: "USD"}}}}),
	}
}

func TestRetention(t *testing.T) {
	b, all := basis(), portfolio()
	gross, net := Measure(GrossRevenueRetention, all, year.From, year.To, b), Measure(NetRevenueRetention, all, year.From, year.To, b)
	// Of 700 at the start: 100 gone, 40 + 10 less, 50 + 30 more.
	want := RevenueDetail{
		Start: *eur(700), Churn: *eur(100), Contraction: *eur(50), Expansion: *eur(80), End: *eur(630),
		Upsell: *eur(50), CrossSell: *eur(30), New: *eur(70), Reactivated: *eur(40), Unpriced: 1, Unrated: []heed.Money{{Amount: 9, Currency: "JPY"}},
	}
	got := gross.Detail.(RevenueDetail)
	got.DueRenewal = RenewalDetail{}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	near(t, "GRR", gross.Value, 100*550./700, 1e-9)
	near(t, "NRR", net.Value, 100*630./700, 1e-9)
	if gross.N != 7 || gross.Low != nil || gross.High != nil || gross.State != LowConfidence || gross.Method != Census {
		t.Errorf("a census has no interval: %+v", gross)
	}
	churn := Measure(LogoChurn, all, year.From, year.To, b)
	if d := churn.Detail.(ChurnDetail); d.Customers != 9 || d.Lost != 1 || d.New != 1 || d.Reactivated != 1 || d.WonAndLost != 1 {
		t.Errorf("the customers are %+v", d)
	}
	near(t, "up-sell", Measure(UpsellRevenue, all, year.From, year.To, b).Value, 50, 0)
	near(t, "cross-sell", Measure(CrossSellRevenue, all, year.From, year.To, b).Value, 30, 0)
}

func TestNothingAtTheStartHasNoRetention(t *testing.T) {
	for _, n := range []Name{GrossRevenueRetention, NetRevenueRetention, LogoChurn, CLV, UpsellRevenue, RenewalRate, GrossRenewalRate, Adoption, ProblemResolutionRate, ShareOfWallet, ROI} {
		s := Measure(n, []Customer{paying("new", runs("1", "", "2025-03-01", 70)), paying("free", runs("1", "", "2024-03-01", 0))}[:1], year.From, year.To, basis())
		if s.Value != nil || s.N != 0 || s.State != NoData {
			t.Errorf("%s is %+v", n, s)
		}
	}
	if s := Measure(GrossRevenueRetention, portfolio(), "2027-01-01", "2028-01-01", basis()); s.State != NoData {
		t.Errorf("the future is known: %+v", s)
	}
}

func TestAnnualChurnIsNoSimpleSum(t *testing.T) {
	near(t, "2 % a month", new(100*(1-annual(.98))), 21.53, .01)
	p := period{from: "2025-01-01", to: "2026-01-01"}
	near(t, "a year is a year", new(annual(p.monthly(.2))), .8, .001)
}

func TestLifetime(t *testing.T) {
	for _, c := range []struct {
		stays, discount float64
		want            float64
	}{{.95, 0, 1907.86}, {.95, .01, 1640.65}, {.99, 0, 4528.43}, {1, 0, 6000}} {
		near(t, fmt.Sprint(c.stays, c.discount), new(100*lifetime(c.stays, c.discount, 60)), c.want, .005)
	}
}

func TestCLVOfThoseWhoLostNobodyTakesTheUpperBound(t *testing.T) {
	steady := []Customer{paying("a", runs("1", "", "2024-01-01", 1200)), paying("b", runs("1", "", "2024-01-01", 1200))}
	s := Measure(CLV, steady, year.From, year.To, basis())
	d := s.Detail.(CLVDetail)
	if d.Basis != "upper_bound" || d.Simple != nil || d.ARPA != *eur(100) || s.N != 2 {
		t.Errorf("got %+v", d)
	}
	_, high := Wilson(0, 2)
	r := math.Pow(1-high, daysPerMonth/365)
	near(t, "CLV", s.Value, 100*(1-math.Pow(r, 60))/(1-r), .01)
	near(t, "at best nobody leaves", s.High, 6000, 1e-6)
	more := Measure(CLV, portfolio(), year.From, year.To, basis())
	if d := more.Detail.(CLVDetail); d.Basis != "observed" || d.Simple == nil || *more.Low > *more.Value || *more.Value > *more.High {
		t.Errorf("got %+v, %+v", more, d)
	}
}

// drawCustomers invents histories of contracts.
func drawCustomers(t *rapid.T) []Customer {
	day := func(label string) string {
		return string(heed.Day("2023-06-01").Add(rapid.IntRange(0, 1100).Draw(t, label)))
	}
	all := make([]Customer, rapid.IntRange(0, 8).Draw(t, "customers"))
	for i := range all {
		var contracts []heed.Paid
		for k := range rapid.IntRange(0, 3).Draw(t, "contracts") {
			p := heed.Paid{Contract: fmt.Sprint(k), Product: rapid.SampledFrom([]string{"", "crm", "erp"}).Draw(t, "product")}
			last := heed.Day("")
			for range rapid.IntRange(1, 4).Draw(t, "steps") {
				s := heed.Step{Day: max(heed.Day(day("day")), last), Runs: rapid.Bool().Draw(t, "runs")}
				if s.Runs {
					s.ARR = &heed.Money{Amount: rapid.Int64Range(0, 1000).Draw(t, "arr"), Currency: rapid.SampledFrom([]string{"EUR", "USD", "JPY"}).Draw(t, "currency")}
				}
				if last = s.Day.Add(1); len(p.Steps) == 0 || p.Steps[len(p.Steps)-1].Day < s.Day {
					p.Steps = append(p.Steps, s)
				}
			}
			contracts = append(contracts, p)
		}
		all[i] = paying(fmt.Sprint(i), contracts...)
	}
	return all
}

// What became of the revenue adds up, growth never hides a loss, and splitting or
// shuffling the customers changes nothing.
func TestRevenueAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := drawCustomers(t)
		gross, net := Measure(GrossRevenueRetention, all, year.From, year.To, basis()), Measure(NetRevenueRetention, all, year.From, year.To, basis())
		d := gross.Detail.(RevenueDetail)
		if d.Start.Amount-d.Churn.Amount-d.Contraction.Amount+d.Expansion.Amount != d.End.Amount {
			t.Fatalf("it does not add up: %+v", d)
		}
		if net.Value != nil && (*gross.Value > 100+1e-9 || *gross.Value > *net.Value+1e-9 || *gross.Value < 0) {
			t.Fatalf("GRR %v, NRR %v", *gross.Value, *net.Value)
		}
		if left := 100 * float64(d.Start.Amount-d.Churn.Amount-d.Contraction.Amount) / float64(d.Start.Amount); gross.Value != nil && math.Abs(*gross.Value-left) > 1e-9 {
			t.Fatalf("GRR is %v, and %v is left", *gross.Value, left)
		}
		if d.Upsell.Amount+d.CrossSell.Amount < d.Expansion.Amount {
			t.Fatalf("sold less than it grew: %+v", d)
		}
		for _, n := range []Name{GrossRevenueRetention, LogoChurn, CLV, RepurchaseRate} {
			shuffled := Measure(n, rapid.Permutation(all).Draw(t, "order"), year.From, year.To, basis())
			if diff := cmp.Diff(Measure(n, all, year.From, year.To, basis()), shuffled); diff != "" {
				t.Fatalf("%s: %s", n, diff)
			}
		}
	})
}
