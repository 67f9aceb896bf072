package main

import (
	"fmt"
	"runtime"
	"strconv"
	"sync"

	"github.com/heed-cs/heed/shared/risk/learn"
)

// split is one test: rows to learn from and rows to ask about.
type split struct{ train, test []int }

// splitsOf turns the part of every row into one test per part.
func splitsOf(part []int, parts int) []split {
	list := make([]split, parts)
	for k := range list {
		for row, p := range part {
			if p == k {
				list[k].test = append(list[k].test, row)
			} else {
				list[k].train = append(list[k].train, row)
			}
		}
	}
	return list
}

// partsOf reads a column of part numbers.
func partsOf(values []string, rows int) (part []int, parts int, err error) {
	if len(values) != rows {
		return nil, 0, fmt.Errorf("the folds have %d rows and the data %d", len(values), rows)
	}
	for _, v := range values {
		p, err := strconv.Atoi(v)
		if err != nil || p < 0 {
			return nil, 0, fmt.Errorf("%q is no fold", v)
		}
		part, parts = append(part, p), max(parts, p+1)
	}
	return part, parts, nil
}

// answer is what one split's model said of its test rows.
type answer struct {
	model   *learn.Model
	logOdds []float64
	lost    []bool
}

// ask learns from every split and asks about its test rows, as many at once as
// there are processors; the answers do not depend on that.
func ask(t *learn.Table, splits []split, o learn.Options) ([]answer, error) {
	answers, errs := make([]answer, len(splits)), make([]error, len(splits))
	parallel(len(splits), func(k int) {
		test := t.Select(splits[k].test)
		m, _, err := learn.Train(t.Select(splits[k].train), o)
		if errs[k] = err; err == nil {
			answers[k] = answer{m, m.Predict(test), test.Lost}
		}
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return answers, nil
}

// parallel does work 0 to n−1, on all processors.
func parallel(n int, work func(int)) {
	var wg sync.WaitGroup
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for k := range n {
		turn <- struct{}{}
		wg.Go(func() {
			work(k)
			<-turn
		})
	}
	wg.Wait()
}

// pool puts all answers together.
func pool(answers []answer) (logOdds []float64, lost []bool) {
	for _, a := range answers {
		logOdds, lost = append(logOdds, a.logOdds...), append(lost, a.lost...)
	}
	return logOdds, lost
}

// meanAUC is that over the splits.
func meanAUC(answers []answer) float64 {
	sum := 0.
	for _, a := range answers {
		sum += learn.AUC(a.logOdds, a.lost).Value / float64(len(answers))
	}
	return sum
}

// steps counts on which steps the models stand.
func steps(answers []answer) string {
	count := map[learn.Step]int{}
	for _, a := range answers {
		count[a.model.Step]++
	}
	text := ""
	for step := learn.Prior; step <= learn.Trees; step++ {
		if n := count[step]; n > 0 {
			text += fmt.Sprintf(" %d×%s", n, step)
		}
	}
	return text[1:]
}
