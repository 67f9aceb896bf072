package risk

import (
	"cmp"
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// expansion is the opinion about who could buy more within half a year: one calm
// account in nine, until something speaks for it. Seats in use beyond what was
// agreed are enough by themselves; nothing else is.
//
// What comments ask for is no sign yet: answers carry no themes. Its place is
// after the promoters.
var expansion = outlook{
	kind: heed.Expansion, base: -2.1, quiet: 90,
	signs: []sign{
		fullSeatsSign, usageGrowthSign, featureAdoptionSign, productAdoptionSign,
		promotersSign, upgradeSign, occasionSign, calmSign(.15, -.60),
	},
	bars: []sign{leavingBar, atRiskBar, trialBar, newBar, toldBar},
}

var fullSeatsSign = sign{
	name: "full_seats", group: groupUsage, unit: "percent", most: 2.80,
	judge: fullSeats, say: saySeats,
	play: play("right_size_up", "full_seats", 7,
		heed.Text{EN: "Offer the next size", DE: "Den nächsten Umfang anbieten"},
		heed.Text{EN: "Send the admin the list of seats in use and ask who else waits for one.", DE: "Der Administration die belegten Lizenzen zeigen und fragen, wer noch auf eine wartet."},
		heed.Text{EN: "Propose a size that fits the next year, not only today.", DE: "Einen Umfang vorschlagen, der für das nächste Jahr passt und nicht nur für heute."}),
}

var fullSeatsLine = line{{80, 0}, {90, 1.0}, {100, 2.0}, {120, 2.8}}

// fullSeats is the seats in use of those agreed; above 100 % they use more than that.
func fullSeats(p *prospect) verdict {
	v := seatUtilisation(p.judgement)
	v.effect = fullSeatsLine.at(v.value)
	return v
}

func saySeats(p *prospect, v *verdict) heed.Text {
	if v.from > v.to {
		return p.prose.text("{1} of {2} seats are used, more than agreed.", "{1} von {2} Lizenzen sind belegt, mehr als vereinbart.", num(v.from), num(v.to))
	}
	return p.prose.text("{1} of {2} seats are used.", "{1} von {2} Lizenzen sind belegt.", num(v.from), num(v.to))
}

var usageGrowthSign = sign{
	name: "usage_growth", group: groupUsage, unit: "percent", most: .80,
	judge: usageGrowth, say: sayUsageGrowth,
	play: play("follow_growth", "usage_growth", 7,
		heed.Text{EN: "Find out who the new users are", DE: "Herausfinden, wer die neuen Nutzer sind"},
		heed.Text{EN: "Ask the admin which team began to use it and what for.", DE: "Die Administration fragen, welches Team angefangen hat und wofür."},
		heed.Text{EN: "Offer that team a short start and a plan of its own.", DE: "Diesem Team einen kurzen Einstieg und einen eigenen Plan anbieten."}),
}

var growthLine = line{{-30, -.80}, {-5, 0}, {5, 0}, {30, .80}}

func usageGrowth(p *prospect) verdict {
	v := usageTrend(p.judgement)
	v.effect = growthLine.at(v.value)
	return v
}

// sayUsageGrowth is what the risk says of the same trend.
func sayUsageGrowth(p *prospect, v *verdict) heed.Text {
	said := *v
	said.effect = trendLine.at(v.value)
	return sayUsageTrend(p.judgement, &said)
}

var featureAdoptionSign = sign{
	name: "feature_adoption", group: groupUsage, unit: "percent", most: .40,
	judge: featureAdoption, say: sayFeatureAdoption,
	play: play("show_next_feature", "feature_adoption", 14,
		heed.Text{EN: "Show what comes next", DE: "Zeigen, was als Nächstes kommt"},
		heed.Text{EN: "Name the feature of the larger plan that fits what they have just begun.", DE: "Die Funktion des größeren Plans nennen, die zu dem passt, was sie gerade begonnen haben."}),
}

var adoptionLine = line{{-50, -.20}, {0, 0}, {50, .40}}

func featureAdoption(p *prospect) verdict {
	v := featureBreadth(p.judgement)
	v.effect = adoptionLine.at(v.value)
	return v
}

func sayFeatureAdoption(p *prospect, v *verdict) heed.Text {
	said := *v
	said.effect = breadthLine.at(v.value)
	return sayFeatureBreadth(p.judgement, &said)
}

var productAdoptionSign = sign{
	name: "product_adoption", group: groupUsage, unit: "products", most: .60,
	judge: productAdoption, say: sayProductAdoption,
	play: play("land_second_product", "product_adoption", 7,
		heed.Text{EN: "Help the second product land", DE: "Dem weiteren Produkt beim Start helfen"},
		heed.Text{EN: "Ask who tries it and what would make it worth paying for.", DE: "Fragen, wer es ausprobiert und was es ihnen wert machen würde."}),
}

var productLine = line{{0, 0}, {1, .40}, {2, .60}}

// productAdoption counts the products used in the last four weeks and not in the
// twelve before, where another was in use by then.
func productAdoption(p *prospect) verdict {
	v, named, established := verdict{at: p.asOf}, false, false
	for i := range p.usage.list {
		s := &p.usage.list[i]
		named = named || s.product != ""
		established = established || s.before.days > 1 && s.before.oldest >= 2*recentDays
		if s.product != "" && s.recent.sum > 0 && p.usage.began(i) {
			v.n++
		}
	}
	switch {
	case !named:
		return missing(noSource)
	case !established:
		return missing(tooFew)
	}
	v.value = float64(v.n)
	v.effect = productLine.at(v.value)
	return v
}

// began reports whether a series is the first to tell of a product that nothing was
// told of before the recent window.
func (u *usage) began(at int) bool {
	for i := range u.list {
		s := &u.list[i]
		if s.product == u.list[at].product && (s.before.days > 0 || i < at && s.recent.sum > 0) {
			return false
		}
	}
	return true
}

func sayProductAdoption(p *prospect, v *verdict) heed.Text {
	switch v.n {
	case 0:
		return p.prose.text("No further product came into use lately.", "Zuletzt kam kein weiteres Produkt in Gebrauch.")
	case 1:
		return p.prose.text("A further product came into use within four weeks.", "Binnen vier Wochen kam ein weiteres Produkt in Gebrauch.")
	}
	return p.prose.text("{1} further products came into use within four weeks.", "Binnen vier Wochen kamen {1} weitere Produkte in Gebrauch.", num(v.value))
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
