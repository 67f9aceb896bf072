package risk

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

var loyaltySign = sign{
	name: "tenure", group: groupContract, unit: "days", most: .40,
	judge: loyalty, say: sayLoyalty,
}

var loyaltyLine = line{{90, -.40}, {365, 0}, {3 * 365, .40}}

// loyalty is how long the account has been a customer, compared with nobody.
func loyalty(p *prospect) verdict {
	since, known := p.since()
	if !known || since > p.today {
		return missing(noSource)
	}
	days := float64(p.today - since)
	return verdict{value: days, effect: loyaltyLine.at(days), at: p.asOf}
}

func sayLoyalty(p *prospect, v *verdict) heed.Text {
	return p.prose.text("They have been a customer for {1} months.", "Die Beziehung besteht seit {1} Monaten.", num(math.Floor(v.value/30.44)))
}

var broadUseSign = sign{
	name: "seats_in_use", group: groupUsage, unit: "percent", most: .40,
	judge: func(p *prospect) verdict {
		v := seatUtilisation(p.judgement)
		v.effect = broadLine.at(v.value)
		return v
	},
	say: saySeats,
}

var broadLine = line{{40, -.40}, {65, 0}, {90, .35}}

var steadyUseSign = sign{name: "usage_trend", group: groupUsage, unit: "percent", most: .60}.restating(usageTrend, sayUsageTrend, trendLine, steadyLine)

var steadyLine = line{{-30, -.60}, {-5, 0}, {5, 0}, {25, .20}}

var engagementSign = sign{
	name: "engagement", group: groupRelationship, unit: "days", most: .40,
	judge: engagement, say: sayEngagement,
	play: play("ask_in_person", "engagement", 7,
		heed.Text{EN: "Ask in the next conversation", DE: "Im nächsten Gespräch fragen"},
		heed.Text{EN: "Bring the results of the last review and ask whether they would tell others.", DE: "Die Ergebnisse des letzten Reviews mitbringen und fragen, ob sie anderen davon erzählen würden."}),
}

// engagement is the days since they last took part in anything; a business review
// within ninety days is best.
func engagement(p *prospect) verdict {
	v := silence(p.judgement)
	switch {
	case v.why != "":
		return v
	case p.today-reviewDays <= p.counters.review:
		v.effect = .40
	case v.n <= monthDays:
		v.effect = .15
	case v.n >= reviewDays:
		v.effect = -.30
	default:
		v.effect = 0
	}
	return v
}

func sayEngagement(p *prospect, v *verdict) heed.Text {
	said := *v
	said.effect = 0
	if v.effect >= .40 {
		said.effect = -.25
	}
	return saySilence(p.judgement, &said)
}
