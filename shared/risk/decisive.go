package risk

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// What a decisive fact makes of the probability, whatever else speaks.
const (
	floor   = .95
	ceiling = .03

	// hair is how far beyond them the log-odds go, so that no rounding of the
	// sum ever falls short.
	hair = 1e-12
)

// Where the log-odds must at least and at most be.
var floorLogOdds, ceilingLogOdds = logit(floor) + hair, logit(ceiling) - hair

var noticeFactor = factor{
	Description: Description{
		Factor: "notice", Group: groupContract, Unit: "days",
		Title: heed.Text{EN: "Notice", DE: "Kündigung"}, Decisive: true,
	},
	judge: notice, say: sayNotice,
	play: play("executive_call", "notice", 2,
		heed.Text{EN: "Executive call", DE: "Gespräch auf Leitungsebene"},
		heed.Text{EN: "Agree a save or an orderly exit.", DE: "Rückgewinnung oder geordneten Abschied vereinbaren."},
		heed.Text{EN: "Write down the reason while it is fresh.", DE: "Den Grund festhalten, solange er frisch ist."}),
	over: heed.Text{EN: "Notice no longer stands.", DE: "Die Kündigung steht nicht mehr."},
}

// notice holds when notice stands for the only contract or at least 80 % of the
// open ARR, and when nothing is open any more. Its effect is where the log-odds
// must at least be.
func notice(j *judgement) verdict {
	if j.book.churned(len(j.Contracts)) {
		return verdict{day: j.book.closed, at: j.asOf, effect: floorLogOdds}
	}
	if !j.book.settled() {
		return verdict{beside: true}
	}
	v := verdict{n: 1, day: math.MinInt, effect: floorLogOdds}
	for i := range j.Contracts {
		if c := &j.Contracts[i]; c.UnderNotice() && j.runs(c) && !c.Trial {
			v.day = max(v.day, dayOf(c.NoticedAt))
			v.at = later(v.at, c.NoticedAt)
		}
	}
	v.of = j.target.end
	v.value = float64(j.today - v.day)
	return v
}

func sayNotice(j *judgement, v *verdict) heed.Text {
	switch {
	case v.n == 0 && v.day <= dayOf(j.asOf) && v.day > -700_000:
		return j.prose.text("The last contract ended on {1}.", "Der letzte Vertrag endete am {1}.", on(v.day))
	case v.n == 0:
		return j.prose.text("No contract is open any more.", "Kein Vertrag läuft mehr.")
	case minor(j.book.noticedARR) <= 0:
		return j.prose.text("Notice was given on {1}; the contract ends on {2}.",
			"Am {1} wurde gekündigt; der Vertrag endet am {2}.", on(v.day), on(v.of))
	}
	return j.prose.text("Notice was given on {1}; {3} a year ends on {2}.",
		"Am {1} wurde gekündigt; {3} im Jahr enden am {2}.", on(v.day), on(v.of), sum(*j.money(j.book.noticedARR)))
}

var renewedEarlyFactor = factor{
	Description: Description{
		Factor: "renewed_early", Group: groupContract, Unit: "days",
		Title: heed.Text{EN: "Renewed early", DE: "Vorzeitig verlängert"}, Decisive: true,
	},
	judge: renewedEarly, say: sayRenewedEarly,
	play: play("thank_and_grow", "renewed_early", 14,
		heed.Text{EN: "Thank them and look ahead", DE: "Danken und nach vorn sehen"},
		heed.Text{EN: "Ask what made them stay and whether they would say so in public.", DE: "Fragen, was sie gehalten hat und ob sie das öffentlich sagen würden."}),
	over: heed.Text{EN: "The renewed term has begun.", DE: "Die verlängerte Laufzeit hat begonnen."},
}

// renewedEarly holds while the term that was renewed still runs: until then the
// next one has not begun. Its effect is where the log-odds must at most be.
func renewedEarly(j *judgement) verdict {
	c := j.target.contract
	if c == nil || c.UnderNotice() || j.target.kind != heed.TargetRenewal {
		return verdict{beside: true}
	}
	v := verdict{effect: ceilingLogOdds}
	if next := j.successor(c); next != nil && !j.begun(next, c) {
		v.at = next.SignedAt
	} else if j.ahead(c) {
		v.at = c.RenewedAt
	} else {
		return verdict{beside: true}
	}
	v.day = dayOf(v.at)
	v.value = float64(j.today - v.day)
	return v
}

// ahead reports whether the term a contract was renewed for has not begun.
func (j *judgement) ahead(c *heed.Contract) bool {
	end, dated := number(c.RenewalDate)
	if !dated || c.RenewedAt.IsZero() {
		return false
	}
	return addMonths(end, -rollMonths(c)) >= j.today
}

func sayRenewedEarly(j *judgement, v *verdict) heed.Text {
	if v.at.IsZero() {
		return j.prose.text("The next contract is signed.", "Der nächste Vertrag ist unterschrieben.")
	}
	return j.prose.text("The contract was renewed early, on {1}.", "Der Vertrag wurde am {1} vorzeitig verlängert.", on(v.day))
}
