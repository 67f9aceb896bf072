package traffic

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/heed-cs/heed/infra/cost"
)

// Details prints what dominates a bill: every label with its dollars per million signals.
func (o Outcome) Details(w io.Writer) {
	p := &cost.Prices
	type row struct {
		cost.Line
		dollars float64
	}
	var rows []row
	add := func(m *cost.Meter, suffix string, factor float64) {
		for _, l := range m.Lines() {
			d := l.Reads*p.Read.Dollars + float64(l.Writes)*p.Write.Dollars
			if l.Operation == cost.Send || l.Operation == cost.Receive || l.Operation == cost.Delete {
				d = float64(l.Calls) * p.QueueRequest.Dollars
			}
			l.Function += suffix
			l.Calls, l.Items, l.Reads = int(float64(l.Calls)*factor), int(float64(l.Items)*factor), l.Reads*factor
			l.Writes, l.Bytes = int(float64(l.Writes)*factor), int(float64(l.Bytes)*factor)
			rows = append(rows, row{l, d * factor})
		}
	}
	add(o.Traffic, "", 1e6/float64(o.Plan.Signals))
	add(o.Daily, " daily", 1)
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(b.dollars, a.dollars) })
	for _, r := range rows[:min(45, len(rows))] {
		fmt.Fprintf(w, "%8.4f  %-16s %-9s %-12s calls %9d items %9d  B/item %7d  RRU %11.0f  WRU %9d\n", r.dollars, r.Function, r.Operation, r.Noun,
			r.Calls, r.Items, r.Bytes/max(r.Items, 1), r.Reads, r.Writes)
	}
	u := o.Traffic.Usage()
	for f, n := range u.Invocations {
		fmt.Fprintf(w, "%s: %d invocations, %.1f ms each\n", f, n, float64(u.Millis[f])/float64(n))
	}
	fmt.Fprintf(w, "log bytes per signal %d\n", u.LogBytes/max(o.Plan.Signals, 1))
}

// Print prints the bill.
func (o Outcome) Print(w io.Writer) {
	for _, c := range o.Bill {
		fmt.Fprintf(w, "  %-16s %14.0f  %7.3f\n", c.What, c.Amount, c.Dollars)
	}
	fmt.Fprintf(w, "  total %.3f; floor %.2f\n", o.PerMillion(), cost.Floor())
}
