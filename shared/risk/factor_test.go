package risk

import (
	"math"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// One line per thing a factor may measure: how acme changes, and what the factor
// then contributes, or why it cannot.
func TestFactors(t *testing.T) {
	usage := func(lists ...[]heed.UsageDay) func(*Snapshot) {
		return func(s *Snapshot) { s.Usage = slicesOf(lists...) }
	}
	days := func(back int, counts heed.Activity) func(*Snapshot) {
		return func(s *Snapshot) { s.Days = daysOf(map[heed.Day]heed.Activity{dayAgo(back): counts}) }
	}
	answers := func(list ...heed.Answer) func(*Snapshot) { return func(s *Snapshot) { s.Answers = list } }
	urgent := func(n int) func(*Snapshot) {
		return func(s *Snapshot) {
			for range n {
				s.Tickets = append(s.Tickets, heed.Ticket{Priority: "urgent", OpenedAt: daysAgo(3)})
			}
		}
	}
	tickets := func(before, recent int64) func(*Snapshot) {
		return func(s *Snapshot) {
			s.Days = daysOf(map[heed.Day]heed.Activity{dayAgo(60): happened("ticket", "opened", before), dayAgo(6): happened("ticket", "opened", recent)})
		}
	}
	unpaid := func(back int) func(*Snapshot) { return func(s *Snapshot) { s.Invoices[0].UnpaidSince = daysAgo(back) } }
	contract := func(change func(*heed.Contract)) func(*Snapshot) {
		return func(s *Snapshot) { change(&s.Contracts[0]) }
	}
	left := func(back int) func(*Snapshot) { return func(s *Snapshot) { s.Contacts[0].LeftAt = daysAgo(back) } }
	csm := func(score, back int) func(*Snapshot) {
		return func(s *Snapshot) { s.Pulse = &heed.Pulse{Score: score, ValidDays: 90, At: daysAgo(back)} }
	}
	since := func(back int) func(*Snapshot) {
		return func(s *Snapshot) { s.Account.Profile.CustomerSince = dayAgo(back) }
	}
	missed := func(n int) func(*Snapshot) {
		return func(s *Snapshot) {
			s.Account.Profile.Phase = "onboarding"
			s.Milestones = []heed.Milestone{{ID: "reached", ReachedAt: daysAgo(3)}}
			for range n {
				s.Milestones = append(s.Milestones, heed.Milestone{ID: "missed", MissedAt: daysAgo(2)})
			}
		}
	}
	nps := heed.FeedbackNPS

	for name, c := range map[string]struct {
		factor string
		change func(*Snapshot)
		want   float64
		why    string
	}{
		"usage steady":                   {factor: "usage_trend"},
		"usage within 5 %":               {factor: "usage_trend", change: usage(reports("active_users", 100, 95, 7))},
		"usage −27.5 %":                  {factor: "usage_trend", change: usage(reports("active_users", 100, 72.5, 1)), want: .45},
		"usage halved":                   {factor: "usage_trend", change: usage(reports("active_users", 100, 50, 7)), want: .90},
		"usage gone":                     {factor: "usage_trend", change: usage(reports("active_users", 100, 0, 7)), want: .90},
		"usage +15 %":                    {factor: "usage_trend", change: usage(reports("active_users", 100, 115, 7)), want: -.20},
		"usage doubled":                  {factor: "usage_trend", change: usage(reports("active_users", 100, 200, 7)), want: -.40},
		"usage by sessions":              {factor: "usage_trend", change: usage(reports("sessions", 100, 50, 7)), want: .90},
		"usage never reported":           {factor: "usage_trend", change: func(s *Snapshot) { s.Usage = nil }, why: noSource},
		"usage of two":                   {factor: "usage_trend", change: usage(reports("active_users", 2, 1, 7)), why: tooFew},
		"usage only lately":              {factor: "usage_trend", change: func(s *Snapshot) { s.Usage = []heed.UsageDay{report("active_users", 9, 3)} }, why: tooFew},
		"usage source fell silent":       {factor: "usage_trend", change: func(s *Snapshot) { s.Usage = s.Usage[:8*5] }, why: stale},
		"usage silent, others report":    {factor: "usage_trend", change: heardElsewhere, want: .90},
		"usage added, none of late":      {factor: "usage_trend", change: added(50, true), want: .90},
		"usage added, source silent too": {factor: "usage_trend", change: added(50, false), why: stale},

		"seats at 65 %":       {factor: "seat_utilisation"},
		"seats at 47.5 %":     {factor: "seat_utilisation", change: usage(reports("seats_used", 19, 19, 7), reports("seats_total", 40, 40, 7)), want: .35},
		"seats at 10 %":       {factor: "seat_utilisation", change: usage(reports("seats_used", 4, 4, 7), reports("seats_total", 40, 40, 7)), want: .70},
		"seats all used":      {factor: "seat_utilisation", change: usage(reports("seats_used", 44, 44, 7), reports("seats_total", 40, 40, 7)), want: -.45},
		"seats by contract":   {factor: "seat_utilisation", change: func(s *Snapshot) { s.Contracts[0].Seats = 40; s.Usage = reports("seats_used", 12, 12, 7) }, want: .70},
		"seats without total": {factor: "seat_utilisation", change: usage(reports("seats_used", 12, 12, 7)), why: noSource},
		"seats of long ago": {factor: "seat_utilisation", change: func(s *Snapshot) {
			s.Usage = []heed.UsageDay{report("seats_used", 4, 60), report("seats_total", 40, 60)}
		}, why: stale},
		"logins": {factor: "decision_maker_logins"},
		"logins stopped": {factor: "decision_maker_logins", change: func(s *Snapshot) {
			s.Usage = []heed.UsageDay{report("decision_maker_logins", 2, 40), report("decision_maker_logins", 0, 5)}
		}, want: .40},
		"logins never":         {factor: "decision_maker_logins", change: usage(reports("decision_maker_logins", 0, 0, 7)), why: tooFew},
		"logins not reported":  {factor: "decision_maker_logins", change: usage(reports("active_users", 9, 9, 7)), why: noSource},
		"logins source silent": {factor: "decision_maker_logins", change: func(s *Snapshot) { s.Usage = s.Usage[:8*5] }, why: stale},
		"features same":        {factor: "feature_breadth"},
		"features −25 %":       {factor: "feature_breadth", change: usage(reports("features_used", 12, 9, 7)), want: .125},
		"features few":         {factor: "feature_breadth", change: usage(reports("features_used", 12, 1, 7)), want: .25},
		"features many":        {factor: "feature_breadth", change: usage(reports("features_used", 12, 30, 7)), want: -.25},
		"features unknown":     {factor: "feature_breadth", change: usage(reports("active_users", 9, 9, 7)), why: noSource},

		"no urgent ticket":      {factor: "urgent_tickets"},
		"one urgent ticket":     {factor: "urgent_tickets", change: urgent(1), want: .30},
		"nine urgent tickets":   {factor: "urgent_tickets", change: urgent(9), want: .90},
		"an escalated ticket":   {factor: "urgent_tickets", change: func(s *Snapshot) { s.Tickets = []heed.Ticket{{Escalated: true, OpenedAt: daysAgo(1)}} }, want: .30},
		"no help desk":          {factor: "urgent_tickets", change: func(s *Snapshot) { s.Tickets, s.Days = nil, nil }, why: noSource},
		"tickets as before":     {factor: "ticket_trend", change: tickets(12, 4)},
		"tickets half as much":  {factor: "ticket_trend", change: tickets(12, 6), want: .20},
		"tickets doubled":       {factor: "ticket_trend", change: tickets(12, 20), want: .40},
		"tickets stopped":       {factor: "ticket_trend", change: tickets(12, 0)},
		"two tickets are none":  {factor: "ticket_trend", change: tickets(1, 2)},
		"tickets for the first": {factor: "ticket_trend", change: tickets(0, 9), why: tooFew},
		"tickets unknown":       {factor: "ticket_trend", change: func(s *Snapshot) { s.Tickets, s.Days = nil, nil }, why: noSource},

		"nps neutral":              {factor: "nps"},
		"nps 5":                    {factor: "nps", change: answers(answer(nps, 5, 9, "h1", "")), want: .80 * 2.5 / 4.5},
		"nps 0":                    {factor: "nps", change: answers(answer(nps, 0, 9, "h1", "")), want: .80},
		"nps 10":                   {factor: "nps", change: answers(answer(nps, 10, 9, "h1", "")), want: -.45},
		"nps: the latest counts":   {factor: "nps", change: answers(answer(nps, 0, 30, "h1", ""), answer(nps, 10, 9, "h1", ""), answer(nps, 1, 31, "h1", "")), want: -.45},
		"nps: everybody anonymous": {factor: "nps", change: answers(answer(nps, 0, 30, "", ""), answer(nps, 6, 9, "", "")), want: .80},
		"nps: deciders twice":      {factor: "nps", change: answers(answer(nps, 3, 9, "h1", ""), answer(nps, 9, 8, "h2", "")), want: .80 * .5 / 4.5},
		"nps of last year":         {factor: "nps", change: answers(answer(nps, 0, 200, "h1", "")), why: stale},
		"nps never asked":          {factor: "nps", change: answers(), why: noSource},
		"csat fine":                {factor: "bad_answer"},
		"csat 1":                   {factor: "bad_answer", change: answers(answer(heed.FeedbackCSAT, 1, 9, "h1", "")), want: .50},
		"ces 2":                    {factor: "bad_answer", change: answers(answer(heed.FeedbackCES, 2, 9, "h1", "")), want: .50},
		"csat better since":        {factor: "bad_answer", change: answers(answer(heed.FeedbackCSAT, 1, 9, "h1", ""), answer(heed.FeedbackCSAT, 5, 2, "h1", ""))},
		"csat of last quarter":     {factor: "bad_answer", change: answers(answer(heed.FeedbackCSAT, 1, 99, "h1", "")), why: stale},
		"csat never asked":         {factor: "bad_answer", change: answers(), why: noSource},

		"champion there":        {factor: "champion_left"},
		"champion left":         {factor: "champion_left", change: left(17), want: .90},
		"champion left a year":  {factor: "champion_left", change: left(200), why: stale},
		"champion replaced":     {factor: "champion_left", change: func(s *Snapshot) { left(17)(s); s.Contacts[0].Successor = "u-9" }},
		"another champion":      {factor: "champion_left", change: func(s *Snapshot) { left(17)(s); s.Contacts[1].Role = "champion" }},
		"no champion known":     {factor: "champion_left", change: func(s *Snapshot) { s.Contacts = nil }, why: noSource},
		"spoken with":           {factor: "silence"},
		"silent for 60 days":    {factor: "silence", change: days(60, happened("engagement", heed.BucketTwoWay, 1)), want: .30},
		"silent for 90 days":    {factor: "silence", change: days(90, happened("engagement", heed.BucketTwoWay, 1)), want: .45},
		"silent for a year":     {factor: "silence", change: days(360, happened("engagement", heed.BucketTwoWay, 1)), want: .60},
		"review lately":         {factor: "silence", change: days(30, happened("engagement", heed.BucketQBR, 1)), want: -.25},
		"review, then silence":  {factor: "silence", change: days(80, happened("engagement", heed.BucketQBR, 1)), want: .40 - .25},
		"only we wrote":         {factor: "silence", change: days(75, happened("engagement", heed.BucketOneWay, 3)), want: .375},
		"engagement unknown":    {factor: "silence", change: days(5, happened("ticket", "opened", 1)), why: noSource},
		"engagement source out": {factor: "silence", change: func(s *Snapshot) { s.Reference.Heard = map[string]heed.Day{"engagement": dayAgo(60)} }, why: stale},
		"pulse 1":               {factor: "pulse", change: csm(1, 0), want: .90},
		"pulse 2, half faded":   {factor: "pulse", change: csm(2, 45), want: .225},
		"pulse 4":               {factor: "pulse", change: csm(4, 0)},
		"pulse 5":               {factor: "pulse", change: csm(5, 0), want: -.30},
		"pulse faded":           {factor: "pulse", change: csm(1, 90), why: stale},
		"pulse never":           {factor: "pulse", change: func(s *Snapshot) { s.Pulse = nil }, why: noSource},

		"paid":                {factor: "payment"},
		"unpaid for 7 days":   {factor: "payment", change: unpaid(7), want: .175},
		"unpaid for 14 days":  {factor: "payment", change: unpaid(14), want: .35},
		"unpaid for 100 days": {factor: "payment", change: unpaid(100), want: .80},
		"no invoice":          {factor: "payment", change: func(s *Snapshot) { s.Invoices = nil }, why: noSource},
		"no downgrade":        {factor: "downgrade"},
		"downgraded":          {factor: "downgrade", change: contract(func(c *heed.Contract) { c.DowngradedAt = daysAgo(300) }), want: .50},
		"downgraded long ago": {factor: "downgrade", change: contract(func(c *heed.Contract) { c.DowngradedAt = daysAgo(400) })},
		"downgrade unknown":   {factor: "downgrade", change: func(s *Snapshot) { s.Contracts = nil }, why: noSource},
		"third renewal":       {factor: "first_renewal"},
		"first renewal":       {factor: "first_renewal", change: func(s *Snapshot) { s.Contracts[0].Renewals = 0; since(300)(s) }, want: .30},
		"old customer":        {factor: "first_renewal", change: contract(func(c *heed.Contract) { c.Renewals = 0 })},
		"renewal unknown":     {factor: "first_renewal", change: func(s *Snapshot) { s.Contracts = nil }, why: noSource},
		"a year, by hand":     {factor: "commitment"},
		"three years":         {factor: "commitment", change: contract(func(c *heed.Contract) { c.TermMonths = new(36) }), want: -.40},
		"renews by itself":    {factor: "commitment", change: contract(func(c *heed.Contract) { c.AutoRenew = true }), want: -.40},
		"commitment unknown":  {factor: "commitment", change: func(s *Snapshot) { s.Contracts = nil }, why: noSource},
		"median tenure":       {factor: "tenure"},
		"half the tenure":     {factor: "tenure", change: since(500), want: .125},
		"new":                 {factor: "tenure", change: since(0), want: .25},
		"for ever":            {factor: "tenure", change: since(9000), want: -.25},
		"no median":           {factor: "tenure", change: func(s *Snapshot) { s.Reference = Reference{} }, why: tooFew},
		"tenure unknown":      {factor: "tenure", change: func(s *Snapshot) { since(0)(s); s.Account.Profile.CustomerSince = ""; s.Contracts = nil }, why: noSource},
		"milestones reached":  {factor: "onboarding", change: missed(0)},
		"a milestone missed":  {factor: "onboarding", change: missed(1), want: .40},
		"five missed":         {factor: "onboarding", change: missed(5), want: .80},
		"milestones unknown":  {factor: "onboarding", change: func(s *Snapshot) { s.Account.Profile.Phase = "onboarding" }, why: noSource},
	} {
		t.Run(name, func(t *testing.T) {
			s := acme()
			if c.change != nil {
				c.change(&s)
			}
			r := Assess(s, Prior(.10), heed.DefaultSettings(), now)
			if why := whyMissing(r, c.factor); why != c.why {
				t.Fatalf("missing: %q, want %q", why, c.why)
			}
			got, found := contribution(r, c.factor)
			if found == (c.why != "") || math.Abs(got-c.want) > 1e-9 {
				t.Errorf("contribution = %v (judged: %t), want %v", got, found, c.want)
			}
		})
	}
}

// heardElsewhere is usage that stopped while other accounts still report theirs.
func heardElsewhere(s *Snapshot) {
	s.Usage = reports(heed.ActiveUsers, 100, 0, 7)[:8]
	s.Reference.Heard = map[string]heed.Day{"usage": dayAgo(1)}
}

// added reports sessions by adding: nothing for the last four weeks, with or
// without another metric that proves the source alive.
func added(n int64, alive bool) func(*Snapshot) {
	return func(s *Snapshot) {
		s.Usage = nil
		for back := recentDays + 1; back <= recentDays+beforeDays; back++ {
			s.Usage = append(s.Usage, heed.UsageDay{Day: dayAgo(back), Metric: heed.Sessions, Added: n * 1000})
		}
		if alive {
			s.Usage = append(s.Usage, report("api_calls", 1, 2))
		}
	}
}

func contribution(r heed.Risk, name string) (float64, bool) {
	for _, f := range r.Factors {
		if f.Factor == name {
			return f.Contribution, true
		}
	}
	return 0, false
}

// An account in its second year has no onboarding to judge: neither known nor missing.
func TestOnboardingEnds(t *testing.T) {
	r := Assess(acme(), Prior(.10), heed.DefaultSettings(), now)
	if _, judged := contribution(r, "onboarding"); judged || whyMissing(r, "onboarding") != "" {
		t.Errorf("onboarding is judged or missing: %v", r.Missing)
	}
	if r.Coverage != 1 || r.Confidence != heed.HighConfidence {
		t.Errorf("coverage = %v (%s), want everything known", r.Coverage, r.Confidence)
	}
}

func TestCapsKeepProportions(t *testing.T) {
	s := troubled()
	r := Assess(s, Prior(.10), heed.DefaultSettings(), now)
	raised := map[string]float64{}
	for _, f := range r.Factors {
		raised[f.Group] += max(f.Contribution, 0)
	}
	if math.Abs(raised[groupUsage]-maxGroup) > 1e-9 {
		t.Errorf("usage raises the risk by %v, want %v", raised[groupUsage], maxGroup)
	}
	trend, _ := contribution(r, "usage_trend")
	logins, _ := contribution(r, "decision_maker_logins")
	if math.Abs(trend/logins-.90/.40) > 1e-9 {
		t.Errorf("trend %v and logins %v lost their proportion", trend, logins)
	}
}

func TestWeights(t *testing.T) {
	s, set := troubled(), heed.DefaultSettings()
	set.Weights = map[string]float64{"champion_left": 2, "payment": 0}
	r := Assess(s, Prior(.10), set, now)
	if got, _ := contribution(r, "champion_left"); got != 1.8 {
		t.Errorf("doubled champion_left = %v, want 1.8", got)
	}
	if got, judged := contribution(r, "payment"); got != 0 || !judged {
		t.Errorf("silenced payment = %v, want 0", got)
	}
	s.Contracts[0].NoticedAt = daysAgo(2)
	set.Weights["notice"] = 0
	if r := Assess(s, Prior(.10), set, now); settled(&r) {
		t.Error("a silenced notice still decides")
	}
}

func TestDecisive(t *testing.T) {
	noticed := func(s *Snapshot) { s.Contracts[0].NoticedAt = daysAgo(10) }
	early := func(s *Snapshot) {
		s.Contracts[0].RenewedAt, s.Contracts[0].RenewalDate = daysAgo(10), dayAgo(-60).AddMonths(12)
	}
	for name, c := range map[string]struct {
		start       func() Snapshot
		change      func(*Snapshot)
		factor      string
		low, high   float64
		sameWithout bool // the fact adds nothing
	}{
		"notice lifts to the floor":           {start: acme, change: noticed, factor: "notice", low: floor, high: floor},
		"renewed early lowers to the ceiling": {start: troubled, change: early, factor: "renewed_early", low: ceiling, high: ceiling},
		"a good account stays below": {start: acme, change: func(s *Snapshot) {
			early(s)
			s.Usage = reports("active_users", 9, 99, 7)
			s.Pulse.Score = 5
			s.Answers = []heed.Answer{answer(heed.FeedbackNPS, 10, 2, "h1", "")}
		}, factor: "renewed_early", low: 0, high: ceiling},
		"a successor is signed": {start: troubled, change: func(s *Snapshot) {
			s.Contracts = append(s.Contracts, with(term("k-2", 9, 425), func(c *heed.Contract) { c.Renews, c.StartDate = "k-1", dayAgo(-61) }))
		}, factor: "renewed_early", low: ceiling, high: ceiling},
		"everything ended": {start: acme, change: func(s *Snapshot) { s.Contracts[0].EndedAt = daysAgo(3) }, factor: "notice", low: floor, high: floor},
	} {
		t.Run(name, func(t *testing.T) {
			s := c.start()
			c.change(&s)
			r := Assess(s, Prior(.10), heed.DefaultSettings(), now)
			if len(r.Factors) == 0 || r.Factors[0].Factor != c.factor || !r.Factors[0].Decisive {
				t.Fatalf("first factor = %+v, want %s", r.Factors[0], c.factor)
			}
			if r.Probability < c.low-1e-9 || r.Probability > c.high+1e-9 {
				t.Errorf("probability = %v, want %v to %v", r.Probability, c.low, c.high)
			}
		})
	}
	s := acme()
	early(&s)
	s.Contracts[0].RenewalDate = dayAgo(-360) // the new term has begun
	if r := Assess(s, Prior(.10), heed.DefaultSettings(), now); settled(&r) {
		t.Error("a renewal still decides after its term began")
	}
}

// One bad answer alone may worry, not alarm: 10 % becomes about 20 %, and never
// two bands at once.
func TestOneDetractorIsNoAlarm(t *testing.T) {
	set, m := heed.DefaultSettings(), Prior(.10)
	m.Base = logit(.10)
	s := acme()
	s.Answers = []heed.Answer{answer(heed.FeedbackNPS, 3, 2, "h1", "")}
	if p := Assess(s, m, set, now).Probability; math.Abs(p-.198) > .005 {
		t.Errorf("10 %% became %v, want about 20 %%", p)
	}
	for p := .001; p < 1; p += .001 {
		before, _ := Band(p, heed.TargetRenewal, heed.NoBand, now, now, set)
		after, _ := Band(probability(logit(p)+.80), heed.TargetRenewal, before, now, now, set)
		if after.Rank()-before.Rank() > 1 {
			t.Errorf("at %v one answer moves %s to %s", p, before, after)
		}
	}
}

func TestCatalogue(t *testing.T) {
	if n := len(factors) + len(decisive); n > maxEntries {
		t.Fatalf("%d factors do not fit into %d entries", n, maxEntries)
	}
	seen, set := map[string]bool{}, heed.DefaultSettings()
	for _, list := range [][]factor{factors, decisive} {
		for _, f := range list {
			if seen[f.Factor] || f.Title.EN == "" || f.Title.DE == "" || f.Group == "" || f.Unit == "" {
				t.Errorf("%q is described twice or not fully", f.Factor)
			}
			seen[f.Factor] = true
			if f.play.Factor != f.Factor || f.play.DueDays < 1 || len(f.play.Steps) == 0 || f.play.Title.DE == "" {
				t.Errorf("%q has no play of its own", f.Factor)
			}
			if _, known := shares[f.Factor]; known == f.Decisive {
				t.Errorf("%q: the reference portfolio knows those that weigh, and only those", f.Factor)
			}
		}
	}
	set.Weights = map[string]float64{}
	for _, name := range Factors() {
		set.Weights[name] = 1
	}
	if errs := set.Check(Factors()); errs != nil {
		t.Error(errs)
	}
}
