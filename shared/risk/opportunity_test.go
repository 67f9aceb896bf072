package risk

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"pgregory.net/rapid"
)

// carded is a snapshot's account as its last judgement left it.
func carded(s Snapshot, change ...func(*heed.Card)) heed.Card {
	set := heed.DefaultSettings()
	card := Fold(s, set, now).Card(Assess(s, Prior(.10), set, now))
	for _, f := range change {
		f(&card)
	}
	return card
}

func opportunity(t testing.TB, kind string, s Snapshot, card heed.Card, at time.Time) heed.Opportunity {
	t.Helper()
	for _, o := range Fold(s, heed.DefaultSettings(), at).Opportunities(card) {
		if o.Kind == kind {
			return o
		}
	}
	t.Fatalf("no %s was judged", kind)
	return heed.Opportunity{}
}

func contributionOf(o heed.Opportunity, name string) (float64, bool) {
	for _, f := range o.Factors {
		if f.Factor == name {
			return f.Contribution, true
		}
	}
	return 0, false
}

// One line per thing a sign may measure: how acme changes, and what the sign then
// contributes, or why it cannot.
func TestSigns(t *testing.T) {
	seats := func(used, total float64) func(*Snapshot) {
		return func(s *Snapshot) {
			s.Usage = slicesOf(reports(heed.SeatsUsed, used, used, 7), reports(heed.SeatsTotal, total, total, 7))
		}
	}
	usage := func(metric string, before, recent float64) func(*Snapshot) {
		return func(s *Snapshot) { s.Usage = reports(metric, before, recent, 7) }
	}
	product := func(names ...string) func(*Snapshot) {
		return func(s *Snapshot) {
			for _, name := range names {
				u := report(heed.Sessions, 9, 3)
				u.Product = name
				v := u
				v.Metric = heed.ActiveUsers
				s.Usage = append(s.Usage, u, v)
			}
		}
	}
	answers := func(list ...heed.Answer) func(*Snapshot) { return func(s *Snapshot) { s.Answers = list } }
	upgraded := func(back int) func(*Snapshot) {
		return func(s *Snapshot) { s.Contracts[0].UpgradedAt = daysAgo(back) }
	}
	ends := func(in int) func(*Snapshot) { return func(s *Snapshot) { s.Contracts[0] = term("k-1", 48_000, in) } }
	since := func(back int) func(*Snapshot) {
		return func(s *Snapshot) { s.Account.Profile.CustomerSince = dayAgo(back) }
	}
	days := func(back int, bucket string) func(*Snapshot) {
		return func(s *Snapshot) {
			s.Days = daysOf(map[heed.Day]heed.Activity{dayAgo(back): happened("engagement", bucket, 1)})
		}
	}
	says := func(score int, themes ...string) heed.Answer {
		a := answer(heed.FeedbackNPS, score, 5, "h1", "")
		a.Tone = &heed.Tone{Sentiment: 300, Themes: themes}
		return a
	}
	nps, csat, ces := heed.FeedbackNPS, heed.FeedbackCSAT, heed.FeedbackCES

	for name, c := range map[string]struct {
		kind, sign string
		change     func(*Snapshot)
		want       float64
		why        string
	}{
		"seats free":                   {kind: heed.Expansion, sign: "full_seats", change: seats(26, 40)},
		"seats nearly full":            {kind: heed.Expansion, sign: "full_seats", change: seats(36, 40), want: 1.0},
		"seats full":                   {kind: heed.Expansion, sign: "full_seats", change: seats(40, 40), want: 2.0},
		"seats beyond what was agreed": {kind: heed.Expansion, sign: "full_seats", change: seats(44, 40), want: 2.4},
		"seats unknown":                {kind: heed.Expansion, sign: "full_seats", change: func(s *Snapshot) { s.Usage = nil }, why: noSource},
		"usage grows":                  {kind: heed.Expansion, sign: "usage_growth", change: usage(heed.ActiveUsers, 40, 60), want: .80},
		"usage steady":                 {kind: heed.Expansion, sign: "usage_growth"},
		"usage falls":                  {kind: heed.Expansion, sign: "usage_growth", change: usage(heed.ActiveUsers, 40, 20), want: -.80},
		"features adopted":             {kind: heed.Expansion, sign: "feature_adoption", change: usage(heed.FeaturesUsed, 8, 12), want: .40},
		"features dropped":             {kind: heed.Expansion, sign: "feature_adoption", change: usage(heed.FeaturesUsed, 12, 6), want: -.20},
		"no product is named":          {kind: heed.Expansion, sign: "product_adoption", why: noSource},
		"a product came into use":      {kind: heed.Expansion, sign: "product_adoption", change: product("reports"), want: .40},
		"two products came into use":   {kind: heed.Expansion, sign: "product_adoption", change: product("reports", "flows"), want: .60},
		"the deciding promoter": {
			kind: heed.Expansion, sign: "promoters", change: answers(answer(nps, 9, 5, "h2", ""), answer(nps, 2, 5, "h1", "")), want: .50,
		},
		"two deciding promoters":          {kind: heed.Expansion, sign: "promoters", change: answers(answer(nps, 9, 5, "h2", ""), answer(nps, 10, 5, "h4", "decision_maker")), want: .70},
		"one who decides is unhappy":      {kind: heed.Expansion, sign: "promoters", change: answers(answer(nps, 9, 5, "h2", ""), answer(nps, 6, 5, "h4", "decision_maker")), want: -.60},
		"nobody who decides answered":     {kind: heed.Expansion, sign: "promoters", change: answers(answer(nps, 9, 5, "h1", "")), why: tooFew},
		"answers are old":                 {kind: heed.Expansion, sign: "promoters", change: answers(answer(nps, 9, 200, "h2", "")), why: stale},
		"a promoter wishes for a feature": {kind: heed.Expansion, sign: "asks_for_more", change: answers(says(9, "feature", "price")), want: .40},
		"a critic wishes for a feature":   {kind: heed.Expansion, sign: "asks_for_more", change: answers(says(6, "feature"))},
		"a promoter praises":              {kind: heed.Expansion, sign: "asks_for_more", change: answers(says(10, heed.ThemePraise))},
		"nobody comments":                 {kind: heed.Expansion, sign: "asks_for_more", why: noSource},
		"grown half a year ago":           {kind: heed.Expansion, sign: "upgrade", change: upgraded(180), want: .40},
		"grown just now":                  {kind: heed.Expansion, sign: "upgrade", change: upgraded(20)},
		"grown long ago":                  {kind: heed.Expansion, sign: "upgrade", change: upgraded(500)},
		"the decision is an occasion":     {kind: heed.Expansion, sign: "renewal_near", change: ends(60), want: .30},
		"the decision is far":             {kind: heed.Expansion, sign: "renewal_near", change: ends(300)},
		"the decision is too near":        {kind: heed.Expansion, sign: "renewal_near", change: ends(7), want: .15},
		"no date is known":                {kind: heed.Expansion, sign: "renewal_near", change: func(s *Snapshot) { s.Contracts[0].RenewalDate = "" }, why: noSource},
		"the risk is low":                 {kind: heed.Expansion, sign: "risk", want: .15},
		"glad twice":                      {kind: heed.Advocate, sign: "repeated_promoters", change: answers(answer(nps, 9, 5, "h9", ""), answer(nps, 9, 100, "h9", "")), want: 1.4},
		"one who decides, glad twice":     {kind: heed.Advocate, sign: "repeated_promoters", change: answers(answer(nps, 9, 5, "h2", ""), answer(nps, 9, 100, "h2", "")), want: 1.7},
		"two are glad twice":              {kind: heed.Advocate, sign: "repeated_promoters", change: answers(answer(nps, 9, 5, "h8", ""), answer(nps, 9, 100, "h8", ""), answer(nps, 9, 6, "h9", ""), answer(nps, 10, 70, "h9", "")), want: 1.9},
		"glad twice in a week":            {kind: heed.Advocate, sign: "repeated_promoters", change: answers(answer(nps, 9, 5, "h9", ""), answer(nps, 9, 12, "h9", ""))},
		"two people, glad once each":      {kind: heed.Advocate, sign: "repeated_promoters", change: answers(answer(nps, 9, 5, "h8", ""), answer(nps, 9, 100, "h9", ""))},
		"glad once, and no longer":        {kind: heed.Advocate, sign: "repeated_promoters", change: answers(answer(nps, 7, 5, "h9", ""), answer(nps, 9, 60, "h9", ""), answer(nps, 9, 120, "h9", ""))},
		"nobody says who they are":        {kind: heed.Advocate, sign: "repeated_promoters", change: answers(answer(nps, 9, 5, "", ""), answer(nps, 9, 60, "", "")), why: tooFew},
		"all are glad":                    {kind: heed.Advocate, sign: "nps", change: answers(answer(nps, 10, 5, "h9", "")), want: .40},
		"all are unhappy":                 {kind: heed.Advocate, sign: "nps", change: answers(answer(nps, 3, 5, "h9", "")), want: -.80},
		"all are satisfied":               {kind: heed.Advocate, sign: "satisfaction", change: answers(answer(csat, 5, 5, "h1", ""), answer(ces, 6, 5, "h1", "")), want: .50},
		"half are satisfied":              {kind: heed.Advocate, sign: "satisfaction", change: answers(answer(csat, 5, 5, "h1", ""), answer(ces, 4, 5, "h1", "")), want: -.60},
		"one answer is no share":          {kind: heed.Advocate, sign: "satisfaction", why: tooFew},
		"a customer for three years":      {kind: heed.Advocate, sign: "tenure", change: since(1200), want: .40},
		"a customer for one year":         {kind: heed.Advocate, sign: "tenure", change: since(365)},
		"seats in use":                    {kind: heed.Advocate, sign: "seats_in_use", change: seats(36, 40), want: .35},
		"seats lie idle":                  {kind: heed.Advocate, sign: "seats_in_use", change: seats(10, 40), want: -.40},
		"usage falls, says the favour":    {kind: heed.Advocate, sign: "usage_trend", change: usage(heed.ActiveUsers, 40, 20), want: -.60},
		"a business review":               {kind: heed.Advocate, sign: "engagement", change: days(40, heed.BucketQBR), want: .40},
		"spoken lately":                   {kind: heed.Advocate, sign: "engagement", change: days(10, heed.BucketTwoWay), want: .15},
		"not spoken for a quarter year":   {kind: heed.Advocate, sign: "engagement", change: days(95, heed.BucketTwoWay), want: -.30},
	} {
		t.Run(name, func(t *testing.T) {
			s := acme()
			if c.change != nil {
				c.change(&s)
			}
			o := opportunity(t, c.kind, s, carded(s, func(card *heed.Card) { card.Band, card.Confidence = heed.Low, heed.HighConfidence }), now)
			got, judged := contributionOf(o, c.sign)
			if math.Abs(got-c.want) > 1e-9 || judged != (c.why == "") {
				t.Errorf("it contributes %v (judged: %v), want %v; %+v", got, judged, c.want, o.Factors)
			}
			if c.why != "" && !reflect.DeepEqual(whyUnjudged(o, c.sign), c.why) {
				t.Errorf("missing are %+v, want %s: %s", o.Missing, c.sign, c.why)
			}
		})
	}
}

