package risk

import (
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"pgregory.net/rapid"
)

// drawTime draws a moment around now, sometimes the zero time or far away.
func drawTime(t *rapid.T) time.Time {
	switch rapid.IntRange(0, 9).Draw(t, "moment") {
	case 0:
		return time.Time{}
	case 1:
		return time.Unix(rapid.Int64Range(-1<<40, 1<<40).Draw(t, "seconds"), 0)
	}
	return now.Add(-time.Duration(rapid.IntRange(-200*24, 900*24).Draw(t, "hours")) * time.Hour)
}

func drawDay(t *rapid.T) heed.Day {
	if odd := rapid.SampledFrom([]heed.Day{"x", "", "0000-00-00", "2026-02-31", "9999-12-31", "-001-01-01", "1900-01-01"}).Draw(t, "odd day"); odd != "x" && rapid.IntRange(0, 5).Draw(t, "use odd") == 0 {
		return odd
	}
	return heed.DayOf(drawTime(t))
}

func drawMoney(t *rapid.T) *heed.Money {
	if rapid.IntRange(0, 3).Draw(t, "no money") == 0 {
		return nil
	}
	return &heed.Money{
		Amount:   rapid.OneOf(rapid.Int64Range(0, 10_000_000), rapid.Int64()).Draw(t, "amount"),
		Currency: rapid.SampledFrom([]string{"EUR", "USD", "JPY", ""}).Draw(t, "currency"),
	}
}

func drawContract(t *rapid.T) heed.Contract {
	names := rapid.SampledFrom([]string{"", "a", "b", "c"})
	c := heed.Contract{
		ID: names.Draw(t, "id"), Renews: names.Draw(t, "renews"), ARR: drawMoney(t), StartDate: drawDay(t), RenewalDate: drawDay(t),
		AutoRenew: rapid.Bool().Draw(t, "auto"), Trial: rapid.IntRange(0, 4).Draw(t, "trial") == 0,
		NoticeDays: rapid.OneOf(rapid.IntRange(0, 200), rapid.Int()).Draw(t, "notice days"), Seats: rapid.IntRange(-1, 99).Draw(t, "seats"),
		Renewals: rapid.IntRange(0, 3).Draw(t, "renewals"), SignedAt: drawTime(t),
	}
	if rapid.Bool().Draw(t, "term known") {
		c.TermMonths = new(rapid.OneOf(rapid.SampledFrom([]int{0, 1, 12, 36}), rapid.Int()).Draw(t, "term"))
	}
	for _, at := range []*time.Time{&c.RenewedAt, &c.NoticedAt, &c.EndedAt, &c.DowngradedAt} {
		if rapid.IntRange(0, 3).Draw(t, "happened") == 0 {
			*at = drawTime(t)
		}
	}
	return c
}

func drawAnswer(t *rapid.T) heed.Answer {
	kind := rapid.SampledFrom([]string{heed.FeedbackNPS, heed.FeedbackCSAT, heed.FeedbackCES}).Draw(t, "type")
	a := answer(kind, rapid.IntRange(-1, 11).Draw(t, "score"), rapid.IntRange(0, 300).Draw(t, "age"),
		rapid.SampledFrom([]string{"", "h1", "h2", "h3"}).Draw(t, "contact"), rapid.SampledFrom([]string{"", "user", "decision_maker"}).Draw(t, "role"))
	a.Time = drawTime(t)
	if rapid.Bool().Draw(t, "commented") {
		a.Tone = &heed.Tone{Sentiment: rapid.IntRange(-1001, 1001).Draw(t, "sentiment"), Themes: []string{rapid.SampledFrom(append([]string{"other"}, heed.Themes...)).Draw(t, "theme")}}
	}
	return a
}

func drawUsage(t *rapid.T) heed.UsageDay {
	u := heed.UsageDay{
		Day: drawDay(t), Metric: rapid.SampledFrom([]string{
			heed.ActiveUsers, heed.Sessions, heed.SeatsUsed, heed.SeatsTotal,
			heed.DecisionMakerLogins, heed.FeaturesUsed, "other",
		}).Draw(t, "metric"), Product: rapid.SampledFrom([]string{"", "p", "q"}).Draw(t, "product"),
		Set: rapid.OneOf(rapid.Float64Range(0, 100), rapid.Float64()).Draw(t, "value"), Added: rapid.Int64Range(0, 99_000).Draw(t, "added"),
	}
	if rapid.Bool().Draw(t, "set") {
		u.Stamp.Time = drawTime(t)
	}
	return u
}

