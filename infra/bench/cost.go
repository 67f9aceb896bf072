package main

import (
	"bytes"
	"context"
	"fmt"

	"github.com/heed-cs/heed/infra/cost"
	"github.com/heed-cs/heed/infra/cost/traffic"
)

// shown is how many of the dearest operations are printed.
const shown = 24

// measureCost counts what AWS would bill, and prints the counting behind the table.
func measureCost(ctx context.Context, b *bench) error {
	r, err := traffic.Measure(ctx, b.dir, b.costed)
	if err != nil {
		return err
	}
	method := fmt.Sprintf("the functions on the embedded table, %d signals of each traffic counted beside %d stored; AWS's rules and prices, counting below", r.Much.Signals, b.costed.Stored)
	b.out.add("cost of a million signals, one a POST", sample{r.Much.PerMillion()}, " USD", atMost(6.60, " USD"), method)
	b.out.add("cost of a million signals, POSTs of 100", sample{r.Hundred.PerMillion()}, " USD", atMost(2.60, " USD"), "the same, over 10 accounts")
	b.out.add("floor of the path", sample{cost.Floor()}, " USD", nil, "one API call, one queue message, one written unit")
	b.out.add("growth of the cost by history", sample{100 * r.Growth()}, " %", atMost(5, " %"), "beside as many stored against beside 10,000")
	b.out.add("judging a thousand accounts daily", sample{r.JudgedDaily()}, " USD a month", nil, "30 sweeps of all, with what they write and say")
	b.out.note(func(w *bytes.Buffer) {
		r.Print(w)
		fmt.Fprintf(w, "\nThe dearest operations, one signal a POST\n")
		r.Much.Dearest(w, shown)
	})
	return nil
}