func whyUnjudged(o heed.Opportunity, name string) string {
	for _, m := range o.Missing {
		if m.Factor == name {
			return m.Why
		}
	}
	return ""
}

// overused is acme with more seats in use than were agreed, and admired one whose
// people are glad time and again.
func overused() Snapshot {
	s := acme()
	s.Usage = slicesOf(reports(heed.ActiveUsers, 40, 40, 7), reports(heed.SeatsUsed, 44, 44, 7), reports(heed.SeatsTotal, 40, 40, 7))
	return s
}

func admired() Snapshot {
	s := acme()
	s.Answers = []heed.Answer{
		answer(heed.FeedbackNPS, 10, 20, "h2", ""), answer(heed.FeedbackNPS, 9, 120, "h2", ""), answer(heed.FeedbackNPS, 9, 300, "h2", ""),
		answer(heed.FeedbackCSAT, 5, 10, "h1", ""), answer(heed.FeedbackCES, 7, 12, "h3", ""),
	}
	s.Days = daysOf(map[heed.Day]heed.Activity{dayAgo(40): happened("engagement", heed.BucketQBR, 1)})
	return s
}

func TestWhoIsSpotted(t *testing.T) {
	spotted := map[string]func() Snapshot{heed.Expansion: overused, heed.Advocate: admired}
	for kind, make := range spotted {
		t.Run(kind, func(t *testing.T) {
			if o := opportunity(t, kind, acme(), carded(acme()), now); o.Spotted() {
				t.Errorf("a calm account is spotted: %+v", o)
			}
			s := make()
			o := opportunity(t, kind, s, carded(s), now)
			if !o.Spotted() || !o.Since.Equal(now) || len(o.Plays) == 0 || o.Reason.EN == "" || o.Factors[0].Contribution <= 0 {
				t.Errorf("it is not spotted, or not said well: %+v", o)
			}
		})
	}
}

