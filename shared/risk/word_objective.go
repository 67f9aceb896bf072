package risk

import "github.com/heed-cs/heed/shared/heed"

// objectiveWords ask about what was agreed with the customer.
func objectiveWords() []answerable {
	id := []Taken{{Name: "id", Kind: KindText}}
	return []answerable{
		askWord(Word{Name: "objective", Takes: id, Gives: KindNumber, Means: "how much of the way to an objective is done; 1 is all of it"}, (*judgement).sayProgress),
		plainWord("objectives_open", KindNumber, "objectives that are open", func(j *judgement) operand {
			return j.countObjectives(func(o *heed.Objective) bool { return o.Status == heed.ObjectiveOpen })
		}),
		plainWord("objectives_behind", KindNumber, "objectives that are open and behind by more than a tenth", func(j *judgement) operand {
			return j.countObjectives(func(o *heed.Objective) bool {
				behind, known := o.Behind(written(j.today))
				return o.Status == heed.ObjectiveOpen && known && behind > heed.ObjectiveSlack
			})
		}),
	}
}

func (j *judgement) sayProgress(taken *[maxTaken]operand) operand {
	for i := range j.Objectives {
		o := &j.Objectives[i]
		if progress, known := o.Progress(); known && o.ID == taken[0].text {
			return quantity(progress)
		}
	}
	return unknown(noSource)
}

func (j *judgement) countObjectives(meant func(*heed.Objective) bool) operand {
	if len(j.Objectives) == 0 {
		return unknown(noSource)
	}
	n := 0
	for i := range j.Objectives {
		if meant(&j.Objectives[i]) {
			n++
		}
	}
	return whole(n)
}
