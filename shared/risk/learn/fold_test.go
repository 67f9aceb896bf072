package learn

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Whatever the table: no row tests what was learned from its own account, every row
// is tested at most once, and with days only what is later is tested.
func TestFoldsLeakNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 80).Draw(t, "rows")
		table := &Table{Lost: make([]bool, n), Accounts: make([]string, n)}
		dated, gap := rapid.Bool().Draw(t, "dated"), rapid.IntRange(0, 40).Draw(t, "gap")
		for i := range n {
			table.Lost[i] = rapid.Bool().Draw(t, "lost")
			table.Accounts[i] = fmt.Sprint(rapid.IntRange(0, 30).Draw(t, "account"))
			if dated {
				table.Days = append(table.Days, rapid.IntRange(0, 300).Draw(t, "day"))
			}
		}
		tested := map[int]bool{}
		for _, f := range Folds(table, 5, gap, 1) {
			for _, row := range f.Test {
				if tested[row] {
					t.Fatalf("row %d is tested twice", row)
				}
				tested[row] = true
				for _, other := range f.Train {
					if table.Accounts[row] == table.Accounts[other] {
						t.Fatalf("account %s is learned from and tested", table.Accounts[row])
					}
					if dated && table.Days[other] > table.Days[row]-gap {
						t.Fatalf("day %d is learned from and day %d tested, gap %d", table.Days[other], table.Days[row], gap)
					}
				}
			}
		}
		if !dated && len(tested) != n {
			t.Fatalf("%d of %d rows are tested", len(tested), n)
		}
	})
}

// Losses spread evenly, so that no fold is without.
func TestFoldsShareLosses(t *testing.T) {
	table := &Table{Lost: make([]bool, 100)}
	for i := range 10 {
		table.Lost[i*7] = true
	}
	for _, f := range Folds(table, 5, 0, 3) {
		if losses := count(pick(table.Lost, f.Test)); losses != 2 {
			t.Errorf("a fold of %d rows has %d losses", len(f.Test), losses)
		}
	}
}

// Customers who stay are decided about again and again, those who are lost once:
// what is learned from before a test must not be full of the lost.
func TestFoldsDoNotKeepTheLost(t *testing.T) {
	table := &Table{}
	for i := range 400 {
		for year := range 5 {
			table.Accounts, table.Days = append(table.Accounts, fmt.Sprint(i)), append(table.Days, 365*year+i%365)
			table.Lost = append(table.Lost, (i+year)%7 == 0)
			if (i+year)%7 == 0 {
				break
			}
		}
	}
	share := float64(table.Losses()) / float64(table.Rows())
	for _, f := range Folds(table, 5, 90, 1) {
		if got := float64(count(pick(table.Lost, f.Train))) / float64(len(f.Train)); got > 1.25*share {
			t.Errorf("of %d rows to learn from %.3f are lost; of all it is %.3f", len(f.Train), got, share)
		}
	}
}

// Bins, scales, strengths: all are fitted within what a fold learns from. Whatever the
// last rows hold, what was said of earlier ones stays.
func TestNothingIsFittedOnWhatIsTested(t *testing.T) {
	said := func(factor float64) map[int]float64 {
		table, r := &Table{Columns: []Column{{Name: "x"}, {Name: "y"}}}, rand.New(rand.NewPCG(5, 6))
		for i := range 600 {
			x, y := r.Float64(), r.Float64()
			table.Lost, table.Days = append(table.Lost, r.Float64() < .2+.4*x), append(table.Days, i)
			if i >= 500 {
				x, y = factor*x, factor*y
			}
			table.Columns[0].Numbers, table.Columns[1].Numbers = append(table.Columns[0].Numbers, x), append(table.Columns[1].Numbers, y)
			table.Accounts = append(table.Accounts, fmt.Sprint(i%150))
		}
		c := newContest(table, Options{Least: Logistic, Most: Additive, Gap: 20}.orDefaults(table))
		c.hold()
		z := map[int]float64{}
		for i, row := range c.tested {
			if row < 500 {
				z[row] = c.logits[Additive][i]
			}
		}
		return z
	}
	if as, other := said(1), said(1000); len(as) < 300 || !maps.Equal(as, other) {
		t.Errorf("of %d rows what was said depends on rows behind them", len(as))
	}
}

func TestShuffledIsAPermutation(t *testing.T) {
	order := newRandom(1).shuffled(1000)
	if slices.Equal(order, all(1000)) {
		t.Error("nothing was shuffled")
	}
	slices.Sort(order)
	if !slices.Equal(order, all(1000)) {
		t.Error("something is missing")
	}
}

// Of a large table some accounts are taken, each with all its rows.
func TestFew(t *testing.T) {
	table := &Table{Lost: make([]bool, 90)}
	for i := range table.Lost {
		table.Accounts = append(table.Accounts, fmt.Sprint(i%30))
	}
	count := map[string]int{}
	rows := few(table, 40, newRandom(1))
	for _, row := range rows {
		count[table.Accounts[row]]++
	}
	for account, n := range count {
		if n != 3 {
			t.Errorf("%d of 3 rows of account %s", n, account)
		}
	}
	if len(rows) != 42 || !slices.IsSorted(rows) {
		t.Errorf("%d rows: %v", len(rows), rows)
	}
	if got := few(table, 90, newRandom(1)); len(got) != 90 {
		t.Errorf("%d of 90 rows", len(got))
	}
}