func TestWhatRulesAnOpportunityOut(t *testing.T) {
	for name, c := range map[string]struct {
		bar    string
		change func(*Snapshot)
		card   func(*heed.Card)
		only   string // the kind it rules out; both when empty
	}{
		"high risk":      {bar: "at_risk", card: func(c *heed.Card) { c.Band = heed.High }},
		"critical risk":  {bar: "at_risk", card: func(c *heed.Card) { c.Band = heed.Critical }},
		"notice":         {bar: "leaving", card: func(c *heed.Card) { c.Status = heed.Notice }},
		"churned":        {bar: "leaving", card: func(c *heed.Card) { c.Status = heed.Churned }},
		"trial":          {bar: "trial", card: func(c *heed.Card) { c.Status = heed.Trial }},
		"onboarding":     {bar: "onboarding", change: func(s *Snapshot) { s.Account.Profile.Phase = "onboarding" }},
		"a new customer": {bar: "onboarding", change: func(s *Snapshot) { s.Account.Profile.CustomerSince = dayAgo(30) }},
		"waiting for help": {bar: "urgent_tickets", only: heed.Advocate, change: func(s *Snapshot) {
			s.Tickets = append(s.Tickets, heed.Ticket{Priority: "urgent", OpenedAt: daysAgo(1)})
		}},
		"asked this summer": {bar: "told_lately", only: heed.Advocate, change: toldAgo(heed.Advocate, 150)},
		"told last month":   {bar: "told_lately", only: heed.Expansion, change: toldAgo(heed.Expansion, 30)},
	} {
		for kind, make := range map[string]func() Snapshot{heed.Expansion: overused, heed.Advocate: admired} {
			t.Run(name+" "+kind, func(t *testing.T) {
				s := make()
				if c.change != nil {
					c.change(&s)
				}
				card := carded(s, func(card *heed.Card) { card.Band = heed.Low })
				if c.card != nil {
					c.card(&card)
				}
				o := opportunity(t, kind, s, card, now)
				if c.only != "" && c.only != kind {
					if !o.Spotted() {
						t.Errorf("it rules out more than it should: %+v", o)
					}
					return
				}
				if o.Spotted() || o.Score > barred || o.Factors[0].Factor != c.bar || !o.Factors[0].Decisive || o.Reason != o.Factors[0].Reason {
					t.Errorf("spotted %v with %v, first %+v, want %s", o.Spotted(), o.Score, o.Factors[0], c.bar)
				}
			})
		}
	}
}

