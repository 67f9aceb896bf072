package traffic

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/heed-cs/heed/infra/cost"
)

// accounts is the portfolio the figures are for: with 200 signals of each, a
// million a day.
const accounts = 5000

// Report is what Heed costs: single signals beside little and beside much
// history, and signals by the hundred.
type Report struct{ Little, Much, Hundred Outcome }

// Measure makes the report. About so many signals of each kind of traffic are
// counted; data files of up to 2 GB stand in the folder meanwhile.
func Measure(ctx context.Context, dir string, signals int) (r Report, err error) {
	if r.Little, err = single(ctx, dir, signals); err != nil {
		return r, err
	}
	much, err := install(ctx, dir, Portfolio{Accounts: accounts, Stored: 1_000_000})
	if err != nil {
		return r, err
	}
	r.Much = much.measure(signals, Post{Each: 1, Accounts: 1})
	r.Hundred = much.measure(signals, Post{Each: 10, Accounts: 10})
	return r, much.close()
}

func single(ctx context.Context, dir string, signals int) (Outcome, error) {
	little, err := install(ctx, dir, Portfolio{Accounts: accounts, Stored: 10_000})
	if err != nil {
		return Outcome{}, err
	}
	o := little.measure(signals, Post{Each: 1, Accounts: 1})
	return o, errors.Join(little.close())
}

// Growth is how much dearer a signal is beside much history: 0.05 is 5 %.
func (r Report) Growth() float64 { return r.Much.PerMillion()/r.Little.PerMillion() - 1 }

// JudgedDaily is what judging a thousand accounts every day costs in a month of 30 days.
func (r Report) JudgedDaily() float64 { return 30 * cost.Total(r.Much.Sweep) }

// Print writes the report for people.
func (r Report) Print(w io.Writer) {
	fmt.Fprintf(w, "Dollars per million signals, us-east-1, free tiers ignored: 1 M a day over %d accounts, 60 %% usage\n\n", accounts)
	fmt.Fprintf(w, "%-20s%16s%16s%16s%18s\n", "", "single, 10⁴", "single, 10⁶", "hundreds, 10⁶", "price")
	for i, c := range r.Little.Bill {
		fmt.Fprintf(w, "%-20s%14.3f%14.3f%16.3f    %.4g per million, %s\n", c.What, c.Dollars, r.Much.Bill[i].Dollars, r.Hundred.Bill[i].Dollars,
			c.Price.Dollars*1e6, c.Price.Unit)
	}
	fmt.Fprintf(w, "%-20s%14.2f%14.2f%16.2f\n", "all-in", r.Little.PerMillion(), r.Much.PerMillion(), r.Hundred.PerMillion())
	fmt.Fprintf(w, "%-20s%14.2f    one API call, one queue message, one written unit\n", "floor of the path", cost.Floor())
	fmt.Fprintf(w, "\ngrowth from 10⁴ to 10⁶ stored signals: %+.1f %%\n", 100*r.Growth())
	fmt.Fprintf(w, "judging a thousand accounts: %.4f once, %.2f a month when daily\n", cost.Total(r.Much.Sweep), r.JudgedDaily())
	printMonthly(w)
	r.Much.printTraffic(w)
	r.Much.printSpread(w)
}

func printMonthly(w io.Writer) {
	fmt.Fprintf(w, "\nFixed, a month\n")
	bill := cost.Monthly()
	for _, c := range bill {
		fmt.Fprintf(w, "%-36s%10.2f\n", c.What, c.Dollars)
	}
	fmt.Fprintf(w, "%-36s%10.2f\n", "together", cost.Total(bill))
}

// printTraffic prints how full batches are and how long functions are billed.
func (o Outcome) printTraffic(w io.Writer) {
	fmt.Fprintf(w, "\nInvocations per thousand signals\n")
	u := o.Traffic.Usage()
	for _, f := range slices.Sorted(maps.Keys(u.Invocations)) {
		fmt.Fprintf(w, "%-12s%8.1f  of %.1f ms billed\n", f, 1000*float64(u.Invocations[f])/float64(o.Signals), float64(u.Millis[f])/float64(u.Invocations[f]))
	}
}

// printSpread prints the busiest partitions' shares of all units.
func (o Outcome) printSpread(w io.Writer) {
	fmt.Fprintf(w, "\nShare of all units, busiest partitions\n")
	for _, h := range o.Traffic.Hottest(8) {
		fmt.Fprintf(w, "%-28s%7.3f %%\n", h.Partition, 100*h.Share)
	}
}

// Dearest prints the n operations that cost most, in dollars per million signals.
func (o Outcome) Dearest(w io.Writer, n int) {
	rows := append(priced(o.Traffic, "", 1e6/float64(o.Signals)), priced(o.Daily, ", daily", 1e6/float64(perAccount*o.Portfolio.Accounts))...)
	slices.SortFunc(rows, func(a, b line) int { return cmp.Compare(b.dollars, a.dollars) })
	for _, r := range rows[:min(n, len(rows))] {
		fmt.Fprintf(w, "%8.4f  %-46s %6.0f bytes an item, per signal %.3f items, %.3f read units, %.3f write units\n", r.dollars,
			strings.Join([]string{r.Function, r.Operation, r.Noun}, " "), float64(r.Bytes)/float64(max(r.Items, 1)),
			float64(r.Items)/float64(o.Signals), r.Reads/float64(o.Signals), float64(r.Writes)/float64(o.Signals))
	}
}

type line struct {
	cost.Line
	dollars float64
}

func priced(m *cost.Meter, suffix string, factor float64) []line {
	var all []line
	for _, l := range m.Lines() {
		l.Function += suffix
		all = append(all, line{l, l.Dollars() * factor})
	}
	return all
}
