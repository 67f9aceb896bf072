package risk

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

var championLeftFactor = factor{
	Description: Description{
		Factor: "champion_left", Group: groupRelationship, Unit: "days",
		Title: heed.Text{EN: "Champion", DE: "Fürsprecher"}, Worst: .90,
	},
	judge: championLeft, say: sayChampionLeft,
	play: play("find_successor", "champion_left", 5,
		heed.Text{EN: "Find the new champion", DE: "Den neuen Fürsprecher finden"},
		heed.Text{EN: "Ask the sponsor for a successor; offer a handover within five days.", DE: "Beim Entscheider die Nachfolge klären, Übergabe binnen fünf Tagen anbieten."},
		heed.Text{EN: "Show the successor what the team achieved last quarter.", DE: "Der Nachfolge zeigen, was das Team im letzten Quartal erreicht hat."}),
}

// championLeft holds while a champion has gone, none is there and no successor
// is known. It counts for the settings' window, 180 days unless told otherwise.
func championLeft(j *judgement) verdict {
	left, known, replaced := math.MinInt, false, false
	for i := range j.Contacts {
		p := &j.Contacts[i]
		if p.Role != "champion" || !p.LeftAt.IsZero() && j.ago(p.LeftAt) >= heed.ContactDays {
			continue
		}
		known = true
		if p.LeftAt.IsZero() || p.LeftAt.After(j.asOf) {
			return verdict{at: j.asOf, n: 1}
		}
		if day := dayOf(p.LeftAt); day >= left {
			left, replaced = day, p.Successor != ""
		}
	}
	switch {
	case !known:
		return missing(noSource)
	case j.today-left > j.set.Windows.Champion:
		return missing(stale)
	case replaced:
		return verdict{at: timeOf(left), n: 1}
	}
	return verdict{value: float64(j.today - left), effect: .90, day: left, at: timeOf(left)}
}

func sayChampionLeft(j *judgement, v *verdict) heed.Text {
	if v.effect > 0 {
		return j.prose.text("The champion left on {1}; no successor is known.",
			"Der wichtigste Fürsprecher ist am {1} ausgeschieden; ein Nachfolger ist nicht bekannt.", on(v.day))
	}
	return j.prose.text("A champion is in place.", "Ein Fürsprecher ist da.")
}

var silenceFactor = factor{
	Description: Description{
		Factor: "silence", Group: groupRelationship, Unit: "days",
		Title: heed.Text{EN: "Two-way contact", DE: "Kontakt in beide Richtungen"}, Worst: .60, Best: -.25,
	},
	judge: silence, say: saySilence,
	play: play("talk_again", "silence", 3,
		heed.Text{EN: "Talk again", DE: "Wieder ins Gespräch kommen"},
		heed.Text{EN: "Call instead of writing; bring one finding from their own usage.", DE: "Anrufen statt schreiben, mit einer Erkenntnis aus ihrer eigenen Nutzung."},
		heed.Text{EN: "Agree a date for a business review.", DE: "Einen Termin für ein gemeinsames Review vereinbaren."}),
}

const (
	quietDays  = 60 // without two-way contact it begins to count
	reviewDays = 90 // a business review helps for as long
)

var quietLine = line{{quietDays, .30}, {120, .60}}

// silence is the days since the customer last took part in anything, where
// engagement is reported at all; a business review lowers the risk for a while.
func silence(j *judgement) verdict {
	c := &j.counters
	if c.engaged == never {
		return missing(noSource)
	}
	if alive, known := j.heard("engagement", monthDays); known && !alive {
		return missing(stale)
	}
	last := c.twoWay
	if last == never {
		last = c.firstEngagement // since then nobody answered
	}
	v := verdict{value: float64(j.today - last), n: j.today - last, day: c.review, at: timeOf(c.engaged)}
	if v.n >= quietDays {
		v.effect = quietLine.at(v.value)
	}
	if j.today-reviewDays <= c.review {
		v.effect -= .25
	}
	return v
}

func saySilence(j *judgement, v *verdict) heed.Text {
	switch {
	case v.effect < 0:
		return j.prose.text("There was a business review on {1}.", "Am {1} gab es ein gemeinsames Review.", on(v.day))
	case v.n >= quietDays:
		return j.prose.text("Nobody has spoken with them for {1}.", "Seit {1} gab es kein Gespräch.", span(v.n))
	}
	return j.prose.text("The last conversation was {1} ago.", "Das letzte Gespräch war vor {1}.", span(v.n))
}

var pulseFactor = factor{
	Description: Description{
		Factor: "pulse", Group: groupRelationship, Unit: "score",
		Title: heed.Text{EN: "CSM pulse", DE: "Einschätzung des CSM"}, Worst: .90, Best: -.30,
	},
	judge: pulse, say: sayPulse,
	play: play("act_on_pulse", "pulse", 3,
		heed.Text{EN: "Turn the doubt into a plan", DE: "Aus dem Zweifel einen Plan machen"},
		heed.Text{EN: "Write down the one thing that worries the team most and who takes it on.", DE: "Aufschreiben, was dem Team die größte Sorge macht und wer sie übernimmt."},
		heed.Text{EN: "Ask the customer about it openly this week.", DE: "Den Kunden diese Woche offen darauf ansprechen."}),
}

var pulseLine = line{{1, .90}, {2, .45}, {3, 0}, {4, 0}, {5, -.30}}

// pulse is the customer success manager's own view. It fades to nothing over
// the days it says it is valid for.
func pulse(j *judgement) verdict {
	p := j.Pulse
	if p == nil || p.At.IsZero() || p.At.After(j.asOf) {
		return missing(noSource)
	}
	valid := p.ValidDays
	if valid <= 0 {
		valid = heed.DefaultPulseDays
	}
	age := j.asOf.Sub(p.At).Hours() / 24
	fresh := 1 - age/float64(valid)
	if fresh <= 0 {
		return missing(stale)
	}
	score := float64(p.Score)
	return verdict{value: score, effect: pulseLine.at(score) * fresh, day: dayOf(p.At), at: p.At}
}

func sayPulse(j *judgement, v *verdict) heed.Text {
	return j.prose.text("The customer success manager gave {1} of 5 on {2}.",
		"Der Customer Success Manager gab am {2} eine {1} von 5.", num(v.value), on(v.day))
}
