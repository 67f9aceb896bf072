package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/heed-cs/heed/shared/risk/learn"
)

// opinions are twelve signs on Telco as one would write them down before seeing an
// outcome: +1 raises the risk. All have one size.
var opinions = []struct {
	column, value string // without a value the column is a number
	sign          float64
}{
	{"tenure", "", -1},
	{"MonthlyCharges", "", 1},
	{"Contract", "One year", -1},
	{"Contract", "Two year", -1},
	{"InternetService", "Fiber optic", 1},
	{"InternetService", "No", -1},
	{"PaymentMethod", "Electronic check", 1},
	{"PaperlessBilling", "Yes", 1},
	{"OnlineSecurity", "Yes", -1},
	{"TechSupport", "Yes", -1},
	{"Dependents", "Yes", -1},
	{"SeniorCitizen", "", 1},
}

// size is that of every opinion, in log-odds per standard deviation.
const size = .35

const (
	mostDraws = 60
	heldOut   = 2000
	expected  = .25 // share of losses thought of before any outcome
)

// contender is an opinion to start from.
type contender struct {
	name string
	sign func(k int) float64
	opts learn.Options
}

// measureColdStart draws few outcomes, many times, the same for all contenders.
func measureColdStart(b *bench) error {
	t, err := b.telco()
	if err != nil {
		return err
	}
	right := func(int) float64 { return size }
	half := func(k int) float64 { return size * float64(1-2*(k%2)) }
	wrong := func(int) float64 { return -size }
	none := func(int) float64 { return 0 }
	ladder := learn.Options{LossRate: expected}
	ridge := learn.Options{LossRate: expected, Least: learn.Logistic, Most: learn.Logistic}
	reached := map[string][2]float64{}
	for _, n := range []int{0, 20, 50, 100, 200, 400} {
		for _, c := range []contender{
			{"prior", right, ladder}, {"half-wrong prior", half, ladder}, {"wrong prior", wrong, ladder}, {"ridge", none, ridge},
		} {
			if n == 0 && c.name == "ridge" {
				continue
			}
			auc, brier, loss := b.few(t, n, c)
			reached[fmt.Sprint(c.name, n)] = [2]float64{auc, loss}
			b.out.note(fmt.Sprintf("%s, %d outcomes", c.name, n), fmt.Sprintf("AUC %.4f, Brier %.4f, log loss %.4f", auc, brier, loss),
				fmt.Sprintf("mean of %d draws, %d rows held out", b.fewDraws(), heldOut))
		}
	}
	b.out.atLeast("cold start AUC, 0 outcomes", "%.4f", reached["prior0"][0], .81, "12 signs, one size")
	b.out.atLeast("cold start AUC, 100 outcomes", "%.4f", reached["prior100"][0], .82, "the ladder on 100 rows")
	b.out.atMost("cold start log loss, 100 outcomes", "%.4f", reached["prior100"][1], .447, "the ladder on 100 rows")
	b.out.atLeast("wrong prior AUC less ridge, 200 outcomes", "%+.4f", reached["wrong prior200"][0]-reached["ridge200"][0], -.001, "every sign wrong")
	return nil
}

func (b *bench) fewDraws() int { return min(mostDraws, 6*b.draws/10) }

// few is the mean of the figures over draws of n outcomes.
func (b *bench) few(t *learn.Table, n int, c contender) (auc, brier, loss float64) {
	draws := b.fewDraws()
	auc1, brier1, loss1 := make([]float64, draws), make([]float64, draws), make([]float64, draws)
	parallel(draws, func(k int) {
		rows := shuffled(uint64(1000+k), t.Rows())
		m, _, err := learn.Train(c.table(t, rows[heldOut:], n), c.opts)
		if err != nil {
			return // a figure of 0 tells
		}
		asked := c.table(t, rows, heldOut)
		z := m.Predict(asked)
		auc1[k], brier1[k], loss1[k] = learn.AUC(z, asked.Lost).Value, learn.Brier(z, asked.Lost), learn.LogLoss(z, asked.Lost)
	})
	return mean(auc1), mean(brier1), mean(loss1)
}

func mean(list []float64) float64 {
	sum := 0.
	for _, x := range list {
		sum += x / float64(len(list))
	}
	return sum
}

// table is the first n rows in the twelve columns, standardised over the whole file,
// with what the contender thinks of them.
func (c contender) table(t *learn.Table, rows []int, n int) *learn.Table {
	zero := 0.
	few := &learn.Table{Lost: make([]bool, n)}
	for i := range n {
		few.Lost[i] = t.Lost[rows[i]]
	}
	for k, o := range opinions {
		column := learn.Column{Name: o.column + " " + o.value, Numbers: make([]float64, n), Expert: o.sign * c.sign(k), Neutral: &zero}
		all := standardised(t, o.column, o.value)
		for i := range n {
			column.Numbers[i] = all[rows[i]]
		}
		few.Columns = append(few.Columns, column)
	}
	return few
}

// standardised is a column, or whether it has a value, in standard deviations from its mean.
func standardised(t *learn.Table, column, value string) []float64 {
	var x []float64
	for _, c := range t.Columns {
		if c.Name != column {
			continue
		}
		x = append(x, c.Numbers...)
		for _, v := range c.Texts {
			x = append(x, map[bool]float64{true: 1}[v == value])
		}
	}
	middle, squares := mean(x), 0.
	for _, v := range x {
		squares += (v - middle) * (v - middle) / float64(len(x))
	}
	for i := range x {
		x[i] = (x[i] - middle) / math.Sqrt(squares)
	}
	return x
}

// shuffled are the numbers below n in an order that the seed decides.
func shuffled(seed uint64, n int) []int { return rand.New(rand.NewPCG(seed, 42)).Perm(n) }
