package risk

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"pgregory.net/rapid"
)

// asked is a formula that is one word of the vocabulary.
func asked(name string, taken ...any) *heed.Formula {
	f := &heed.Formula{Op: heed.OpWord, Text: name}
	for _, t := range taken {
		switch t := t.(type) {
		case string:
			f.Of = append(f.Of, heed.Formula{Op: heed.OpText, Text: t})
		case int:
			f.Of = append(f.Of, heed.Formula{Op: heed.OpNumber, Number: float64(t)})
		}
	}
	return f
}

// exports is a factor of a customer's own: exports of a week, five are neutral.
func exports() heed.CustomFactor {
	return heed.CustomFactor{
		Factor: "exports", Group: "adoption", Title: heed.Text{EN: "Exports", DE: "Exporte"}, Unit: "exports", Neutral: 5,
		Worst: &heed.Effect{At: 0, LogOdds: .8}, Best: &heed.Effect{At: 10, LogOdds: -.4},
		Reason:  heed.Text{EN: "{value} exports in a week.", DE: "{value} Exporte in einer Woche."},
		Formula: asked("usage_sum", "exports", 7),
		Play:    &heed.CustomPlay{Title: heed.Text{EN: "Show exports", DE: "Exporte zeigen"}, DueDays: 7},
	}
}

func withFactors(all ...heed.CustomFactor) heed.Settings {
	set := heed.DefaultSettings()
	set.Factors = all
	return set
}

func reportedExports(perDay float64) Snapshot {
	s := acme()
	for age := range 7 {
		s.Usage = append(s.Usage, heed.UsageDay{Day: dayAgo(age), Metric: "exports", Set: perDay, Stamp: heed.Stamp{Time: daysAgo(age)}})
	}
	return s
}

func TestACustomFactorIsJudgedLikeAnyOther(t *testing.T) {
	m, set := Prior(.10), withFactors(exports())
	for perDay, want := range map[float64]float64{0: .8, 5. / 14: .4, 5. / 7: 0, 7.5 / 7: -.2, 100: -.4} {
		r := Assess(reportedExports(perDay), m, set, now)
		i := slices.IndexFunc(r.Factors, func(f heed.Factor) bool { return f.Factor == "exports" })
		if i < 0 || math.Abs(r.Factors[i].Contribution-want) > 1e-9 || r.Factors[i].Group != "adoption" {
			t.Fatalf("%v a day: %+v, want %v", perDay, r.Factors, want)
		}
		checkSum(t, r)
	}
	r := Assess(reportedExports(0), m, set, now)
	if f := r.Factors[0]; f.Reason.DE != "0 Exporte in einer Woche." || r.Plays[0].Play != "exports" {
		t.Errorf("the weightiest is %+v, plays %+v", f, r.Plays)
	}
	set.Weights = map[string]float64{"exports": .5}
	if r := Assess(reportedExports(0), m, set, now); math.Abs(r.Factors[0].Contribution-.4) > 1e-9 {
		t.Errorf("at half its weight: %+v", r.Factors[0])
	}
}

func TestACustomFactorThatCannotBeJudgedIsMissing(t *testing.T) {
	m := Prior(.10)
	for why, f := range map[string]*heed.Formula{
		noSource: asked("usage", "nobody reports this"),
		unread:   nil,
		noNumber: {Op: "/", Of: []heed.Formula{{Op: heed.OpNumber, Number: 1}, {Op: heed.OpNumber}}},
		stale:    asked("answer_mean", heed.MetricNPS, 1),
	} {
		c := exports()
		c.Formula = f
		s := acme()
		s.Answers = []heed.Answer{answer(heed.FeedbackNPS, 9, 9, "h1", "")}
		r, plain := Assess(s, m, withFactors(c), now), Assess(s, m, withFactors(), now)
		if !slices.Contains(r.Missing, heed.Missing{Factor: "exports", Why: why}) {
			t.Errorf("missing is %+v, want %s", r.Missing, why)
		}
		if r.LogOdds != plain.LogOdds || r.Coverage >= plain.Coverage {
			t.Errorf("it moves the risk from %v to %v, coverage from %v to %v", plain.LogOdds, r.LogOdds, plain.Coverage, r.Coverage)
		}
	}
}

