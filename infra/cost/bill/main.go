// Command bill prints what Heed would cost on AWS: go run ./infra/cost/bill.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/heed-cs/heed/infra/cost/traffic"
)

func main() {
	signals := flag.Int("signals", 20_000, "how many signals of each kind of traffic are counted")
	dearest := flag.Int("dearest", 0, "how many of the dearest operations are shown")
	flag.Parse()
	r, err := traffic.Measure(context.Background(), os.TempDir(), *signals)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bill:", err)
		os.Exit(1)
	}
	r.Print(os.Stdout)
	for _, o := range []traffic.Outcome{r.Little, r.Much, r.Hundred} {
		fmt.Println()
		o.Dearest(os.Stdout, *dearest)
	}
}
