package risk

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

var usageTrendFactor = factor{
	Description: Description{
		Factor: "usage_trend", Group: groupUsage, Unit: "percent",
		Title: heed.Text{EN: "Usage trend", DE: "Nutzungstrend"}, Worst: .90, Best: -.40,
	},
	judge: usageTrend, say: sayUsageTrend,
	play: play("unblock_usage", "usage_trend", 1,
		heed.Text{EN: "Find out what blocks them", DE: "Herausfinden, was sie blockiert"},
		heed.Text{EN: "Call the admin today and find the blocked use case.", DE: "Heute den Admin anrufen und den blockierten Anwendungsfall klären."},
		heed.Text{EN: "Agree one person and one date for getting it going again.", DE: "Eine Person und einen Termin vereinbaren, zu dem er wieder läuft."}),
}

var trendLine = line{{-50, .90}, {-5, 0}, {5, 0}, {25, -.40}}

// usageTrend compares active users, or else sessions, of the last 28 days with
// the 84 days before. Below three a day, a change is chance.
func usageTrend(j *judgement) verdict {
	v := j.change(heed.ActiveUsers, 3)
	v.n = 1
	if v.why == noSource {
		v = j.change(heed.Sessions, 3)
		v.n = 0
	}
	v.effect = trendLine.at(v.value)
	return v
}

func sayUsageTrend(j *judgement, v *verdict) heed.Text {
	users := v.n == 1
	switch {
	case users && v.effect > 0:
		return j.prose.text("Active users fell from {1} to {2} in four weeks.",
			"Aktive Nutzer sind in vier Wochen von {1} auf {2} gefallen.", num(v.from), num(v.to))
	case users && v.effect < 0:
		return j.prose.text("Active users rose from {1} to {2} in four weeks.",
			"Aktive Nutzer sind in vier Wochen von {1} auf {2} gestiegen.", num(v.from), num(v.to))
	case users:
		return j.prose.text("Active users are steady at {1}.", "Die Zahl der aktiven Nutzer ist mit {1} stabil.", num(v.to))
	case v.effect > 0:
		return j.prose.text("Sessions a day fell from {1} to {2} in four weeks.",
			"Die Sitzungen je Tag sind in vier Wochen von {1} auf {2} gefallen.", num(v.from), num(v.to))
	case v.effect < 0:
		return j.prose.text("Sessions a day rose from {1} to {2} in four weeks.",
			"Die Sitzungen je Tag sind in vier Wochen von {1} auf {2} gestiegen.", num(v.from), num(v.to))
	}
	return j.prose.text("Sessions are steady at {1} a day.", "Die Sitzungen sind mit {1} je Tag stabil.", num(v.to))
}

var seatUtilisationFactor = factor{
	Description: Description{
		Factor: "seat_utilisation", Group: groupUsage, Unit: "percent",
		Title: heed.Text{EN: "Seat utilisation", DE: "Lizenzauslastung"}, Worst: .70, Best: -.45,
	},
	judge: seatUtilisation, say: saySeatUtilisation,
	play: play("right_size", "seat_utilisation", 7,
		heed.Text{EN: "Offer the right size first", DE: "Den passenden Umfang zuerst anbieten"},
		heed.Text{EN: "Review usage; propose the right size before they ask.", DE: "Nutzung gemeinsam ansehen und den passenden Umfang anbieten, bevor sie fragen."},
		heed.Text{EN: "Name two teams that could use the free seats.", DE: "Zwei Teams nennen, die die freien Lizenzen nutzen könnten."}),
}

var seatLine = line{{30, .70}, {65, 0}, {90, -.45}}

const seatsFresh = 45 // days a report of seats is worth believing

// seatUtilisation is the newest report of used seats against the seats there
// are, by report or else by contract.
func seatUtilisation(j *judgement) verdict {
	used, age, reported := j.newest(heed.SeatsUsed)
	total, _, _ := j.newest(heed.SeatsTotal)
	if !(total > 0) {
		total = j.contractSeats()
	}
	switch {
	case !reported || !(total > 0):
		return missing(noSource)
	case age > seatsFresh:
		return missing(stale)
	}
	share := 100 * used / total
	return verdict{value: share, effect: seatLine.at(share), from: used, to: total, at: timeOf(j.today - age)}
}

func saySeatUtilisation(j *judgement, v *verdict) heed.Text {
	return j.prose.text("{1} of {2} seats are used.", "{1} von {2} Lizenzen werden genutzt.", num(v.from), num(v.to))
}

