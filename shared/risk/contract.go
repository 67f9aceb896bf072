package risk

import "github.com/heed-cs/heed/shared/heed"

var firstRenewalFactor = factor{
	Description: Description{
		Factor: "first_renewal", Group: groupContract, Unit: "renewals",
		Title: heed.Text{EN: "First renewal", DE: "Erste Verlängerung"}, Worst: .30,
	},
	judge: firstRenewal, say: sayFirstRenewal,
	play: play("prepare_first_renewal", "first_renewal", 7,
		heed.Text{EN: "Prepare the first renewal early", DE: "Die erste Verlängerung früh vorbereiten"},
		heed.Text{EN: "Compare what was promised at signing with what was reached.", DE: "Vergleichen, was bei Abschluss versprochen und was erreicht wurde."},
		heed.Text{EN: "Ask who decides this time and what they need to see.", DE: "Fragen, wer diesmal entscheidet und was dafür nötig ist."}),
}

// firstRenewal holds while the term that ends is the first one.
func firstRenewal(j *judgement) verdict {
	c := j.target.contract
	switch {
	case c == nil:
		return missing(noSource)
	case c.Renewals > 0 || c.Renews != "" || j.target.kind != heed.TargetRenewal:
		return verdict{value: float64(c.Renewals), at: j.asOf}
	}
	since, known := j.since()
	if !known {
		return missing(noSource)
	}
	v := verdict{at: j.asOf}
	if j.target.end-since <= rollMonths(c)*31+monthDays {
		v.effect = .30
	}
	return v
}

func sayFirstRenewal(j *judgement, v *verdict) heed.Text {
	if v.effect > 0 {
		return j.prose.text("This would be the first renewal.", "Es wäre die erste Verlängerung.")
	}
	return j.prose.text("It would not be the first renewal.", "Es wäre nicht die erste Verlängerung.")
}

var commitmentFactor = factor{
	Description: Description{
		Factor: "commitment", Group: groupContract, Unit: "months",
		Title: heed.Text{EN: "Commitment", DE: "Bindung"}, Best: -.40,
	},
	judge: commitment, say: sayCommitment,
	play: play("use_commitment", "commitment", 14,
		heed.Text{EN: "Use the time the contract gives", DE: "Die Zeit nutzen, die der Vertrag gibt"},
		heed.Text{EN: "Agree goals for the rest of the term.", DE: "Ziele für den Rest der Laufzeit vereinbaren."}),
}

// commitment holds for terms of two years and more and for contracts that renew
// by themselves, unless notice takes that away.
func commitment(j *judgement) verdict {
	c := j.target.contract
	if c == nil {
		return missing(noSource)
	}
	v := verdict{at: j.asOf}
	if c.TermMonths != nil {
		v.n = max(*c.TermMonths, 0)
		v.value = float64(v.n)
	}
	if !c.UnderNotice() && (c.AutoRenew || v.n >= 24) {
		v.effect = -.40
	}
	return v
}

func sayCommitment(j *judgement, v *verdict) heed.Text {
	switch {
	case v.effect == 0:
		return j.prose.text("The contract does not renew by itself.", "Der Vertrag verlängert sich nicht von selbst.")
	case v.n >= 24:
		return j.prose.text("The contract runs for {1} months at a time.", "Der Vertrag läuft jeweils {1} Monate.", num(v.value))
	}
	return j.prose.text("The contract renews by itself.", "Der Vertrag verlängert sich von selbst.")
}

var tenureFactor = factor{
	Description: Description{
		Factor: "tenure", Group: groupContract, Unit: "days",
		Title: heed.Text{EN: "Tenure", DE: "Dauer der Beziehung"}, Worst: .25, Best: -.25,
	},
	judge: tenure, say: sayTenure,
	play: play("guide_newcomer", "tenure", 14,
		heed.Text{EN: "Guide a young customer closely", DE: "Einen jungen Kunden eng begleiten"},
		heed.Text{EN: "Introduce a reference customer of the same kind.", DE: "Einen ähnlichen Referenzkunden vorstellen."},
		heed.Text{EN: "Agree the first result worth showing to their management.", DE: "Das erste Ergebnis vereinbaren, das sich ihrer Leitung zeigen lässt."}),
}

// tenureLine is over the share of the portfolio's median: new is worst, twice
// the median is best.
var tenureLine = line{{0, .25}, {1, 0}, {2, -.25}}

// tenure compares how long the account has been a customer with the median one.
func tenure(j *judgement) verdict {
	since, known := j.since()
	if !known || since > j.today {
		return missing(noSource)
	}
	if j.Reference.MedianTenureDays <= 0 {
		return missing(tooFew)
	}
	days := float64(j.today - since)
	median := float64(j.Reference.MedianTenureDays)
	return verdict{value: days, from: days / 30.44, to: median / 30.44, effect: tenureLine.at(days / median), at: j.asOf}
}

func sayTenure(j *judgement, v *verdict) heed.Text {
	if v.from < 2 {
		return j.prose.text("They have been a customer for {1}; the median account for {2}.",
			"Die Beziehung besteht seit {1}; im Median seit {2}.", span(int(v.value)), span(j.Reference.MedianTenureDays))
	}
	return j.prose.text("They have been a customer for {1} months; the median account for {2}.",
		"Die Beziehung besteht seit {1} Monaten; im Median sind es {2}.", num(v.from), num(v.to))
}
