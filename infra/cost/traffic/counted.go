package traffic

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/heed-cs/heed/infra/cost"
)

// printTime prints how long functions are billed, and what for.
func (o Outcome) printTime(w io.Writer) {
	fmt.Fprintf(w, "\nBilled time: computing as measured in this process, at the share of a core that the memory buys, and the usual time of the calls counted\n")
	u := o.Traffic.Usage()
	for _, f := range slices.Sorted(maps.Keys(u.Invocations)) {
		each := func(d time.Duration) float64 {
			return float64(d) / float64(time.Millisecond) / float64(u.Invocations[f])
		}
		fmt.Fprintf(w, "%-12s%8.1f invocations of a thousand signals, of %.1f ms: computing %.1f, waiting %.1f\n",
			f, 1000*float64(u.Invocations[f])/float64(o.Signals), float64(u.Millis[f])/float64(u.Invocations[f]), each(u.Computed[f]), each(u.Waited[f]))
	}
}

// printBatches prints how full the batches are that the pollers hand over.
func (o Outcome) printBatches(w io.Writer) {
	fmt.Fprintf(w, "\nBatches: %d pollers a queue, each with one long poll of %v open; batch and window as template.yaml has them\n", pollers, longPoll)
	for _, l := range o.Traffic.Lines() {
		if l.Operation == cost.Receive {
			fmt.Fprintf(w, "%-12s%8.2f messages a call that received any, %.3f of them a signal\n", l.Noun, float64(l.Items)/float64(l.Calls), float64(l.Items)/float64(o.Signals))
		}
	}
}

// perSecond is how many signals a million a day are in a second.
const perSecond = 1e6 / (24 * 60 * 60)

// printSpread prints the busiest partitions' shares of all units.
func (o Outcome) printSpread(w io.Writer) {
	fmt.Fprintf(w, "\nKey spread: the busiest partitions' share of all units, and units a second at a million signals a day (a partition bears 1,000 written and 3,000 read)\n")
	for _, h := range o.Traffic.Hottest(8) {
		fmt.Fprintf(w, "%-28s%7.3f %%%8.2f\n", h.Partition, 100*h.Share, h.Units/float64(o.Signals)*perSecond)
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
