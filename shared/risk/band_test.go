package risk

import (
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"pgregory.net/rapid"
)

func TestBand(t *testing.T) {
	set, none := heed.DefaultSettings(), time.Time{}
	yesterday, lately := now.Add(-24*time.Hour), now.Add(-23*time.Hour)
	for name, c := range map[string]struct {
		p        float64
		kind     string
		previous heed.Band
		since    time.Time
		want     heed.Band
		below    time.Time
	}{
		"first judgement, low":            {p: .149, want: heed.Low},
		"the lower edge belongs to it":    {p: .15, want: heed.Medium},
		"several bands up at once":        {p: .55, previous: heed.Low, want: heed.Critical},
		"within the hysteresis":           {p: .11, previous: heed.Medium, want: heed.Medium},
		"the exit line belongs to it":     {p: .10, previous: heed.Medium, since: yesterday, want: heed.Medium},
		"first time below":                {p: .09, previous: heed.Medium, want: heed.Medium, below: now},
		"still below, too early":          {p: .09, previous: heed.Medium, since: lately, want: heed.Medium, below: lately},
		"below for a day":                 {p: .09, previous: heed.Medium, since: yesterday, want: heed.Low},
		"back above in between":           {p: .12, previous: heed.Medium, since: yesterday, want: heed.Medium},
		"down to where exit lines allow":  {p: .25, previous: heed.Critical, since: yesterday, want: heed.High},
		"down two":                        {p: .12, previous: heed.Critical, since: yesterday, want: heed.Medium},
		"down to low":                     {p: .02, previous: heed.Critical, since: yesterday, want: heed.Low},
		"up while waiting to leave":       {p: .60, previous: heed.Medium, since: lately, want: heed.Critical},
		"a window has lines of its own":   {p: .25, kind: heed.TargetWindow, want: heed.Critical},
		"an unknown kind is as a renewal": {p: .25, kind: "?", want: heed.Medium},
		"a clock that went back":          {p: .01, previous: heed.High, since: now.Add(time.Hour), want: heed.High, below: now.Add(time.Hour)},
	} {
		t.Run(name, func(t *testing.T) {
			if c.kind == "" {
				c.kind = heed.TargetRenewal
			}
			band, below := Band(c.p, c.kind, c.previous, c.since, now, set)
			if band != c.want || !below.Equal(c.below) {
				t.Errorf("Band = %s, %v; want %s, %v", band, below, c.want, c.below)
			}
			again, still := Band(c.p, c.kind, band, below, now, set)
			if again != band || !still.Equal(below) {
				t.Errorf("judged twice at one instant: %s, %v became %s, %v", band, below, again, still)
			}
		})
	}
	if band, _ := Band(.2, heed.TargetRenewal, heed.NoBand, none, now, heed.Settings{}); band != heed.Critical && band != heed.Low {
		t.Errorf("empty settings give %q", band)
	}
}

// Whatever the probability does, a judgement repeated at its instant changes
// nothing, and a constant one ends every movement within two days.
func TestBandSettles(t *testing.T) {
	set := heed.DefaultSettings()
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]string{heed.TargetRenewal, heed.TargetWindow, heed.TargetAssumed}).Draw(t, "kind")
		previous := rapid.SampledFrom(append([]heed.Band{heed.NoBand}, heed.Bands...)).Draw(t, "previous")
		p := rapid.Float64Range(0, 1).Draw(t, "p")
		band, below := Band(p, kind, previous, time.Time{}, now, set)
		if again, still := Band(p, kind, band, below, now, set); again != band || still != below {
			t.Fatalf("%s became %s at the same instant", band, again)
		}
		at := now
		for range 2 {
			at = at.Add(25 * time.Hour)
			band, below = Band(p, kind, band, below, at, set)
		}
		for range 30 {
			at = at.Add(6 * time.Hour)
			moved, _ := Band(p, kind, band, below, at, set)
			if moved != band {
				t.Fatalf("p = %v moved %s to %s without a reason", p, band, moved)
			}
		}
	})
}

// Noise that stays within one band's lines causes at most two changes in a year:
// into the band, and out of it once the noise has settled below.
func TestNoiseDoesNotFlap(t *testing.T) {
	set := heed.DefaultSettings()
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]string{heed.TargetRenewal, heed.TargetWindow}).Draw(t, "kind")
		worst := rapid.SampledFrom(heed.Bands[1:]).Draw(t, "band")
		lines, _ := set.Bands[kind].Of(worst)
		width := lines.Enter - lines.Leave
		middle := rapid.Float64Range(lines.Leave-width/2, lines.Enter+width/2).Draw(t, "middle")
		noise := rapid.SliceOfN(rapid.Float64Range(-.49*width, .49*width), 365, 365).Draw(t, "noise")
		band, below := Band(middle, kind, heed.NoBand, time.Time{}, now, set)
		changes := 0
		for day, e := range noise {
			was := band
			band, below = Band(middle+e, kind, band, below, now.AddDate(0, 0, day+1), set)
			if band != was {
				changes++
			}
		}
		if changes > 2 {
			t.Fatalf("%d changes around %v", changes, middle)
		}
	})
}