// drawSnapshot draws anything a table could hold, and more.
func drawSnapshot(t *rapid.T) Snapshot {
	s := Snapshot{
		Account: heed.Account{
			ID: "acme", Profile: heed.Profile{ARR: drawMoney(t), CustomerSince: drawDay(t), RenewalDate: drawDay(t)},
			Card: heed.Card{Band: rapid.SampledFrom(append([]heed.Band{"", "?"}, heed.Bands...)).Draw(t, "band"), BelowSince: drawTime(t)},
		},
		Reference: Reference{MedianTenureDays: rapid.IntRange(-1, 2000).Draw(t, "median")},
	}
	for range rapid.IntRange(0, 3).Draw(t, "contracts") {
		s.Contracts = append(s.Contracts, drawContract(t))
	}
	for range rapid.IntRange(0, 3).Draw(t, "contacts") {
		s.Contacts = append(s.Contacts, Person{
			Hash:    rapid.SampledFrom([]string{"h1", "h2"}).Draw(t, "hash"),
			Contact: heed.Contact{Role: rapid.SampledFrom([]string{"champion", "decision_maker", ""}).Draw(t, "role"), LeftAt: drawTime(t)},
		})
	}
	for range rapid.IntRange(0, 3).Draw(t, "tickets") {
		s.Tickets = append(s.Tickets, heed.Ticket{Priority: rapid.SampledFrom([]string{"urgent", "low"}).Draw(t, "priority"), OpenedAt: drawTime(t)})
		s.Invoices = append(s.Invoices, heed.Invoice{Amount: drawMoney(t), UnpaidSince: drawTime(t)})
		s.Milestones = append(s.Milestones, heed.Milestone{MissedAt: drawTime(t), ReachedAt: drawTime(t)})
	}
	if rapid.Bool().Draw(t, "pulse") {
		s.Pulse = &heed.Pulse{Score: rapid.IntRange(-1, 9).Draw(t, "score"), ValidDays: rapid.IntRange(-1, 200).Draw(t, "valid"), At: drawTime(t)}
	}
	for range rapid.IntRange(0, 2).Draw(t, "objectives") {
		s.Objectives = append(s.Objectives, drawObjective(t))
	}
	for range rapid.IntRange(0, 12).Draw(t, "answers") {
		s.Answers = append(s.Answers, drawAnswer(t))
	}
	for range rapid.IntRange(0, 20).Draw(t, "usage") {
		s.Usage = append(s.Usage, drawUsage(t))
	}
	days := map[heed.Day]heed.Activity{}
	for range rapid.IntRange(0, 6).Draw(t, "days") {
		days[drawDay(t)] = happened(rapid.SampledFrom([]string{"ticket", "engagement", "nps"}).Draw(t, "family"),
			rapid.SampledFrom([]string{"opened", heed.BucketQBR, heed.BucketTwoWay, heed.BucketOneWay}).Draw(t, "bucket"),
			rapid.OneOf(rapid.Int64Range(-2, 9), rapid.Int64()).Draw(t, "n"))
	}
	s.Days = daysOf(days)
	if rapid.Bool().Draw(t, "judged before") {
		s.Previous = NewPrevious(&heed.Previous{Probability: .3, Band: heed.High, Factors: map[string]float64{"nps": .4, "notice": 3, "pulse": -.2, "gone": 1}})
	}
	return s
}

// Whatever the table holds: nothing panics, the parts add up, and every promise
// of a receipt is kept.
func TestReceiptsAlwaysAddUp(t *testing.T) {
	m, set := Prior(.10), heed.DefaultSettings()
	set.FX["USD"] = .9
	rapid.Check(t, func(t *rapid.T) {
		s, asOf := drawSnapshot(t), drawTime(t)
		if rapid.Bool().Draw(t, "present") {
			asOf = now
		}
		r := Assess(s, m, set, asOf)
		checkReceipt(t, s, r)
		if again := Assess(s, m, set, asOf); !reflect.DeepEqual(r, again) {
			t.Fatalf("judged twice, differently:\n%+v\n%+v", r, again)
		}
		card := Fold(s, set, asOf).Card(r)
		if card.Probability != r.Probability || math.IsNaN(card.Offset) || card.Status == "" {
			t.Fatalf("card %+v does not fit", card)
		}
		Fold(s, set, asOf).BelowSince(r)
	})
}

