package learn

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"math"
)

// Table is labelled history by columns: one row per decision, as it could be
// seen before it. All slices have one element per row.
type Table struct {
	Columns []Column
	Lost    []bool
	// Weights say how much a row counts, at least 0; nil is 1 for every row.
	Weights []float64
	// Accounts keep the rows of one account in one fold; nil when every row is
	// an account of its own.
	Accounts []string
	// Days are the day numbers on which the decisions fell; nil when unknown.
	// With them, what was learned is only tested on later days.
	Days []int
}

// Column is one thing known of every row: a number or a text.
type Column struct {
	Name    string
	Numbers []float64 // NaN is missing
	Texts   []string  // of a categorical column, whose Numbers are nil; empty is missing
	// Direction is the documented one: +1 when a greater value never lowers the
	// risk, -1 when it never raises it, 0 when unknown. Of numbers only.
	Direction int
	// Expert is the documented opinion: log-odds per unit of the column; 0 is none.
	Expert float64
	// Neutral is the value that contributes nothing. What is missing then
	// contributes nothing either. Nil takes the mean of the rows, and lets a
	// missing value speak for itself.
	Neutral *float64
}

func (c *Column) categorical() bool { return c.Numbers == nil }

// said are the known numbers. Where there is a neutral value, a missing one says
// the same, and is among them: a column that is known only when it is bad says
// much.
func (c *Column) said() []float64 {
	all := make([]float64, 0, len(c.Numbers))
	for _, x := range c.Numbers {
		switch {
		case !math.IsNaN(x):
			all = append(all, x)
		case c.Neutral != nil:
			all = append(all, *c.Neutral)
		}
	}
	return all
}

// Rows is how many decisions the table holds.
func (t *Table) Rows() int { return len(t.Lost) }

// Losses is how many of them were lost.
func (t *Table) Losses() int {
	n := 0
	for _, lost := range t.Lost {
		if lost {
			n++
		}
	}
	return n
}

func (t *Table) weight(row int) float64 {
	if t.Weights == nil {
		return 1
	}
	return t.Weights[row]
}

// outcomes counts rows and losses by their weights: several looks at one decision
// that weigh one together are one outcome.
func (t *Table) outcomes() (all, losses int) {
	sum, lost := 0., 0.
	for i := range t.Lost {
		sum += t.weight(i)
		if t.Lost[i] {
			lost += t.weight(i)
		}
	}
	return int(math.Round(sum)), int(math.Round(lost))
}

// rate is the weighted share of losses; of no rows it is NaN.
func (t *Table) rate() float64 {
	lost, all := 0., 0.
	for i := range t.Lost {
		w := t.weight(i)
		all += w
		if t.Lost[i] {
			lost += w
		}
	}
	return lost / all
}

// check names what makes a table unusable.
func (t *Table) check() error {
	n := t.Rows()
	for what, length := range map[string]int{"weights": len(t.Weights), "accounts": len(t.Accounts), "days": len(t.Days)} {
		if length != 0 && length != n {
			return fmt.Errorf("%s has %d elements for %d rows", what, length, n)
		}
	}
	for i, w := range t.Weights {
		if !(w >= 0) || math.IsInf(w, 0) {
			return fmt.Errorf("weights: row %d weighs %v; it must be a number of at least 0", i, w)
		}
	}
	return t.checkColumns()
}

func (t *Table) checkColumns() error {
	seen := map[string]bool{}
	for i := range t.Columns {
		c := &t.Columns[i]
		switch n := max(len(c.Numbers), len(c.Texts)); {
		case seen[c.Name]:
			return fmt.Errorf("column %q appears twice", c.Name)
		case n != t.Rows() || c.Numbers != nil && c.Texts != nil:
			return fmt.Errorf("column %q must have either %d numbers or %d texts", c.Name, t.Rows(), t.Rows())
		case c.Direction < -1 || c.Direction > 1:
			return fmt.Errorf("column %q has direction %d; it must be -1, 0 or 1", c.Name, c.Direction)
		case c.Texts != nil && (c.Direction != 0 || c.Expert != 0 || c.Neutral != nil):
			return fmt.Errorf("column %q holds texts, so it has neither direction, opinion nor neutral value", c.Name)
		}
		seen[c.Name] = true
	}
	return nil
}

// Select is the table of some rows, in the order given.
func (t *Table) Select(rows []int) *Table {
	s := &Table{
		Columns: make([]Column, len(t.Columns)), Lost: pick(t.Lost, rows),
		Weights: pick(t.Weights, rows), Accounts: pick(t.Accounts, rows), Days: pick(t.Days, rows),
	}
	for i, c := range t.Columns {
		c.Numbers, c.Texts = pick(c.Numbers, rows), pick(c.Texts, rows)
		s.Columns[i] = c
	}
	return s
}

// pick takes elements by index; of nil it is nil.
func pick[T any](all []T, rows []int) []T {
	if all == nil {
		return nil
	}
	some := make([]T, len(rows))
	for i, row := range rows {
		some[i] = all[row]
	}
	return some
}

// Hash identifies the data: equal tables have equal hashes.
func (t *Table) Hash() string {
	d := digest{sum: sha256.New()}
	for i := range t.Columns {
		c := &t.Columns[i]
		d.text(c.Name)
		d.numbers(c.Numbers)
		d.texts(c.Texts)
		d.number(float64(c.Direction))
		d.number(c.Expert)
	}
	for i, lost := range t.Lost {
		label := 0.
		if lost {
			label = 1
		}
		d.number(label)
		d.number(t.weight(i))
	}
	d.texts(t.Accounts)
	for _, day := range t.Days {
		d.number(float64(day))
	}
	d.flush()
	return hex.EncodeToString(d.sum.Sum(nil))
}

// digest writes what cannot be taken for anything else: lengths before texts.
type digest struct {
	sum     hash.Hash
	waiting []byte
}

const digested = 16 << 10 // bytes at a time

func (d *digest) flush() {
	_, _ = d.sum.Write(d.waiting) // a hash takes everything
	d.waiting = d.waiting[:0]
}

func (d *digest) number(x float64) {
	if len(d.waiting) >= digested {
		d.flush()
	}
	d.waiting = binary.BigEndian.AppendUint64(d.waiting, math.Float64bits(x))
}

func (d *digest) numbers(list []float64) {
	for _, x := range list {
		d.number(x)
	}
}

func (d *digest) texts(list []string) {
	for _, s := range list {
		d.text(s)
	}
}

func (d *digest) text(s string) {
	d.number(float64(len(s)))
	d.waiting = append(d.waiting, s...)
}
