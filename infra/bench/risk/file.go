package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/heed-cs/heed/shared/risk/learn"
)

// file is any CSV with a label column.
type file struct {
	path, label, positive, account, day, folds, predictions string
}

const (
	parted = 5
	seeded = 42
)

// measure learns from four fifths and asks about the fifth, five times.
func (f *file) measure(b *bench) error {
	t, err := f.table()
	if err != nil {
		return err
	}
	splits, err := f.splits(t)
	if err != nil {
		return err
	}
	answers, err := ask(t, splits, learn.Options{Seed: 1})
	if err != nil {
		return err
	}
	name := filepath.Base(f.path)
	b.figures(name, answers)
	if n := repeats(t); t.Accounts == nil && n > 0 {
		b.out.note(name+" rows said before", fmt.Sprint(n), "alike in every column; where they are one account, name its column with -account")
	}
	m, _, err := learn.Train(t, learn.Options{Seed: 1})
	if err != nil {
		return err
	}
	b.out.note(name+" model", m.Reason, "learned from all rows")
	return f.write(splits, answers)
}

func (f *file) table() (*learn.Table, error) {
	if f.label == "" {
		return nil, errors.New("say with -label, or LABEL=, which column holds the outcomes")
	}
	s, err := read(f.path)
	if err != nil {
		return nil, err
	}
	labels, err := s.column(f.label)
	if err != nil {
		return nil, err
	}
	lost, err := outcomes(labels, f.positive)
	if err != nil {
		return nil, err
	}
	t, err := s.table(lost, f.label, f.account, f.day)
	if err != nil {
		return nil, err
	}
	return t, f.identify(s, t)
}

// repeats is how many rows say in everything what an earlier one said.
func repeats(t *learn.Table) (n int) {
	seen := map[string]bool{}
	for i, lost := range t.Lost {
		row := fmt.Sprint(lost)
		for k := range t.Columns {
			if c := &t.Columns[k]; c.Texts != nil {
				row += fmt.Sprintf("%q", c.Texts[i])
			} else {
				row += fmt.Sprintf(" %v", c.Numbers[i])
			}
		}
		if seen[row] {
			n++
		}
		seen[row] = true
	}
	return n
}

// identify fills in accounts and days, where columns are named for them.
func (f *file) identify(s *sheet, t *learn.Table) (err error) {
	if f.account != "" {
		if t.Accounts, err = s.column(f.account); err != nil {
			return err
		}
	}
	if f.day == "" {
		return nil
	}
	values, err := s.column(f.day)
	if err != nil {
		return err
	}
	for _, v := range values {
		if _, err := dayIn(v, dates...); err != nil {
			return fmt.Errorf("-day %s: %w: write all as 2026-11-20", f.day, err)
		}
	}
	numbers, _ := days(values)
	for _, d := range numbers {
		t.Days = append(t.Days, int(d))
	}
	return nil
}

// splits are those told, else five that share the losses and keep accounts together.
func (f *file) splits(t *learn.Table) ([]split, error) {
	if f.folds == "" {
		return drawn(t), nil
	}
	s, err := read(f.folds)
	if err != nil {
		return nil, err
	}
	values, err := s.column(s.header[len(s.header)-1])
	if err != nil {
		return nil, err
	}
	part, parts, err := partsOf(values, t.Rows())
	return splitsOf(part, parts), err
}

func drawn(t *learn.Table) (list []split) {
	for _, f := range learn.Folds(t, parted, 0, seeded) {
		list = append(list, split{train: f.Train, test: f.Test})
	}
	return list
}

// write keeps what was said of every row while it was unseen.
func (f *file) write(splits []split, answers []answer) error {
	if f.predictions == "" {
		return nil
	}
	to, err := os.Create(f.predictions)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(to)
	fmt.Fprintln(w, "row,fold,lost,probability")
	for k, a := range answers {
		for i, row := range splits[k].test {
			lost := slices.Index([]bool{false, true}, a.lost[i])
			fmt.Fprintf(w, "%d,%d,%d,%s\n", row, k, lost, strconv.FormatFloat(learn.Probability(a.logOdds[i]), 'g', -1, 64))
		}
	}
	return errors.Join(w.Flush(), to.Close())
}
