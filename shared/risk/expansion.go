package risk

import (
	"cmp"
	"math"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

// expansion is the opinion about who could buy more within half a year: one calm
// account in nine, until something speaks for it. Full seats and a low risk are
// enough; nothing else is by itself.
var expansion = outlook{
	kind: heed.Expansion, base: -2.1, quiet: 90,
	signs: []sign{
		fullSeatsSign, usageGrowthSign, featureAdoptionSign, productAdoptionSign,
		promotersSign, wishesSign, upgradeSign, occasionSign, calmSign(.15, -.60),
	},
	bars: []sign{leavingBar, atRiskBar, trialBar, newBar, toldBar},
}

var promotersSign = sign{
	name: "promoters", group: groupSentiment, unit: "decision_makers", most: .70,
	judge: promoters, say: sayPromoters,
	play: play("ask_what_else", "promoters", 14,
		heed.Text{EN: "Ask the promoter what else they need", DE: "Die begeisterte Person fragen, was sie noch braucht"},
		heed.Text{EN: "Thank them for the answer and ask which team should have this too.", DE: "Für die Antwort danken und fragen, welches Team das auch haben sollte."}),
}

var promoterLine = line{{0, 0}, {1, .50}, {2, .70}}

// promoters counts the decision makers whose newest answer is 9 or 10. One of them
// below 7 speaks against it, whatever the others say.
func promoters(p *prospect) verdict {
	newest := &p.answers.nps
	if len(newest.list) == 0 {
		return missing(absent(newest.older))
	}
	v, unhappy := verdict{}, false
	for _, i := range newest.list {
		a := &p.Answers[i]
		if !p.decides(a) {
			continue
		}
		v.of++
		v.at = later(v.at, a.Time)
		unhappy = unhappy || a.Score <= detractorNPS
		if a.Score >= promoterNPS {
			v.n++
			v.rest(i)
		}
	}
	if v.of == 0 {
		return missing(tooFew)
	}
	v.value = float64(v.n)
	v.effect = promoterLine.at(v.value)
	if unhappy {
		v.effect = -.60
	}
	return v
}

func sayPromoters(p *prospect, v *verdict) heed.Text {
	switch {
	case v.effect < 0:
		return p.prose.text("A decision maker gave 0–6.", "Ein Entscheider gab 0–6.")
	case v.n == 0:
		return p.prose.text("No decision maker gave 9–10.", "Kein Entscheider gab 9–10.")
	case v.of == 1:
		return p.prose.text("The decision maker gave 9–10.", "Der Entscheider gab 9–10.")
	case v.n == 1:
		return p.prose.text("One of {1} decision makers gave 9–10.", "Einer von {1} Entscheidern gab 9–10.", lower(v.of))
	}
	return p.prose.text("{1} of {2} decision makers gave 9–10.", "{1} von {2} Entscheidern gaben 9–10.", count(v.n), lower(v.of))
}

var wishesSign = sign{
	name: "asks_for_more", group: groupSentiment, unit: "comments", most: .60,
	judge: wishes, say: sayWishes,
	play: play("answer_the_wish", "asks_for_more", 7,
		heed.Text{EN: "Answer what they ask for", DE: "Auf das antworten, worum sie bitten"},
		heed.Text{EN: "Read the comments and show which plan or add-on does it today.", DE: "Die Kommentare lesen und zeigen, welcher Plan oder Zusatz es heute schon kann."}),
}

var wishLine = line{{0, 0}, {1, .40}, {2, .60}}

// wishes counts the promoters whose newest comment is about features or integrations:
// glad people who speak of these ask for more.
func wishes(p *prospect) verdict {
	v, said := verdict{at: p.asOf}, false
	for _, i := range p.answers.nps.list {
		a := &p.Answers[i]
		said = said || a.Tone != nil
		if a.Tone == nil || a.Score < promoterNPS || !slices.ContainsFunc(a.Tone.Themes, wished) {
			continue
		}
		v.n++
		v.rest(i)
	}
	if !said {
		return missing(absent(p.answers.nps.older))
	}
	v.value = float64(v.n)
	v.effect = wishLine.at(v.value)
	return v
}

func wished(theme string) bool { return theme == "feature" || theme == "integration" }

func sayWishes(p *prospect, v *verdict) heed.Text {
	if v.n == 1 {
		return p.prose.text("A promoter's comment is about features or integrations.", "Ein Kommentar einer begeisterten Person handelt von Funktionen oder Anbindungen.")
	}
	return p.prose.text("{1} promoters' comments are about features or integrations.",
		"{1} Kommentare begeisterter Personen handeln von Funktionen oder Anbindungen.", count(v.n))
}

var upgradeSign = sign{
	name: "upgrade", group: groupMoney, unit: "days", most: .40,
	judge: upgrade, say: sayUpgrade,
}

const freshDays = 60 // after an upgrade, in which the next would come too soon

// upgrade holds while a contract's ARR rose within a year, but not just now: who
// grew once grows more readily again.
func upgrade(p *prospect) verdict {
	if len(p.Contracts) == 0 {
		return missing(noSource)
	}
	v, rose := verdict{at: p.asOf, value: math.NaN(), day: never}, never
	for i := range p.Contracts {
		if at := p.Contracts[i].UpgradedAt; p.within(at, yearDays) {
			rose = max(rose, dayOf(at))
		}
	}
	if rose != never {
		v.day, v.value = rose, float64(p.today-rose)
		if v.value >= freshDays {
			v.effect = .40
		}
	}
	return v
}

func sayUpgrade(p *prospect, v *verdict) heed.Text {
	switch {
	case v.day == never:
		return p.prose.text("The contract has not grown within a year.", "Der Vertrag ist binnen eines Jahres nicht gewachsen.")
	case v.effect == 0:
		return p.prose.text("The contract grew on {1}, too lately to ask again.", "Der Vertrag ist erst am {1} gewachsen.", on(v.day))
	}
	return p.prose.text("The contract grew on {1}.", "Der Vertrag ist am {1} gewachsen.", on(v.day))
}

var occasionSign = sign{
	name: "renewal_near", group: groupContract, unit: "days", most: .30,
	judge: occasion, say: sayOccasion,
	play: play("grow_at_renewal", "renewal_near", 14,
		heed.Text{EN: "Bring it to the renewal", DE: "Zur Verlängerung mitbringen"},
		heed.Text{EN: "Put the larger size beside the renewal in one offer.", DE: "Den größeren Umfang neben der Verlängerung in ein Angebot setzen."}),
}

var occasionLine = line{{0, 0}, {14, .30}, {120, .30}, {180, 0}}

// occasion is the days to the decision: near enough to talk, not too near.
func occasion(p *prospect) verdict {
	t := &p.target
	switch {
	case t.kind == heed.TargetWindow:
		return verdict{beside: true}
	case !t.due:
		return missing(cmp.Or(t.why, noSource))
	}
	v := verdict{n: t.decision - p.today, at: p.asOf}
	v.value = float64(v.n)
	v.effect = occasionLine.at(v.value)
	return v
}

func sayOccasion(p *prospect, v *verdict) heed.Text {
	if v.effect > 0 {
		return p.prose.text("The decision is due in {1}: an occasion to talk.", "Die Entscheidung steht in {1} an: ein Anlass zum Gespräch.", span(v.n))
	}
	return p.prose.text("No decision is near.", "Keine Entscheidung steht bevor.")
}
