package risk

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// Card is the judgement in brief, for the portfolio: everything but BelowSince,
// Receipt, WrittenAt and Said, which belong to whoever keeps the account. A date
// that is only assumed is not on it.
func (f *Folded) Card(r heed.Risk) heed.Card {
	card := heed.Card{
		Status: f.status(), TargetKind: r.Target.Kind, DecisionDate: r.Target.DecisionDate, RenewalDate: f.renewal(),
		Band: r.Band, Probability: r.Probability, Offset: offset(&r), Confidence: r.Confidence, Coverage: r.Coverage,
		ExpectedLoss: r.ExpectedLoss, Reason: r.Reason, JudgedAt: f.asOf, Model: r.Model,
	}
	card.ARR, card.ARRSource, card.Unrated = f.arr()
	if len(r.Plays) > 0 {
		card.Play = r.Plays[0].Title
	}
	return card
}

// renewal is the day the target's term ends; empty when none is known. A short
// term is moved on to the one that runs.
func (j *judgement) renewal() heed.Day {
	switch {
	case j.target.due:
		return written(j.target.end)
	case j.target.kind == heed.TargetWindow && j.target.contract != nil:
		if end, ok := roll(j.target.contract.RenewalDate, rollMonths(j.target.contract), j.today); ok {
			return written(end)
		}
	}
	return ""
}

// offset is what the factors that weigh add up to. Decisive facts are left out:
// they depend on the base, and a base is solved on offsets.
func offset(r *heed.Risk) (sum float64) {
	for i := range r.Factors {
		if f := &r.Factors[i]; !f.Decisive {
			sum += f.Contribution
		}
	}
	return sum
}

// SeenChange reports whether a person would see a difference between two cards:
// another status, target, band or sum at stake, another coverage, or log-odds
// that moved by 0.05. A receipt is worth writing then.
func SeenChange(old, now heed.Card) bool {
	return old.JudgedAt.IsZero() ||
		old.Status != now.Status || old.Band != now.Band ||
		old.TargetKind != now.TargetKind || old.RenewalDate != now.RenewalDate || old.DecisionDate != now.DecisionDate ||
		!sameMoney(old.ARR, now.ARR) ||
		math.Abs(old.Coverage-now.Coverage) >= .005 ||
		math.Abs(logit(old.Probability)-logit(now.Probability)) >= seen
}

func sameMoney(a, b *heed.Money) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
