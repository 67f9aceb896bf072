package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// customers is a file in which the sum of two columns decides, with a text, days,
// gaps and an id beside them.
func customers(t *testing.T) string {
	var text strings.Builder
	text.WriteString("id,usage,tickets,plan,since,churned\n")
	for i := range 120 {
		usage, tickets := i*37%101, i*53%89
		churned := usage < 40 || tickets > 70 && i%3 > 0
		if i%11 == 0 {
			churned = !churned
		}
		gap := fmt.Sprint(tickets)
		if i%10 == 0 {
			gap = ""
		}
		fmt.Fprintf(&text, "c%d,%d,%s,%s,2025-%02d-01,%t\n", i, usage, gap, []string{"basic", "pro"}[i%2], 1+i%12, churned)
	}
	path := filepath.Join(t.TempDir(), "customers.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Any file is measured, and what was said of its rows is kept, each row once.
func TestAnyFile(t *testing.T) {
	f := file{path: customers(t), label: "churned", predictions: filepath.Join(t.TempDir(), "said.csv")}
	b := &bench{}
	if err := f.measure(b); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	b.out.print(&out)
	for _, want := range []string{"customers.csv AUC", "Brier", "log loss", "slope", "lift", "tenth 10", "model"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, &out)
		}
	}
	said, err := read(f.predictions)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, row := range said.rows {
		seen[row[0]] = true
	}
	if len(said.rows) != 120 || len(seen) != 120 {
		t.Errorf("%d predictions of %d rows", len(said.rows), len(seen))
	}
}

// Rows alike in everything may be one account: whoever has seen one knows the other.
func TestRepeats(t *testing.T) {
	f := file{path: customers(t), label: "churned"}
	table, err := f.table()
	if err != nil {
		t.Fatal(err)
	}
	if n := repeats(table); n != 0 {
		t.Errorf("%d of rows that all differ", n)
	}
	if n := repeats(table.Select([]int{0, 1, 0, 0, 2, 1})); n != 3 {
		t.Errorf("%d rows said before, of 3", n)
	}
}

func TestFilesThatCannotBeMeasured(t *testing.T) {
	path := customers(t)
	for want, f := range map[string]file{
		"say with -label":         {path: path},
		`no column is called "x"`: {path: path, label: "x"},
		"docs/risk.md":            {path: path + ".gone", label: "x"},
		"-day plan":               {path: path, label: "churned", day: "plan"},
		"is no fold":              {path: path, label: "churned", folds: path},
	} {
		if err := f.measure(&bench{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
}
