package learn

import (
	"fmt"
	"math"
	"testing"
)

// However many texts and columns there are, a model stays within its size, can be
// read back and judges every row.
func TestModelsStayWithinTheirSize(t *testing.T) {
	for _, c := range []struct {
		name           string
		texts, numbers int
	}{{"many texts", 10, 2}, {"many columns", 0, 150}} {
		t.Run(c.name, func(t *testing.T) {
			m, _, err := Train(wide(c.texts, c.numbers), Options{Seed: 1, Least: Additive, Most: Additive})
			if err != nil {
				t.Fatal(err)
			}
			text, err := m.Marshal()
			if err != nil || len(text) > MaxBytes {
				t.Fatalf("%d bytes, %v; at most %d may be written", len(text), err, MaxBytes)
			}
			read, err := Unmarshal(text)
			if err != nil {
				t.Fatal(err)
			}
			for _, z := range read.Predict(wide(c.texts, c.numbers)) {
				if math.IsNaN(z) || math.IsInf(z, 0) {
					t.Fatalf("log-odds are %v", z)
				}
			}
		})
	}
}

// wide is a table of columns with two hundred long texts each, and of numbers.
func wide(texts, numbers int) *Table {
	const rows = 1000
	t, r := &Table{}, newRandom(7)
	for i := range rows {
		t.Lost = append(t.Lost, (i*7+r.below(5))%4 == 0)
	}
	for k := range texts {
		c := Column{Name: fmt.Sprint("text ", k)}
		for range rows {
			c.Texts = append(c.Texts, fmt.Sprintf("a rather long name of a company, number %d", r.below(200)))
		}
		t.Columns = append(t.Columns, c)
	}
	for k := range numbers {
		c := Column{Name: fmt.Sprint("a rather long name of a number ", k)}
		for range rows {
			c.Numbers = append(c.Numbers, float64(r.below(1000)))
		}
		t.Columns = append(t.Columns, c)
	}
	return t
}

// Of very many columns the weak ones go, and not what two of them say together.
func TestWeakColumnsGoBeforePairs(t *testing.T) {
	m := &Model{}
	for k := range 300 {
		term := Term{Name: fmt.Sprint("column ", k), MissingSpread: float64(k) / 300, Shares: []float64{.5, .5}, Ranks: make([]int, 64)}
		for at := range 64 {
			term.Cuts = append(term.Cuts, float64(at)+.5)
			term.Steps = append(term.Steps, float64(at%7)/1000)
		}
		term.Cuts, term.Ranks[63] = term.Cuts[:63], 1
		m.Terms = append(m.Terms, term)
	}
	m.Pairs = []Pair{{A: 2, B: 299, Rows: []int{0, 1}, Columns: []int{0, 1}, Cells: []int16{1000, 0, 0, 1000}}}
	if err := m.shrink(); err != nil {
		t.Fatal(err)
	}
	text, err := m.Marshal()
	if err != nil || len(text) > MaxBytes || len(m.Pairs) != 1 {
		t.Fatalf("%d bytes with %d pairs, %v", len(text), len(m.Pairs), err)
	}
	if a, b := m.Terms[m.Pairs[0].A].Name, m.Terms[m.Pairs[0].B].Name; a != "column 2" || b != "column 299" {
		t.Errorf("the pair is of %s and %s", a, b)
	}
	if second := m.Terms[1].Name; second == "column 3" || len(m.Terms) < fewTerms {
		t.Errorf("%d terms are left, and %s among them", len(m.Terms), second)
	}
}
