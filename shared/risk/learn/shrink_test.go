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
