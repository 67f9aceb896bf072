package traffic

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/heed-cs/heed/infra/cost"
	"github.com/heed-cs/heed/shared/heed"
)

// accounts is the portfolio the figures are for: with 200 signals of each, a
// million a day.
const accounts = 5000

// little is how many signals are stored beside which the growth is measured.
const little = 10_000

// Size is how much is measured.
type Size struct {
	Signals int // about so many of each kind of traffic are counted
	Stored  int // and so many stand in the table before
}

// Full is what the goals are for.
var Full = Size{Signals: 20_000, Stored: 1_000_000}

// Report is what Heed costs: single signals beside little and beside much
// history, and signals by the hundred.
type Report struct {
	Little, Much, Hundred Outcome
	// Midnight says that the day changed meanwhile, for the functions see the
	// machine's own time: what had been reported today was reported yesterday then,
	// and the bill is not that of a noon.
	Midnight bool
}

// Measure makes the report. Data files of up to 2 GB stand in the folder meanwhile.
func Measure(ctx context.Context, dir string, size Size) (r Report, err error) {
	today := heed.DayOf(time.Now())
	defer func() { r.Midnight = heed.DayOf(time.Now()) != today }()
	if r.Little, err = single(ctx, dir, size.Signals); err != nil {
		return r, err
	}
	much, err := install(ctx, dir, Portfolio{Accounts: accounts, Stored: size.Stored})
	if err != nil {
		return r, err
	}
	r.Much = much.measure(size.Signals, Post{Each: 1, Accounts: 1})
	r.Hundred = much.measure(size.Signals, Post{Each: 10, Accounts: 10})
	return r, much.close()
}

func single(ctx context.Context, dir string, signals int) (Outcome, error) {
	in, err := install(ctx, dir, Portfolio{Accounts: accounts, Stored: little})
	if err != nil {
		return Outcome{}, err
	}
	o := in.measure(signals, Post{Each: 1, Accounts: 1})
	return o, errors.Join(in.close())
}

// Growth is how much dearer a signal is beside much history: 0.05 is 5 %.
func (r Report) Growth() float64 { return r.Much.PerMillion()/r.Little.PerMillion() - 1 }

// JudgedDaily is what judging a thousand accounts every day costs in a month of 30 days.
func (r Report) JudgedDaily() float64 { return 30 * cost.Total(r.Much.Sweep) }

// Print writes the report for people: the bill, then what it was counted from.
func (r Report) Print(w io.Writer) {
	fmt.Fprintf(w, "Dollars per million signals, us-east-1, free tiers ignored: 1 M a day over %d accounts, 60 %% usage.\n", accounts)
	fmt.Fprintf(w, "%d of each kind of traffic were counted beside the stored signals that stand above the column.\n\n", r.Much.Signals)
	if r.Midnight {
		fmt.Fprintf(w, "Midnight (UTC) passed meanwhile, so a new day's first reports were counted: measure again.\n\n")
	}
	r.printBill(w)
	fmt.Fprintf(w, "\ngrowth from %s to %s stored signals: %+.1f %%\n", power(little), power(r.Much.Portfolio.Stored), 100*r.Growth())
	fmt.Fprintf(w, "judging a thousand accounts: %.4f once, %.2f a month when daily\n", cost.Total(r.Much.Sweep), r.JudgedDaily())
	printMonthly(w)
	r.Much.printTime(w)
	r.Much.printBatches(w)
	r.Much.printSpread(w)
}

func (r Report) printBill(w io.Writer) {
	stored := power(r.Much.Portfolio.Stored)
	fmt.Fprintf(w, "%-20s%12s%14s%14s%16s%18s\n", "", "a signal", "× a million", "single, "+power(little), "single, "+stored, "hundreds, "+stored)
	for i, c := range r.Little.Bill {
		much := r.Much.Bill[i]
		fmt.Fprintf(w, "%-20s%12.4g%14.4g%14.3f%16.3f%18.3f   %s\n", c.What, much.Amount/1e6, c.Price.Dollars*1e6, c.Dollars, much.Dollars, r.Hundred.Bill[i].Dollars, c.Price.Unit)
	}
	fmt.Fprintf(w, "%-46s%14.2f%16.2f%18.2f\n", "all-in", r.Little.PerMillion(), r.Much.PerMillion(), r.Hundred.PerMillion())
	fmt.Fprintf(w, "%-46s%14.2f   one API call, one queue message, one written unit\n", "floor of the path", cost.Floor())
}

// power writes how many signals are stored.
func power(n int) string {
	exponent := 0
	for ; n >= 10 && n%10 == 0; n /= 10 {
		exponent++
	}
	if n != 1 {
		return fmt.Sprintf("%d·10^%d", n, exponent)
	}
	return "10" + string([]rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[min(exponent, 9)])
}

func printMonthly(w io.Writer) {
	fmt.Fprintf(w, "\nFixed, a month\n")
	bill := cost.Monthly()
	for _, c := range bill {
		fmt.Fprintf(w, "%-36s%10.2f\n", c.What, c.Dollars)
	}
	fmt.Fprintf(w, "%-36s%10.2f\n", "together", cost.Total(bill))
}
