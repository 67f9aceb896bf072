package learn

import (
	"cmp"
	"slices"
)

// Fold is one test: what is learned from some rows is asked about others.
type Fold struct{ Train, Test []int }

// Folds are the tests of a table. With days they follow one another in time, and
// nothing within gap days before a test is learned from; else they are drawn so that
// losses spread evenly. An account stays in one fold.
func Folds(t *Table, count, gap int, seed uint64) []Fold {
	if t.Days != nil {
		return forward(t, count, gap, newRandom(seed))
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

// few are the rows of some accounts, in their order, about as many as that; all where
// there are not more.
func few(t *Table, most int, r *random) []int {
	if t.Rows() <= most {
		return all(t.Rows())
	}
	accounts := groups(t)
	var rows []int
	for _, at := range r.shuffled(len(accounts)) {
		if len(rows) >= most {
			break
		}
		rows = append(rows, accounts[at].rows...)
	}
	slices.Sort(rows)
	return rows
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

// sides are the parts that accounts are dealt to, where time decides what is tested:
// what one side shows is asked of the other. To leave out whoever is tested would
// leave in whoever was lost before, and teach that losses are the rule.
const sides = 2

// forward cuts the days into count+1 stretches of about equally many rows. Every
// stretch but the first is a test of what was known before it, once for each side.
func forward(t *Table, count, gap int, r *random) []Fold {
	order := all(t.Rows())
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(t.Days[a], t.Days[b]) })
	var side []int
	if t.Accounts != nil {
		side = draw(t, sides, r)
	}
	var list []Fold
	for k := 1; k <= count; k++ {
		if test := stretch(t, order, k, count+1); len(test) > 0 {
			list = append(list, opposed(before(t, order, t.Days[test[0]]-gap), test, side)...)
		}
	}
	return list
}

// opposed tests each side by what the other shows; without sides, all by all.
func opposed(train, test, side []int) (list []Fold) {
	if side == nil {
		return []Fold{{train, test}}
	}
	for s := range sides {
		f := Fold{Train: slices.Clone(train), Test: slices.Clone(test)}
		f.Train = slices.DeleteFunc(f.Train, func(row int) bool { return side[row] == s })
		f.Test = slices.DeleteFunc(f.Test, func(row int) bool { return side[row] != s })
		if len(f.Test) > 0 {
			list = append(list, f)
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

// before are the rows of earlier days.
func before(t *Table, order []int, day int) (rows []int) {
	for _, row := range order {
		if t.Days[row] < day {
			rows = append(rows, row)
		}
	}
	return rows
}