func toldAgo(kind string, days int) func(*Snapshot) {
	return func(s *Snapshot) {
		s.Account.Card.Opportunities = map[string]heed.Spotting{kind: {ToldAt: daysAgo(days)}}
	}
}

// Whatever the table holds: nothing panics, the parts add up, nothing is named that
// is personal, and judging twice changes nothing.
func TestOpportunitiesAlwaysAddUp(t *testing.T) {
	m, set := Prior(.10), heed.DefaultSettings()
	rapid.Check(t, func(t *rapid.T) {
		s, asOf := drawSnapshot(t), drawTime(t)
		if rapid.Bool().Draw(t, "present") {
			asOf = now
		}
		for i := range s.Contracts {
			s.Contracts[i].UpgradedAt = drawTime(t)
		}
		s.Account.Card.Opportunities = map[string]heed.Spotting{
			heed.Expansion: {Since: drawTime(t), BelowSince: drawTime(t), ToldAt: drawTime(t)}, heed.Advocate: {ToldAt: drawTime(t)},
		}
		card := Fold(s, set, asOf).Card(Assess(s, m, set, asOf))
		all := Fold(s, set, asOf).Opportunities(card)
		for _, o := range all {
			checkOpportunity(t, o)
		}
		if again := Fold(s, set, asOf).Opportunities(card); !reflect.DeepEqual(all, again) {
			t.Fatalf("judged twice, differently:\n%+v\n%+v", all, again)
		}
		if said := fmt.Sprintf("%+v", all); strings.Contains(said, "h1") {
			t.Fatalf("a person is named: %s", said)
		}
	})
}