func TestThinDataMovesNoBand(t *testing.T) {
	set, m := heed.DefaultSettings(), Prior(.10)
	s := Snapshot{Account: heed.Account{ID: "thin"}, Tickets: []heed.Ticket{
		{Priority: "urgent", OpenedAt: daysAgo(9)},
		{Priority: "urgent", OpenedAt: daysAgo(9)},
		{Priority: "urgent", OpenedAt: daysAgo(9)},
	}}
	r := Assess(s, m, set, now)
	if r.Probability < .15 || r.Confidence != heed.LowConfidence || r.Band != heed.Low {
		t.Errorf("p = %v with %s confidence is in band %s, want low", r.Probability, r.Confidence, r.Band)
	}
	for _, since := range []time.Time{{}, WaitServed} {
		s.Account.Card = heed.Card{Band: heed.Critical, BelowSince: since}
		if r := Assess(s, m, set, now); r.Band != heed.Critical || !Fold(s, set, now).BelowSince(r).IsZero() {
			t.Errorf("thin data moved critical to %s", r.Band)
		}
	}
	s.Contracts = []heed.Contract{{ID: "k", NoticedAt: daysAgo(1), RenewalDate: dayAgo(-9)}}
	s.Account.Card = heed.Card{}
	if r := Assess(s, m, set, now); r.Band != heed.Critical || *r.Thresholds != (heed.Thresholds{Enter: .55, Leave: .45}) {
		t.Errorf("notice put the account into %s", r.Band)
	}
}

// Notice moves thin data into a band, and so it does by going: else an account of
// which little is known would stay critical for ever.
func TestThinDataLeavesWithTheNotice(t *testing.T) {
	set, m := heed.DefaultSettings(), Prior(.10)
	s := Snapshot{Account: heed.Account{ID: "thin"}, Contracts: []heed.Contract{{ID: "k", NoticedAt: daysAgo(3), RenewalDate: dayAgo(-90)}}}
	judged := func(at time.Time) heed.Risk {
		r, f := Assess(s, m, set, at), Fold(s, set, at)
		below := f.BelowSince(r)
		s.Account.Card = f.Card(r)
		s.Account.Card.Band, s.Account.Card.BelowSince = r.Band, below
		return r
	}
	judged(daysAgo(2))
	s.Contracts[0].NoticedAt = time.Time{}
	for _, c := range []struct {
		at   time.Time
		want heed.Band
	}{{daysAgo(1), heed.Critical}, {daysAgo(1).Add(time.Hour), heed.Critical}, {now, heed.Low}} {
		if r := judged(c.at); r.Band != c.want || r.Confidence != heed.LowConfidence {
			t.Errorf("at %v it is %s with %s confidence, want %s", c.at, r.Band, r.Confidence, c.want)
		}
	}
}

func TestSeenChange(t *testing.T) {
	s, set, m := troubled(), heed.DefaultSettings(), Prior(.10)
	card := Fold(s, set, now).Card(Assess(s, m, set, now))
	if !SeenChange(heed.Card{}, card) {
		t.Error("the first judgement is not seen")
	}
	if SeenChange(card, card) {
		t.Error("the same card is seen as a change")
	}
	for name, change := range map[string]func(*heed.Card){
		"band":     func(c *heed.Card) { c.Band = heed.Low },
		"status":   func(c *heed.Card) { c.Status = heed.Notice },
		"target":   func(c *heed.Card) { c.DecisionDate = dayAgo(-1) },
		"ARR":      func(c *heed.Card) { c.ARR = nil },
		"coverage": func(c *heed.Card) { c.Coverage -= .01 },
		"log-odds": func(c *heed.Card) { c.Probability = probability(logit(c.Probability) + .0501) },
	} {
		other := card
		if change(&other); !SeenChange(card, other) {
			t.Errorf("a change of %s is not seen", name)
		}
	}
	little := card
	little.Probability, little.JudgedAt = probability(logit(card.Probability)+.049), now.Add(time.Hour)
	if SeenChange(card, little) {
		t.Error("0.049 log-odds are seen")
	}
	tomorrow := now.AddDate(0, 0, 1)
	evergreen := acme()
	evergreen.Contracts[0].TermMonths = new(0)
	today := Fold(evergreen, set, now).Card(Assess(evergreen, m, set, now))
	if next := Fold(evergreen, set, tomorrow).Card(Assess(evergreen, m, set, tomorrow)); next.RenewalDate != today.RenewalDate || next.DecisionDate != today.DecisionDate {
		t.Errorf("the window moves the card every day: %+v", next)
	}
}