// Whatever stands in the table for a formula, judging goes on.
func TestNoFormulaBreaksAJudgement(t *testing.T) {
	m := Prior(.10)
	var names []string
	for _, w := range Words() {
		names = append(names, w.Name)
	}
	var draw func(t *rapid.T, depth int) heed.Formula
	draw = func(t *rapid.T, depth int) heed.Formula {
		f := heed.Formula{
			Op: rapid.SampledFrom([]string{
				"number", "text", "word", "word", "word", "+", "-", "*", "/", "**", "neg", "min", "max", "abs", "round",
				"==", "!=", "<", ">=", "and", "or", "not", "in", "?", "??", "?", "of tomorrow",
			}).Draw(t, "op"),
			Number: rapid.Float64().Draw(t, "number"), Text: rapid.SampledFrom(append(names, "", "nps", "active_users")).Draw(t, "text"),
		}
		for range rapid.IntRange(0, max(0, 4-depth)).Draw(t, "sides") {
			f.Of = append(f.Of, draw(t, depth+1))
		}
		return f
	}
	rapid.Check(t, func(t *rapid.T) {
		c, f := exports(), draw(t, 0)
		c.Formula = &f
		s, asOf := drawSnapshot(t), drawTime(t)
		r := Assess(s, m, withFactors(c), asOf)
		checkReceipt(t, s, r)
		for _, said := range r.Factors {
			if said.Factor == "exports" && math.Abs(said.Contribution) > heed.MaxCustomEffect {
				t.Fatalf("contribution %v", said.Contribution)
			}
		}
	})
}

func TestWords(t *testing.T) {
	s := acme()
	s.Account.Profile.Segment, s.Account.Profile.Tags = "smb", []string{"vip"}
	s.Account.Profile.Attributes = map[string]any{"tier": "gold", "licences": 12., "sso": true}
	s.Contracts[0].ARR = &heed.Money{Amount: 4_800_000, Currency: "EUR"}
	s.Contracts[0].Seats, s.Contracts[0].TermMonths, s.Contracts[0].AutoRenew = 40, new(12), true
	s.Usage = []heed.UsageDay{
		{Day: dayAgo(9), Metric: "exports", Set: 4},
		{Day: dayAgo(2), Metric: "exports", Set: 1, Product: "a"},
		{Day: dayAgo(2), Metric: "exports", Set: 2, Product: "b"},
	}
	s.Tickets = []heed.Ticket{
		{ID: "1", Priority: "urgent", OpenedAt: daysAgo(12)},
		{ID: "2", Kind: "bug", SLABreached: true, OpenedAt: daysAgo(3)},
		{ID: "3", Kind: "bug", OpenedAt: daysAgo(9), ResolvedAt: daysAgo(8)},
	}
	s.Days = daysOf(map[heed.Day]heed.Activity{
		dayAgo(40): happened("ticket", "opened", 5), dayAgo(3): happened("ticket", "opened", 2),
		dayAgo(20): happened("engagement", heed.BucketQBR, 1), dayAgo(4): happened("engagement", heed.BucketOneWay, 1),
	})
	s.Answers = []heed.Answer{answer(heed.FeedbackNPS, 4, 100, "h1", ""), answer(heed.FeedbackNPS, 9, 10, "h2", ""), answer(heed.FeedbackCSAT, 4, 5, "h1", "")}
	s.Invoices = []heed.Invoice{{UnpaidSince: daysAgo(11)}, {SettledAt: daysAgo(30)}}
	s.Milestones = []heed.Milestone{{MissedAt: daysAgo(4)}, {ReachedAt: daysAgo(9)}}
	s.Pulse = &heed.Pulse{Score: 2, At: daysAgo(3), ValidDays: 90}
	s.Objectives = []heed.Objective{pursued(.25, 10), pursued(.5, 10), decided(heed.ObjectiveMissed, 30)}
	days := func(ago int) float64 { return float64(ago) }
	for _, c := range []struct {
		f    *heed.Formula
		want any
	}{
		{asked("arr"), 48000.},
		{asked("seats"), 40.},
		{asked("contracts"), 1.},
		{asked("term_months"), 12.},
		{asked("auto_renew"), 1.},
		{asked("overdue_invoices"), 1.},
		{asked("overdue_days"), days(11)},
		{asked("segment"), "smb"},
		{asked("plan"), noSource},
		{asked("tagged", "vip"), 1.},
		{asked("tagged", "x"), 0.},
		{asked("attribute", "tier"), "gold"},
		{asked("attribute", "licences"), "12"},
		{asked("attribute_number", "licences"), 12.},
		{asked("attribute_number", "sso"), 1.},
		{asked("attribute_number", "tier"), noSource},
		{asked("usage", "exports"), 3.},
		{asked("usage_age", "exports"), 2.},
		{asked("usage", "imports"), noSource},
		{asked("usage_sum", "exports", 3), 3.},
		{asked("usage_sum", "exports", 10), 7.},
		{asked("usage_sum", "exports", 10, 3), 4.},
		{asked("usage_mean", "exports", 10), 3.5},
		{asked("usage_days", "exports", 10), 2.},
		{asked("usage_mean", "exports", 1), stale},
		{asked("open_tickets"), 2.},
		{asked("oldest_ticket"), 12.},
		{asked("breached_tickets"), 1.},
		{asked("tickets_of", "bug"), 1.},
		{asked("tickets_opened", 28), 2.},
		{asked("tickets_opened", 28, 28), 5.},
		{asked("milestones_missed"), 1.},
		{asked("answers", "nps", 180), 2.},
		{asked("answer_mean", "nps", 180), 6.5},
		{asked("answer", "nps"), 9.},
		{asked("answer_age", "nps"), 10.},
		{asked("answer", "csat"), 75.},
		{asked("answer", "ces"), noSource},
		{asked("pulse"), 2.},
		{asked("touch_days", 30), 2.},
		{asked("review_days", 30), 1.},
		{asked("two_way_days", 10), 0.},
		{asked("since_touch"), 4.},
		{asked("since_two_way"), 20.},
		{asked("since_review"), 20.},
		{asked("objective", "o"), .25},
		{asked("objective", "x"), noSource},
		{asked("objectives_open"), 2.},
		{asked("objectives_behind"), 1.},
	} {
		got := Fold(s, heed.DefaultSettings(), now).work(c.f)
		want, _ := c.want.(float64)
		text, _ := c.want.(string)
		if got.number != want || got.text+got.why != text {
			t.Errorf("%s %v: %+v, want %v", c.f.Text, c.f.Of, got, c.want)
		}
	}
}