func checkOpportunity(t *rapid.T, o heed.Opportunity) {
	sum, seen := o.Base, map[string]bool{}
	for _, f := range o.Factors {
		sum += f.Contribution
		said := f.Reason.EN != "" && f.Reason.DE != ""
		if seen[f.Factor] = true; !said && (f.Contribution != 0 || f.Decisive) || f.Unit == "" || f.Signals == nil {
			t.Fatalf("the factor says too little: %+v", f)
		}
	}
	if math.Abs(sum-o.LogOdds) > 1e-9 || o.Score != 1/(1+math.Exp(-o.LogOdds)) || !(o.Score > 0 && o.Score < 1) {
		t.Fatalf("base and contributions make %v, log-odds are %v, the score %v", sum, o.LogOdds, o.Score)
	}
	for _, missing := range o.Missing {
		if seen[missing.Factor] || missing.Why == "" {
			t.Fatalf("%+v is missing, and judged", missing)
		}
	}
	if o.Coverage < 0 || o.Coverage > 1 || o.Reason.EN == "" || o.Reason.DE == "" || o.Plays == nil || o.Missing == nil {
		t.Fatalf("it says too little: %+v", o)
	}
	if o.Spotted() && o.Score <= barred {
		t.Fatalf("what is ruled out is spotted: %+v", o)
	}
}

// No sign contributes more than it counts for in coverage.
func TestSignsKeepTheirBounds(t *testing.T) {
	most := map[string]float64{}
	for _, o := range outlooks {
		for _, s := range o.signs {
			most[o.kind+s.name] = s.most
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := drawSnapshot(t)
		for _, o := range Fold(s, heed.DefaultSettings(), now).Opportunities(heed.Card{Band: heed.Low}) {
			for _, f := range o.Factors {
				if !f.Decisive && math.Abs(f.Contribution) > most[o.Kind+f.Factor]+1e-9 {
					t.Fatalf("%s of %s contributes %v, at most %v", f.Factor, o.Kind, f.Contribution, most[o.Kind+f.Factor])
				}
			}
		}
	})
}

// An opportunity is entered at once, left after a day below, and noise around
// either line moves it at most twice in a year.
func TestOpportunitiesDoNotFlap(t *testing.T) {
	for name, seats := range map[string]float64{"around the line in": 39.6, "around the line out": 37.7} {
		t.Run(name, func(t *testing.T) {
			s, card, r := overused(), carded(overused()), rand.New(rand.NewPCG(1, 2))
			moves := 0
			for hour := range 365 * 4 {
				at := now.Add(time.Duration(hour) * 6 * time.Hour)
				noisy := seats + r.NormFloat64()*.5
				s.Usage = reportsAt(at, noisy)
				o := opportunity(t, heed.Expansion, s, card, at)
				if o.Spotted() != s.Account.Card.Opportunities[heed.Expansion].Spotted() {
					moves++
				}
				s.Account.Card.Opportunities = map[string]heed.Spotting{heed.Expansion: o.Spotting}
			}
			if moves > 2 {
				t.Errorf("it moved %d times", moves)
			}
		})
	}
}

