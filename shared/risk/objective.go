package risk

import "github.com/heed-cs/heed/shared/heed"

var objectiveFactor = factor{
	Description: Description{
		Factor: "objective_progress", Group: groupValue, Unit: "share",
		Title: heed.Text{EN: "Agreed objectives", DE: "Vereinbarte Ziele"}, Worst: .40, Best: -.30,
	},
	judge: objectives, say: sayObjectives,
	play: play("review_objectives", "objective_progress", 7,
		heed.Text{EN: "Review the agreed objectives", DE: "Die vereinbarten Ziele gemeinsam durchgehen"},
		heed.Text{EN: "Agree with the sponsor what stands in the way of the one that matters most.", DE: "Mit dem Entscheider klären, was dem wichtigsten Ziel im Weg steht."},
		heed.Text{EN: "Set one step for each side, and the day on which it is measured again.", DE: "Für jede Seite einen Schritt festlegen und den Tag, an dem wieder gemessen wird."}),
	over: heed.Text{EN: "Agreed objectives no longer count: nothing was measured of late.", DE: "Vereinbarte Ziele zählen nicht mehr: In letzter Zeit wurde nichts gemessen."},
}

const (
	measuredDays = 180 // what was measured before says nothing of today
	decidedDays  = 365 // what was met or missed is remembered for as long
)

var objectiveLine = line{{-.6, -.30}, {-heed.ObjectiveSlack, 0}, {heed.ObjectiveSlack, 0}, {.6, .40}}

// objectives is how much of the way is missing to what the customer should have
// reached by now, in the mean of what was agreed: −1 when all is met, 1 when all is
// missed. Nobody has to set objectives, and those that nobody measures say nothing:
// then it does not apply.
func objectives(j *judgement) verdict {
	v, sum := verdict{}, 0.
	j.eachObjective(func(o *heed.Objective, behind float64) {
		sum += behind
		v.of++
		v.at = later(v.at, o.ChangedAt)
	})
	if v.of == 0 {
		v.beside = true
		return v
	}
	v.value = sum / float64(v.of)
	v.effect = objectiveLine.at(v.value)
	j.eachObjective(func(o *heed.Objective, behind float64) {
		if objectiveLine.at(behind)*v.effect > 0 {
			v.n++
			v.from, _ = o.Progress()
			v.to = o.Expected(written(j.today))
		}
	})
	return v
}

// eachObjective gives the objectives that say something today, and by how much each
// is behind.
func (j *judgement) eachObjective(take func(o *heed.Objective, behind float64)) {
	for i := range j.Objectives {
		o := &j.Objectives[i]
		fresh := j.within(o.DecidedAt, decidedDays)
		if o.Status == heed.ObjectiveOpen {
			fresh = j.within(o.MeasuredOn.Time(), measuredDays)
		}
		if behind, known := o.Behind(written(j.today)); known && fresh {
			take(o, behind)
		}
	}
}

func sayObjectives(j *judgement, v *verdict) heed.Text {
	state := heed.Text{EN: "missed or behind", DE: "verfehlt oder im Rückstand"}
	if v.effect < 0 {
		state = heed.Text{EN: "met or ahead of time", DE: "erreicht oder weiter als geplant"}
	}
	switch {
	case v.effect == 0:
		return j.prose.text("What was agreed is about as far as it should be.", "Das Vereinbarte ist etwa so weit, wie es sein sollte.")
	case v.of == 1:
		return j.sayObjective(v)
	case v.n == 1:
		return j.prose.text("One of {1} agreed objectives is "+state.EN+".", "Eines von {1} vereinbarten Zielen ist "+state.DE+".", lower(v.of))
	}
	return j.prose.text("{1} of {2} agreed objectives are "+state.EN+".", "{1} von {2} vereinbarten Zielen sind "+state.DE+".", count(v.n), lower(v.of))
}

// sayObjective tells of the only one; never its title, which people wrote.
func (j *judgement) sayObjective(v *verdict) heed.Text {
	switch v.value {
	case 1:
		return j.prose.text("The agreed objective was missed.", "Das vereinbarte Ziel wurde verfehlt.")
	case -1:
		return j.prose.text("The agreed objective is met.", "Das vereinbarte Ziel ist erreicht.")
	}
	state := heed.Text{EN: "behind", DE: "im Rückstand"}
	if v.effect < 0 {
		state = heed.Text{EN: "ahead of time", DE: "weiter als geplant"}
	}
	return j.prose.text("The agreed objective is "+state.EN+": {1} % of the way lie behind, and {2} % of the time.",
		"Das vereinbarte Ziel ist "+state.DE+": {1} % des Weges sind geschafft, {2} % der Zeit sind vorbei.", num(100*v.from), num(100*v.to))
}
