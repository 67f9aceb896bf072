package learn

import (
	"fmt"
	"math"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/risk/learn"
)

// rebased is the part in use with its base moved to what came of fresh decisions:
// what to try first when losses as a whole run above or below what was expected.
type rebased struct {
	fresh
	surprise float64   // standard deviations that the losses miss what was expected by
	losses   int       // of decisions
	expected float64   // losses
	logOdds  []float64 // of each fresh row, moved by what the rows of other accounts say
	by       float64   // how far all of them move the base
}

// rebaseFolds are the parts of the fresh decisions, each moved by what the others say.
const rebaseFolds = 5

func (f fresh) rebase() rebased {
	b := rebased{fresh: f, logOdds: make([]float64, len(f.old)), by: learn.Shift(f.old, f.table.Lost, f.table.Weights)}
	b.losses, b.expected, b.surprise = risk.Surprise(f.examples, f.old)
	apart := *f.table
	apart.Days = nil // a base that moved is told from any other accounts
	for _, fold := range learn.Folds(&apart, rebaseFolds, 0, seed) {
		train := apart.Select(fold.Train)
		by := learn.Shift(at(f.old, fold.Train), train.Lost, train.Weights)
		for _, row := range fold.Test {
			b.logOdds[row] = f.old[row] + by
		}
	}
	return b
}

func at(all []float64, rows []int) []float64 {
	some := make([]float64, len(rows))
	for i, row := range rows {
		some[i] = all[row]
	}
	return some
}

// worth reports whether moving the base is what the losses ask for: they surprise,
// it helps, and what was learned anew is no better by more than chance.
func (b *rebased) worth() bool {
	if math.Abs(b.surprise) <= surprising {
		return false
	}
	helps, _ := learn.Gain(b.table, b.old, b.logOdds)
	more, deviation := learn.Gain(b.table, b.logOdds, b.anew)
	return helps > 0 && more <= deviation
}

func (b *rebased) text() heed.Text {
	return text("of %d new decisions %d were lost where %.1f were expected: the base moves by %+.2f log-odds, and nothing else changes",
		"von %d neuen Entscheidungen gingen %d verloren, erwartet waren %.1f: die Basis rückt um %+.2f Log-Odds, sonst ändert sich nichts", b.decisions, b.losses, b.expected, b.by)
}

// rebase puts the part in use back with its base moved, in place of the one that was
// learned anew.
func (t *trainee) rebase(p *part, before heed.ModelPart, old *learn.Model, b rebased) error {
	old.Base += b.by
	old.Reason = fmt.Sprintf("%s; its base moved by %+.2f after %d more decisions", before.Reason, b.by, b.decisions)
	through, helped, data := p.Through, p.Helped, p.Data
	p.ModelPart = before
	p.Reason, p.Data, p.Through, p.Helped, p.Used = old.Reason, data, through, helped, true
	p.Decisions, p.Losses = before.Decisions+b.decisions, before.Losses+b.losses
	p.examples, p.logOdds = b.examples, b.logOdds
	return t.prove(p, old)
}
