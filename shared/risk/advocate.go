package risk

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
)

// advocate is the opinion about whose people would speak for you: one calm account
// in fourteen, until something speaks for it. Somebody who is glad time and again
// is needed, and something beside it.
var advocate = outlook{
	kind: heed.Advocate, base: -2.6, quiet: 180,
	signs: []sign{
		gladAgainSign, gladSign, satisfactionSign, loyaltySign, broadUseSign, steadyUseSign, engagementSign, calmSign(.15, -.80),
	},
	bars: []sign{leavingBar, atRiskBar, trialBar, newBar, urgentBar, toldBar},
}

// urgentBar: who waits for help is not to be asked for a favour.
var urgentBar = sign{
	name: "urgent_tickets", group: groupSupport, unit: "tickets",
	judge: func(p *prospect) verdict {
		v := urgentTickets(p.judgement)
		v.beside = v.n == 0
		return v
	},
	say: func(p *prospect, v *verdict) heed.Text { return sayUrgentTickets(p.judgement, v) },
}

var gladAgainSign = sign{
	name: "repeated_promoters", group: groupSentiment, unit: "contacts", most: 2.30,
	judge: gladAgain, say: sayGladAgain,
	play: play("ask_for_reference", "repeated_promoters", 14,
		heed.Text{EN: "Ask for a reference", DE: "Um eine Referenz bitten"},
		heed.Text{EN: "Thank them, and name one concrete thing: a quote, a call with a prospect, a case study.", DE: "Danken und um eine bestimmte Sache bitten: ein Zitat, ein Gespräch mit einem Interessenten, eine Fallstudie."},
		heed.Text{EN: "Offer something back, such as a say in what is built next.", DE: "Etwas zurückgeben, etwa ein Mitspracherecht bei dem, was als Nächstes gebaut wird."}),
}

const (
	apartDays = 30  // between two answers that count as two
	pastDays  = 730 // how far back an answer counts
)

var gladAgainLine = line{{0, 0}, {1, 1.4}, {2, 1.9}, {3, 2.3}}

// gladAgain counts the contacts whose newest answer is 9 or 10, and who gave as much
// at least a month before. One who decides, or champions, weighs more.
func gladAgain(p *prospect) verdict {
	newest := &p.answers.nps
	if len(newest.list) == 0 {
		return missing(absent(newest.older))
	}
	v, first, asked := verdict{day: math.MaxInt, at: p.asOf}, p.firstGlad(), false
	for _, i := range newest.list {
		a := &p.Answers[i]
		asked = asked || a.Contact != ""
		day, known := first[a.Contact]
		if a.Score < promoterNPS || !known || dayOf(a.Time)-day < apartDays {
			continue
		}
		v.n++
		v.day = min(v.day, day)
		v.rest(i)
		if role := p.roleOf(a); role == "decision_maker" || role == "champion" {
			v.to++
		}
	}
	if !asked {
		return missing(tooFew)
	}
	v.value = float64(v.n)
	v.effect = gladAgainLine.at(v.value)
	if v.to > 0 {
		v.effect = math.Min(v.effect+.30, 2.30)
	}
	return v
}

// firstGlad is the day of each contact's first answer of 9 or 10.
func (p *prospect) firstGlad() map[string]int {
	first := map[string]int{}
	for i := range p.Answers {
		a := &p.Answers[i]
		if a.Type != heed.FeedbackNPS || a.Contact == "" || a.Score < promoterNPS || !p.within(a.Time, pastDays) {
			continue
		}
		if day, known := first[a.Contact]; !known || dayOf(a.Time) < day {
			first[a.Contact] = dayOf(a.Time)
		}
	}
	return first
}

// people are the roles a sentence can name: never the person.
var people = map[string]heed.Text{
	"decision_maker": {EN: "A decision maker", DE: "Ein Entscheider"},
	"champion":       {EN: "A champion", DE: "Ein Fürsprecher"},
	"":               {EN: "A respondent", DE: "Eine befragte Person"},
}

func sayGladAgain(p *prospect, v *verdict) heed.Text {
	switch v.n {
	case 0:
		return p.prose.text("Nobody gave 9–10 more than once.", "Niemand gab mehr als einmal 9–10.")
	case 1:
		who, known := people[p.roleOf(&p.Answers[v.behind[0]])]
		if !known {
			who = people[""]
		}
		return p.prose.text(who.EN+" gave 9–10 more than once, first on {1}.", who.DE+" gab mehr als einmal 9–10, zuerst am {1}.", on(v.day))
	}
	return p.prose.text("{1} people gave 9–10 more than once, first on {2}.", "{1} Personen gaben mehr als einmal 9–10, zuerst am {2}.", count(v.n), on(v.day))
}

var gladSign = sign{name: "nps", group: groupSentiment, unit: "points", most: .80}.restating(nps, sayNPS, npsLine, gladLine)

var gladLine = line{{6, -.80}, {8, 0}, {9.5, .40}}

var satisfactionSign = sign{
	name: "satisfaction", group: groupSentiment, unit: "percent", most: .60,
	judge: satisfaction, say: saySatisfaction,
}

var satisfactionLine = line{{50, -.60}, {75, 0}, {100, .50}}

// satisfaction is the share of the newest CSAT and CES answers at the top of their
// scales; of two at least.
func satisfaction(p *prospect) verdict {
	csat, ces := &p.answers.csat, &p.answers.ces
	v := verdict{of: len(csat.list) + len(ces.list)}
	switch {
	case v.of == 0:
		return missing(absent(csat.older || ces.older))
	case v.of == 1:
		return missing(tooFew)
	}
	for _, newest := range [...]*newestAnswers{csat, ces} {
		for _, i := range newest.list {
			a := &p.Answers[i]
			v.at = later(v.at, a.Time)
			if metric.Top(heed.Metric(a.Type), a.Scale, a.Score) {
				v.n++
				v.rest(i)
			}
		}
	}
	v.value = 100 * float64(v.n) / float64(v.of)
	v.effect = satisfactionLine.at(v.value)
	return v
}

func saySatisfaction(p *prospect, v *verdict) heed.Text {
	return p.prose.text("{1} of {2} recent CSAT and CES answers lie at the top.", "{1} von {2} neueren CSAT- und CES-Antworten liegen am oberen Ende.",
		num(float64(v.n)), num(float64(v.of)))
}