func TestUnknownIsCaughtByItsOtherwise(t *testing.T) {
	folded := Fold(acme(), heed.DefaultSettings(), now)
	nobody := *asked("usage", "nobody")
	three := heed.Formula{Op: heed.OpNumber, Number: 3}
	for op, f := range map[string]heed.Formula{
		"3":      {Op: "??", Of: []heed.Formula{nobody, three}},
		noSource: {Op: "+", Of: []heed.Formula{three, nobody}},
	} {
		got := folded.work(&f)
		if got.why != op && got.number != 3 {
			t.Errorf("%+v, want %s", got, op)
		}
	}
	unused := heed.Formula{Op: "?", Of: []heed.Formula{{Op: heed.OpNumber, Number: 1}, three, nobody}}
	if got := folded.work(&unused); got.number != 3 {
		t.Errorf("the side that does not count was asked: %+v", got)
	}
}

func checkSum(t *testing.T, r heed.Risk) {
	t.Helper()
	sum := r.Base
	for _, f := range r.Factors {
		sum += f.Contribution
	}
	if math.Abs(sum-r.LogOdds) > 1e-9 {
		t.Errorf("the parts add up to %v, the log-odds are %v", sum, r.LogOdds)
	}
}

// A removed account's factors must not be seen in the next one's receipt.
func TestNothingOfOneSettingsStaysInTheRoom(t *testing.T) {
	m := Prior(.10)
	want := Assess(acme(), m, withFactors(), now)
	Assess(reportedExports(0), m, withFactors(exports(), exports()), now)
	got := Assess(acme(), m, withFactors(), now)
	if len(got.Factors) != len(want.Factors) || strings.Join(factorNames(got), " ") != strings.Join(factorNames(want), " ") {
		t.Errorf("%v, want %v", factorNames(got), factorNames(want))
	}
}

func factorNames(r heed.Risk) (all []string) {
	for _, f := range r.Factors {
		all = append(all, f.Factor)
	}
	return all
}
