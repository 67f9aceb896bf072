// Command bill prints what Heed would cost on AWS.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/heed-cs/heed/infra/cost/traffic"
)

func main() {
	stored := flag.Int("stored", 10_000, "")
	signals := flag.Int("signals", 20_000, "")
	each := flag.Int("each", 1, "")
	spread := flag.Int("spread", 1, "")
	flag.Parse()
	o, err := traffic.Measure(context.Background(), traffic.Plan{Dir: os.TempDir(), Accounts: 5000, Stored: *stored, Signals: *signals, Each: *each, Spread: *spread})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	o.Details(os.Stdout)
	fmt.Println(o.Batches)
	o.Print(os.Stdout)
}
