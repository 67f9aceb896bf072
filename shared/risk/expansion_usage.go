package risk

import "github.com/heed-cs/heed/shared/heed"

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
	play: play("follow_growth", "usage_growth", 7,
		heed.Text{EN: "Find out who the new users are", DE: "Herausfinden, wer die neuen Nutzer sind"},
		heed.Text{EN: "Ask the admin which team began to use it and what for.", DE: "Die Administration fragen, welches Team angefangen hat und wofür."},
		heed.Text{EN: "Offer that team a short start and a plan of its own.", DE: "Diesem Team einen kurzen Einstieg und einen eigenen Plan anbieten."}),
}.restating(usageTrend, sayUsageTrend, trendLine, growthLine)

var growthLine = line{{-30, -.80}, {-5, 0}, {5, 0}, {30, .80}}

var featureAdoptionSign = sign{
	name: "feature_adoption", group: groupUsage, unit: "percent", most: .40,
	play: play("show_next_feature", "feature_adoption", 14,
		heed.Text{EN: "Show what comes next", DE: "Zeigen, was als Nächstes kommt"},
		heed.Text{EN: "Name the feature of the larger plan that fits what they have just begun.", DE: "Die Funktion des größeren Plans nennen, die zu dem passt, was sie gerade begonnen haben."}),
}.restating(featureBreadth, sayFeatureBreadth, breadthLine, adoptionLine)

var adoptionLine = line{{-50, -.20}, {0, 0}, {50, .40}}

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
