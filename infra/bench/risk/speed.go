package main

import (
	"fmt"
	"time"

	"github.com/heed-cs/heed/shared/risk/learn"
)

// clockTurns is how often a time is taken; the least counts, as a busy neighbour
// only ever adds.
const clockTurns = 9

const manyRows = 100_000

// measureSpeed takes the time of one step, without the contest that chooses it: the
// same fit again and again is what a change of the code shows in.
func measureSpeed(b *bench) error {
	t, err := b.telco()
	if err != nil {
		return err
	}
	t.Columns = t.Columns[1:] // the id, which in rows over and over would mean something
	additive := learn.Options{Seed: 1, Least: learn.Additive, Most: learn.Additive}
	many := repeated(t, manyRows)
	few := least(func() { _, _, err = learn.Train(t, additive) })
	b.out.atMost("train 7,043 rows, additive", "%.0f ms", few.Seconds()*1e3, 50, "one core, least of 9, hash of the data included")
	long := least(func() { _, _, err = learn.Train(many, additive) })
	b.out.atMost("train 100,000 rows, additive", "%.2f s", long.Seconds(), 1, "one core, least of 9")
	if err != nil {
		return err
	}
	began := time.Now()
	m, report, err := learn.Train(t, learn.Options{Seed: 1})
	if err != nil {
		return err
	}
	b.out.note("train 7,043 rows, whole ladder", fmt.Sprintf("%.1f s", time.Since(began).Seconds()),
		fmt.Sprintf("five folds of %d steps, once", len(report.Scores)))
	return b.weigh(t, many, m)
}

// weigh measures explaining, and what a model weighs.
func (b *bench) weigh(t, many *learn.Table, m *learn.Model) error {
	models := []*learn.Model{m}
	for _, step := range []learn.Step{learn.Pairs, learn.Trees} {
		m, _, err := learn.Train(t, learn.Options{Seed: 1, Least: step, Most: step})
		if err != nil {
			return err
		}
		models = append(models, m)
	}
	for _, m := range models {
		rows, contributions := m.Encode(many), make([]float64, len(m.Terms))
		took := least(func() {
			for _, row := range rows {
				m.Explain(row, contributions)
			}
		})
		b.out.atMost(fmt.Sprintf("explain 100,000 accounts, %v", m.Step), "%.0f ms", took.Seconds()*1e3, 150, "one core, least of 9, all contributions")
		text, err := m.Marshal()
		if err != nil {
			return err
		}
		b.out.atMost(fmt.Sprintf("model, %v", m.Step), "%.1f KB", float64(len(text))/1024, 64, "as it is stored")
	}
	return nil
}

// repeated is a table's rows over and over.
func repeated(t *learn.Table, n int) *learn.Table {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i % t.Rows()
	}
	return t.Select(rows)
}

func least(work func()) time.Duration {
	best := time.Hour
	for range clockTurns {
		began := time.Now()
		work()
		best = min(best, time.Since(began))
	}
	return best
}
