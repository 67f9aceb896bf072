package risk

import (
	"math"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// The facts that rule any opportunity out.
var (
	leavingBar = sign{name: "leaving", group: groupContract, unit: "contracts", judge: leaving, say: sayLeaving}
	atRiskBar  = sign{name: "at_risk", group: groupRisk, unit: "percent", judge: atRisk, say: sayRisk}
	trialBar   = sign{name: "trial", group: groupContract, unit: "days", judge: onTrial, say: sayTrial}
	newBar     = sign{name: "onboarding", group: groupOnboarding, unit: "days", judge: settlingIn, say: saySettlingIn}
	toldBar    = sign{name: "told_lately", group: groupRelationship, unit: "days", judge: toldLately, say: sayToldLately}
)

const (
	groupRisk    = "risk"
	settlingDays = 90 // of a new customer, in which there are other things to do
)

// holds is a fact that stands, with what was measured; beside one that does not.
func holds(stands bool, value float64, at time.Time) verdict {
	return verdict{beside: !stands, value: value, at: at}
}

func leaving(p *prospect) verdict {
	return holds(p.card.Status == heed.Notice || p.card.Status == heed.Churned, math.NaN(), p.asOf)
}

func sayLeaving(p *prospect, _ *verdict) heed.Text {
	if p.card.Status == heed.Churned {
		return p.prose.text("No contract is open any more.", "Kein Vertrag läuft mehr.")
	}
	return p.prose.text("They have given notice.", "Es wurde gekündigt.")
}

func atRisk(p *prospect) verdict {
	return holds(p.card.Band.Worse(heed.Medium), 100*p.card.Probability, p.asOf)
}

func sayRisk(p *prospect, _ *verdict) heed.Text {
	return p.prose.text("The risk of losing them is "+string(p.card.Band)+".", "Das Risiko, sie zu verlieren, ist "+riskDE[p.card.Band]+".")
}

var riskDE = map[heed.Band]string{heed.Low: "niedrig", heed.Medium: "mittel", heed.High: "hoch", heed.Critical: "kritisch"}

func onTrial(p *prospect) verdict { return holds(p.card.Status == heed.Trial, math.NaN(), p.asOf) }

func sayTrial(p *prospect, _ *verdict) heed.Text {
	return p.prose.text("They are still on trial.", "Sie testen noch.")
}

// settlingIn holds in the phase of onboarding and for new customers.
func settlingIn(p *prospect) verdict {
	since, known := p.since()
	fresh := known && p.today-since < settlingDays
	v := holds(fresh || p.Account.Profile.Phase == "onboarding", math.NaN(), p.asOf)
	if known {
		v.value = float64(p.today - since)
	}
	return v
}

func saySettlingIn(p *prospect, _ *verdict) heed.Text {
	return p.prose.text("They are still settling in.", "Sie richten sich gerade erst ein.")
}

// toldLately holds where an event said it lately and it ended since: it may come
// back, and nobody is to be asked again so soon.
func toldLately(p *prospect) verdict {
	told := p.recently(p.before.ToldAt)
	v := holds(!p.before.Spotted() && !told.IsZero(), 0, told)
	v.day = dayOf(told)
	v.value = float64(p.today - v.day)
	return v
}

func sayToldLately(p *prospect, v *verdict) heed.Text {
	return p.prose.text("It was told on {1} already; not again before {2}.", "Das wurde schon am {1} gemeldet; nicht noch einmal vor dem {2}.",
		on(v.day), on(v.day+p.quiet))
}

// calmSign lets a low risk speak for an opportunity and a medium one against. It
// goes by the band, which noise does not move.
func calmSign(low, medium float64) sign {
	return sign{
		name: "risk", group: groupRisk, unit: "percent", most: math.Max(low, -medium), say: sayRisk,
		judge: func(p *prospect) verdict {
			if p.card.Confidence == heed.LowConfidence {
				return missing(tooFew)
			}
			v := verdict{value: 100 * p.card.Probability, effect: low, at: p.asOf}
			if p.card.Band != heed.Low {
				v.effect = medium
			}
			return v
		},
	}
}