// newest adds the newest values of a metric up over products; false when none
// was reported.
func (j *judgement) newest(metric string) (total float64, age int, reported bool) {
	age = math.MaxInt
	for i := range j.usage.list {
		s := &j.usage.list[i]
		if s.metric == metric && s.youngest != math.MaxInt {
			total += s.last
			age, reported = min(age, s.youngest), true
		}
	}
	return total, age, reported
}

func (j *judgement) contractSeats() (seats float64) {
	for i := range j.Contracts {
		if c := &j.Contracts[i]; c.Seats > 0 && j.runs(c) {
			seats += float64(c.Seats)
		}
	}
	return seats
}

var decisionMakerLoginsFactor = factor{
	Description: Description{
		Factor: "decision_maker_logins", Group: groupUsage, Unit: "logins",
		Title: heed.Text{EN: "Decision-maker logins", DE: "Anmeldungen der Entscheider"}, Worst: .40,
	},
	judge: decisionMakerLogins, say: sayDecisionMakerLogins,
	play: play("show_value", "decision_maker_logins", 5,
		heed.Text{EN: "Bring the value to the decision maker", DE: "Dem Entscheider den Nutzen zeigen"},
		heed.Text{EN: "Send the decision maker one page of results from the last quarter.", DE: "Dem Entscheider eine Seite mit Ergebnissen des letzten Quartals senden."},
		heed.Text{EN: "Offer fifteen minutes to go through it.", DE: "Fünfzehn Minuten anbieten, um sie durchzugehen."}),
}

var loginLine = line{{0, .40}, {1, 0}}

// decisionMakerLogins counts the last 30 days. None matters only where there
// were some before and the source still speaks.
func decisionMakerLogins(j *judgement) verdict {
	v, earlier, youngest := verdict{}, 0., math.MaxInt
	for i := range j.usage.list {
		if s := &j.usage.list[i]; s.metric == heed.DecisionMakerLogins {
			v.value += s.month
			earlier += s.earlier
			youngest = min(youngest, s.youngest)
		}
	}
	switch {
	case youngest == math.MaxInt:
		return missing(noSource)
	case v.value == 0 && earlier == 0:
		return missing(tooFew)
	case v.value == 0 && youngest >= monthDays && !j.usageAlive():
		return missing(stale)
	}
	v.effect, v.at = loginLine.at(v.value), timeOf(j.today-youngest)
	return v
}

func sayDecisionMakerLogins(j *judgement, v *verdict) heed.Text {
	if v.effect > 0 {
		return j.prose.text("No decision maker has logged in for 30 days.", "Seit 30 Tagen hat sich kein Entscheider angemeldet.")
	}
	return j.prose.text("Decision makers have logged in within 30 days.", "In den letzten 30 Tagen haben sich Entscheider angemeldet.")
}

var featureBreadthFactor = factor{
	Description: Description{
		Factor: "feature_breadth", Group: groupUsage, Unit: "percent",
		Title: heed.Text{EN: "Feature breadth", DE: "Breite der Nutzung"}, Worst: .25, Best: -.25,
	},
	judge: featureBreadth, say: sayFeatureBreadth,
	play: play("widen_use", "feature_breadth", 7,
		heed.Text{EN: "Bring a lost feature back", DE: "Eine verlorene Funktion zurückholen"},
		heed.Text{EN: "List the features they stopped using and ask why for the first one.", DE: "Die nicht mehr genutzten Funktionen auflisten und bei der ersten nach dem Grund fragen."},
		heed.Text{EN: "Offer a short training on it.", DE: "Dazu eine kurze Schulung anbieten."}),
}

// breadthLine: half of what it was is worst, half as much again is best.
var breadthLine = line{{-50, .25}, {0, 0}, {50, -.25}}

// featureBreadth compares the features in use with the account's own past.
func featureBreadth(j *judgement) verdict {
	v := j.change(heed.FeaturesUsed, 2)
	v.effect = breadthLine.at(v.value)
	return v
}

func sayFeatureBreadth(j *judgement, v *verdict) heed.Text {
	switch {
	case v.effect > 0 && !readsAlike(v):
		return j.prose.text("Features in use fell from {1} to {2} in four weeks.",
			"Die genutzten Funktionen sind in vier Wochen von {1} auf {2} zurückgegangen.", num(v.from), num(v.to))
	case v.effect < 0 && !readsAlike(v):
		return j.prose.text("Features in use rose from {1} to {2} in four weeks.",
			"Die genutzten Funktionen sind in vier Wochen von {1} auf {2} gestiegen.", num(v.from), num(v.to))
	}
	return j.prose.text("Features in use are steady at {1}.", "Die Zahl der genutzten Funktionen ist mit {1} stabil.", num(v.to))
}

// readsAlike reports whether two counts are the same once rounded for people.
func readsAlike(v *verdict) bool { return math.Round(v.from) == math.Round(v.to) }