func reportsAt(at time.Time, used float64) (list []heed.UsageDay) {
	day := heed.DayOf(at)
	for metric, v := range map[string]float64{heed.SeatsUsed: used, heed.SeatsTotal: 40} {
		list = append(list, heed.UsageDay{Day: day, Metric: metric, Set: v, Stamp: heed.Stamp{Time: at, Source: "app", ID: metric}})
	}
	return list
}

func TestAnOpportunityIsLeftAfterADay(t *testing.T) {
	s := acme()
	s.Account.Card.Opportunities = map[string]heed.Spotting{heed.Expansion: {Since: daysAgo(9), ToldAt: daysAgo(9)}}
	card := carded(s)
	for _, step := range []struct {
		after   time.Duration
		spotted bool
	}{{0, true}, {0, true}, {23 * time.Hour, true}, {24 * time.Hour, false}} {
		o := opportunity(t, heed.Expansion, s, card, now.Add(step.after))
		if o.Spotted() != step.spotted {
			t.Errorf("after %s it is spotted: %v", step.after, o.Spotted())
		}
		s.Account.Card.Opportunities = map[string]heed.Spotting{heed.Expansion: o.Spotting}
	}
	if told := s.Account.Card.Opportunities[heed.Expansion].ToldAt; !told.Equal(daysAgo(9)) {
		t.Errorf("what was told is remembered as %s", told)
	}
}

func BenchmarkOpportunities(b *testing.B) {
	s := typical()
	card, set := carded(s), heed.DefaultSettings()
	b.ReportAllocs()
	for b.Loop() {
		Fold(s, set, now).Opportunities(card)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "accounts/s")
}

// The page about opportunities tells the numbers of the code.
func TestOpportunityPage(t *testing.T) {
	raw, err := os.ReadFile("../../docs/opportunities.md")
	if err != nil {
		t.Fatal(err)
	}
	page := strings.ReplaceAll(string(raw), "−", "-")
	for _, o := range outlooks {
		_, section, found := strings.Cut(page, fmt.Sprintf("Base %.1f:", o.base))
		section, _, _ = strings.Cut(section, "\n## ")
		if !found || !strings.Contains(page, fmt.Sprintf("%d days (%s)", o.quiet, o.kind)) {
			t.Errorf("the page does not say that %s begins at %.1f and is quiet for %d days", o.kind, o.base, o.quiet)
		}
		for _, s := range o.signs {
			if row := rowOf(section, s.name); !strings.Contains(row, "| "+s.group+" |") || !strings.Contains(row, fmt.Sprintf("%.2f", s.most)) {
				t.Errorf("of %s, in %s, at most %.2f, the page says %q", s.name, s.group, s.most, row)
			}
		}
		for _, s := range o.bars {
			if row := rowOf(page, s.name); !strings.Contains(row, "| "+s.group+" |") || !strings.Contains(row, "both") && !strings.Contains(row, o.kind) {
				t.Errorf("of %s, which rules out %s, the page says %q", s.name, o.kind, row)
			}
		}
	}
	for _, line := range []string{fmt.Sprintf("reaches %.2f", spotLines.Enter), fmt.Sprintf("below %.2f", spotLines.Leave), OpportunityModel} {
		if !strings.Contains(page, line) {
			t.Errorf("the page does not say %q", line)
		}
	}
}

func rowOf(page, name string) string {
	_, row, _ := strings.Cut(page, "\n| `"+name+"`")
	row, _, _ = strings.Cut(row, "\n")
	return row
}
