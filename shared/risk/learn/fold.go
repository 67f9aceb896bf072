package learn

import (
	"cmp"
	"slices"
)

// Fold is one test: what is learned from some rows is asked about others.
type Fold struct{ Train, Test []int }

// Folds are the tests of a table. With days they follow one another in time, and
// nothing within gap days before a test, or of an account in it, is learned from;
// else they are drawn so that losses spread evenly. An account stays in one fold.
func Folds(t *Table, count, gap int, seed uint64) []Fold {
	if t.Days != nil {
		return forward(t, count, gap)
	}
	part := draw(t, count, newRandom(seed))
	list := make([]Fold, count)
	for row, at := range part {
		for k := range list {
			if k == at {
				list[k].Test = append(list[k].Test, row)
			} else {
				list[k].Train = append(list[k].Train, row)
			}
		}
	}
	return list
}

// draw deals accounts to the parts, those with losses first, so that every part
// gets its share of both.
func draw(t *Table, count int, r *random) []int {
	accounts := groups(t)
	order := r.shuffled(len(accounts))
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(accounts[b].losses, accounts[a].losses)
	})
	part := make([]int, t.Rows())
	for i, at := range order {
		for _, row := range accounts[at].rows {
			part[row] = i % count
		}
	}
	return part
}

// group is the rows of one account.
type group struct {
	rows   []int
	losses int
}

func groups(t *Table) []group {
	list := make([]group, 0, t.Rows())
	place := map[string]int{}
	for row := range t.Lost {
		at := len(list)
		if t.Accounts != nil {
			if known, ok := place[t.Accounts[row]]; ok {
				at = known
			}
			place[t.Accounts[row]] = at
		}
		if at == len(list) {
			list = append(list, group{})
		}
		list[at].rows = append(list[at].rows, row)
		if t.Lost[row] {
			list[at].losses++
		}
	}
	return list
}

// forward cuts the days into count+1 stretches of about equally many rows. Every
// stretch but the first is a test of what was known before it.
func forward(t *Table, count, gap int) []Fold {
	order := all(t.Rows())
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(t.Days[a], t.Days[b]) })
	var list []Fold
	for k := 1; k <= count; k++ {
		test := stretch(t, order, k, count+1)
		if len(test) > 0 {
			list = append(list, Fold{Train: before(t, order, t.Days[test[0]]-gap, test), Test: test})
		}
	}
	return list
}

// stretch is part k of n of rows in order of days; rows of one day stay together.
func stretch(t *Table, order []int, k, n int) []int {
	from, to := len(order)*k/n, len(order)*(k+1)/n
	for from > 0 && from < len(order) && t.Days[order[from]] == t.Days[order[from-1]] {
		from++
	}
	for to > from && to < len(order) && t.Days[order[to]] == t.Days[order[to-1]] {
		to++
	}
	return order[min(from, to):to]
}

// before are the rows of earlier days, without the accounts of the test.
func before(t *Table, order []int, day int, test []int) (rows []int) {
	tested := map[string]bool{}
	if t.Accounts != nil {
		for _, row := range test {
			tested[t.Accounts[row]] = true
		}
	}
	for _, row := range order {
		if t.Days[row] < day && (t.Accounts == nil || !tested[t.Accounts[row]]) {
			rows = append(rows, row)
		}
	}
	return rows
}
