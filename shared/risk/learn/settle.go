package learn

import (
	"math"
	"slices"
)

// settle moves what every term contributes on average into the base, except where
// a neutral value says what contributes nothing.
func (m *Model) settle(t *Table) {
	m.prepare()
	for i := range m.Pairs {
		m.Base += m.Pairs[i].mean
	}
	for i := range m.Trees {
		m.Base += m.Trees[i].mean
	}
	rows := m.Encode(t)
	for k := range m.Terms {
		term := &m.Terms[k]
		if c := t.column(term.Name); c != nil && c.Neutral != nil {
			m.settleAt(term, *c.Neutral)
			continue
		}
		sum, all := 0., 0.
		for i := range rows {
			effect, _ := term.at(rows[i][k])
			sum += t.weight(i) * effect
			all += t.weight(i)
		}
		if all > 0 {
			m.lower(term, sum/all)
			term.Missing -= sum / all
		}
	}
	m.doubt(t, rows)
}

// settleAt makes a term contribute nothing at its neutral value and where it is missing.
func (m *Model) settleAt(term *Term, neutral float64) {
	effect, _ := term.at(neutral)
	m.lower(term, effect)
	term.Missing = 0
}

func (m *Model) lower(term *Term, by float64) {
	for k := range term.Steps {
		term.Steps[k] -= by
	}
	m.Base += by
}

// doubt says how sure the model is of its base, and how much a missing value
// leaves open.
func (m *Model) doubt(t *Table, rows []Row) {
	contributions := make([]float64, len(m.Terms))
	silences, information := make([]silence, len(m.Terms)), 0.
	for i, row := range rows {
		p := Probability(m.Explain(row, contributions))
		h := t.weight(i) * p * (1 - p)
		g := -t.weight(i) * p
		if t.Lost[i] {
			g += t.weight(i)
		}
		information += h
		for k, c := range contributions {
			silences[k].note(row[k], c, g, h)
		}
	}
	for k := range m.Terms {
		c := t.column(m.Terms[k].Name)
		m.Terms[k].MissingSpread = silences[k].spread(c != nil && c.Neutral != nil)
	}
	m.BaseSpread = 1 / math.Sqrt(max(information, 1e-3))
	m.widen(rows)
}

// widen stretches what the terms say of their errors, each by itself, until their
// mean square is that of the log-odds: errors of terms go together.
func (m *Model) widen(rows []Row) {
	alone := 0.
	for _, row := range rows {
		alone += m.BaseSpread * m.BaseSpread
		for k, x := range row {
			if !math.IsNaN(x) {
				alone += m.Terms[k].variance(x)
			}
		}
	}
	if m.variance == 0 || alone == 0 {
		return
	}
	by := math.Sqrt(m.variance * float64(len(rows)) / alone)
	m.BaseSpread *= by
	for i := range m.Terms {
		m.Terms[i].SlopeSpread *= by
		for k := range m.Terms[i].Spread {
			m.Terms[i].Spread[k] *= by
		}
	}
}

// scale stretches what the model says of differences, and shifts its base.
func (m *Model) scale(shift, by float64) {
	m.Base = shift + by*m.Base
	for i := range m.Terms {
		t := &m.Terms[i]
		t.Slope, t.Missing, t.SlopeSpread, t.MissingSpread = by*t.Slope, by*t.Missing, by*t.SlopeSpread, by*t.MissingSpread
		for k := range t.Steps {
			t.Steps[k] *= by
		}
		for k := range t.Spread {
			t.Spread[k] *= by
		}
	}
	for i := range m.Pairs {
		for k, x := range m.Pairs[i].Cells {
			m.Pairs[i].Cells[k] = thousandths(by * thousandth * float64(x))
		}
	}
	for i := range m.Trees {
		m.Trees[i].Scale *= float32(by)
	}
	m.prepare()
}

// prune forgets what says nothing.
func (m *Model) prune() {
	alone := m.alone()
	gone := make([]bool, len(m.Terms))
	for i := range m.Terms {
		t := &m.Terms[i]
		if alone[i] {
			t.Ranks, t.Shares, t.MissingRank = nil, nil, 0
			if zero(t.Steps) {
				t.Steps, t.Spread, t.Cuts, t.Levels = nil, nil, nil, nil
			}
		}
		if slices.Equal(t.Ranks, all(len(t.Ranks))) {
			t.Ranks = nil
		}
		gone[i] = alone[i] && t.silent()
	}
	m.drop(gone)
	m.prepare()
}

// alone are the terms that no pair and no tree asks about.
func (m *Model) alone() []bool {
	alone := make([]bool, len(m.Terms))
	for i := range alone {
		alone[i] = true
	}
	for i := range m.Pairs {
		alone[m.Pairs[i].A], alone[m.Pairs[i].B] = false, false
	}
	for i := range m.Trees {
		for _, at := range m.Trees[i].Terms {
			alone[at] = false
		}
	}
	return alone
}

// drop takes terms away that stand alone.
func (m *Model) drop(gone []bool) {
	place, kept := make([]int, len(m.Terms)), m.Terms[:0]
	for i, t := range m.Terms {
		place[i] = len(kept)
		if !gone[i] {
			kept = append(kept, t)
		}
	}
	m.Terms = kept
	for i := range m.Pairs {
		m.Pairs[i].A, m.Pairs[i].B = place[m.Pairs[i].A], place[m.Pairs[i].B]
	}
	for i := range m.Trees {
		for k, at := range m.Trees[i].Terms {
			m.Trees[i].Terms[k] = place[at]
		}
	}
}

func (t *Term) silent() bool { return t.Slope == 0 && t.Missing == 0 && zero(t.Steps) }

func zero(list []float64) bool {
	return !slices.ContainsFunc(list, func(x float64) bool { return x != 0 })
}
