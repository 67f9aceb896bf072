package risk

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

var onboardingFactor = factor{
	Description: Description{
		Factor: "onboarding", Group: groupOnboarding, Unit: "milestones",
		Title: heed.Text{EN: "Onboarding", DE: "Einführung"}, Worst: .80,
	},
	judge: onboarding, say: sayOnboarding,
	play: play("rescue_onboarding", "onboarding", 3,
		heed.Text{EN: "Get onboarding back on track", DE: "Die Einführung wieder auf Kurs bringen"},
		heed.Text{EN: "Agree a new date for the next milestone with the project lead.", DE: "Mit der Projektleitung einen neuen Termin für den nächsten Meilenstein vereinbaren."},
		heed.Text{EN: "Remove the one obstacle that stands before it.", DE: "Das eine Hindernis davor beseitigen."}),
}

var milestoneLine = line{{0, 0}, {2, .80}}

// onboarding counts the milestones missed and not reached since. It applies in
// the first year and while the phase says onboarding.
func onboarding(j *judgement) verdict {
	since, known := j.since()
	if known && j.today-since > yearDays && j.Account.Profile.Phase != "onboarding" {
		return verdict{beside: true}
	}
	if !j.milestonesKnown() {
		return missing(noSource)
	}
	v, last := verdict{at: j.asOf}, math.MinInt
	for i := range j.Milestones {
		m := &j.Milestones[i]
		if m.MissedAt.IsZero() || !m.ReachedAt.IsZero() || m.MissedAt.After(j.asOf) {
			continue
		}
		v.n++
		last = max(last, dayOf(m.MissedAt))
	}
	v.day, v.value = last, float64(v.n)
	v.effect = milestoneLine.at(v.value)
	return v
}

// milestonesKnown reports whether anything was said of a milestone that is not forgotten.
func (j *judgement) milestonesKnown() bool {
	for i := range j.Milestones {
		if m := &j.Milestones[i]; m.ReachedAt.IsZero() || j.within(m.ReachedAt, heed.MilestoneDays-1) {
			return true
		}
	}
	return false
}

func sayOnboarding(j *judgement, v *verdict) heed.Text {
	switch v.n {
	case 0:
		return j.prose.text("No onboarding milestone is missed.", "Kein Meilenstein der Einführung ist verpasst.")
	case 1:
		return j.prose.text("An onboarding milestone was missed on {1}.", "Am {1} wurde ein Meilenstein der Einführung verpasst.", on(v.day))
	}
	return j.prose.text("{2} onboarding milestones were missed, the last on {1}.",
		"{2} Meilensteine der Einführung wurden verpasst, der letzte am {1}.", on(v.day), count(v.n))
}
