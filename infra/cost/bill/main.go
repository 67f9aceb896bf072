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
	size := traffic.Full
	flag.IntVar(&size.Signals, "signals", size.Signals, "how many signals of each kind of traffic are counted")
	flag.IntVar(&size.Stored, "stored", size.Stored, "how many signals are stored before")
	dearest := flag.Int("dearest", 0, "how many of the dearest operations are shown")
	flag.Parse()
	r, err := traffic.Measure(context.Background(), os.TempDir(), size)
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
