package risk

import (
	"fmt"
	"math"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk/learn"
)

const (
	// tooGood is the AUC above which something knew the outcome, rather than
	// foretold it.
	tooGood = .90
	// enoughToBelieve is how many decisions a model needs to be believed so good.
	enoughToBelieve = 1000
	// leastOfEither is how many losses, and how many renewals, an AUC is worth taking from.
	leastOfEither = 10
)

// Leaks names the factors that by themselves tell the lost from the kept better
// than foresight can, in either direction, each decision by its first look. Those
// that checked names keep nothing back.
func Leaks(examples []heed.Example, checked []string) (leaks []heed.Leak) {
	looks := firstLooks(examples, everyLook)
	lost, losses := lostOf(looks)
	if min(losses, len(lost)-losses) < leastOfEither {
		return nil
	}
	for _, name := range namesOf(looks) {
		said := saidBy(looks, name)
		for i, x := range said {
			if math.IsNaN(x) {
				said[i] = 0 // what says nothing contributes nothing
			}
		}
		auc := learn.AUC(said, lost).Value
		if auc = max(auc, 1-auc); auc > tooGood {
			leaks = append(leaks, leak(name, auc, len(looks), checked, factorLeaks))
		}
	}
	return leaks
}

// LeakOf is the alarm over a whole model, by its figures on decisions it had not
// seen; nil when it is not too good to be true.
func LeakOf(auc *Figure, decisions int, checked []string) []heed.Leak {
	if auc == nil || auc.Value <= tooGood || decisions >= enoughToBelieve {
		return nil
	}
	return []heed.Leak{leak(heed.LeakOfModel, auc.Value, decisions, checked, modelLeaks)}
}

func leak(name string, auc float64, decisions int, checked []string, say heed.Text) heed.Leak {
	return heed.Leak{
		Factor: name, AUC: auc, Decisions: decisions, Checked: slices.Contains(checked, name),
		Sentence: heed.Text{EN: fmt.Sprintf(say.EN, name, auc, decisions), DE: fmt.Sprintf(say.DE, name, auc, decisions)},
	}
}

// What is said of a leak: name, AUC, decisions.
var (
	factorLeaks = heed.Text{
		EN: "%s alone tells the lost from the kept with an AUC of %.2f in %d decisions: more likely it was written once the outcome was known than that it foretells it. Look where it comes from; then silence it (weights: 0), or name it in learning.checked.",
		DE: "%s allein trennt Verlorene von Gebliebenen mit einer AUC von %.2f bei %d Entscheidungen: eher wurde es geschrieben, als der Ausgang bekannt war, als dass es ihn vorhersagt. Herkunft prüfen; dann stummschalten (weights: 0) oder in learning.checked nennen.",
	}
	modelLeaks = heed.Text{
		EN: "The %s as a whole reaches an AUC of %.2f on %d decisions, which is too good to be true for so few: look what its strongest factors are made of; then silence them (weights: 0), or name \"model\" in learning.checked.",
		DE: "Das Modell (%s) erreicht eine AUC von %.2f bei %d Entscheidungen, zu gut, um bei so wenigen wahr zu sein: prüfen, woraus die stärksten Faktoren gemacht sind; dann stummschalten (weights: 0) oder \"model\" in learning.checked nennen.",
	}
)

// lostOf is what came of examples, and how many were lost.
func lostOf(examples []heed.Example) (lost []bool, losses int) {
	lost = make([]bool, len(examples))
	for i, e := range examples {
		if lost[i] = e.Lost; e.Lost {
			losses++
		}
	}
	return lost, losses
}