func checkReceipt(t *rapid.T, s Snapshot, r heed.Risk) {
	sum := r.Base
	for _, f := range r.Factors {
		sum += f.Contribution
		if f.Value == nil || math.IsNaN(*f.Value) || math.IsNaN(f.Contribution) || f.Signals == nil {
			t.Fatalf("factor %+v is not whole", f)
		}
		if (f.Contribution != 0 || f.Delta != 0) && (f.Reason.EN == "" || f.Reason.DE == "") {
			t.Fatalf("%s moves the risk without a word", f.Factor)
		}
	}
	if math.Abs(sum-r.LogOdds) > 1e-9 || math.Abs(r.Probability-1/(1+math.Exp(-r.LogOdds))) > 1e-9 {
		t.Fatalf("parts add up to %v, log-odds are %v, probability %v", sum, r.LogOdds, r.Probability)
	}
	if !(r.Probability > 0 && r.Probability < 1) || !(r.Coverage >= 0 && r.Coverage <= 1+1e-12) {
		t.Fatalf("probability %v, coverage %v", r.Probability, r.Coverage)
	}
	if len(r.Factors) > 0 && r.Factors[0].Decisive {
		if p := r.Probability; r.Factors[0].Factor == "notice" && p < floor || r.Factors[0].Factor == "renewed_early" && p > ceiling {
			t.Fatalf("%s leaves the probability at %v", r.Factors[0].Factor, p)
		}
	}
	if r.Reason.EN == "" || r.Reason.DE == "" || r.Plays == nil || len(r.Plays) > maxPlays || r.Missing == nil {
		t.Fatalf("reason %+v, plays %v", r.Reason, r.Plays)
	}
	if r.Band.Rank() < 0 && s.Account.Card.Band != "?" {
		t.Fatalf("band %q", r.Band)
	}
}

// What is worse for the customer never lowers the risk.
func TestWorseIsNeverBetter(t *testing.T) {
	m, set := Prior(.10), heed.DefaultSettings()
	worse := map[string]func(s *Snapshot, by float64){
		"usage": func(s *Snapshot, by float64) { s.Usage = reports(heed.ActiveUsers, 40, 60*(1-by), 7) },
		"seats": func(s *Snapshot, by float64) {
			s.Contracts[0].Seats = 40
			s.Usage = reports(heed.SeatsUsed, 40, 40*(1-by), 7)
		},
		"features": func(s *Snapshot, by float64) { s.Usage = reports(heed.FeaturesUsed, 12, 24*(1-by), 7) },
		"nps": func(s *Snapshot, by float64) {
			s.Answers = []heed.Answer{answer(heed.FeedbackNPS, int(10*(1-by)), 3, "h1", "")}
		},
		"csat": func(s *Snapshot, by float64) {
			s.Answers = []heed.Answer{answer(heed.FeedbackCSAT, 1+int(4*(1-by)), 3, "h1", "")}
		},
		"pulse":   func(s *Snapshot, by float64) { s.Pulse.Score = 1 + int(4*(1-by)) },
		"payment": func(s *Snapshot, by float64) { s.Invoices[0].UnpaidSince = daysAgo(int(60 * by)) },
		"tenure":  func(s *Snapshot, by float64) { s.Account.Profile.CustomerSince = dayAgo(int(2000 * (1 - by))) },
		"silence": func(s *Snapshot, by float64) {
			s.Days = daysOf(map[heed.Day]heed.Activity{dayAgo(int(200 * by)): happened("engagement", heed.BucketTwoWay, 1)})
		},
		"tickets": func(s *Snapshot, by float64) {
			s.Days = daysOf(map[heed.Day]heed.Activity{dayAgo(50): happened("ticket", "opened", 9), dayAgo(5): happened("ticket", "opened", 1+int64(9*by))})
		},
		"urgent": func(s *Snapshot, by float64) {
			for range int(5 * by) {
				s.Tickets = append(s.Tickets, heed.Ticket{Priority: "urgent", OpenedAt: daysAgo(3)})
			}
		},
		"milestones": func(s *Snapshot, by float64) {
			s.Account.Profile.Phase = "onboarding"
			s.Milestones = []heed.Milestone{{ReachedAt: now}}
			for range int(4 * by) {
				s.Milestones = append(s.Milestones, heed.Milestone{MissedAt: daysAgo(3)})
			}
		},
	}
	for name, change := range worse {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				a, b := rapid.Float64Range(0, 1).Draw(t, "a"), rapid.Float64Range(0, 1).Draw(t, "b")
				good, bad := rapid.SampledFrom([]func() Snapshot{acme, troubled}).Draw(t, "account"), min(a, b)
				x, y := good(), good()
				change(&x, bad)
				change(&y, max(a, b))
				if p, q := Assess(x, m, set, now).LogOdds, Assess(y, m, set, now).LogOdds; q < p-1e-9 {
					t.Fatalf("worse by %v instead of %v lowers the risk from %v to %v", max(a, b), bad, p, q)
				}
			})
		})
	}
}
