// Command bootstrap runs aggregate on Lambda, wired by its environment in
// template.yaml. It makes the root key of a new installation.
package main

import (
	"log/slog"
	"os"
	"time"

	"github.com/heed-cs/heed/functions/aggregate"
	"github.com/heed-cs/heed/shared/onlambda"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
)

func main() { onlambda.Main("aggregate", build) }

func build(log *slog.Logger, aws *onlambda.AWS) (f onlambda.Function, err error) {
	q, err := aws.Queues("signals", "touches", "deliver", "signals-dead")
	if err != nil {
		return f, err
	}
	key := aws.KeyOrNew()
	a := aggregate.New(log, records.New(aws.Table, key), q["signals"], q["touches"], q["deliver"], q["signals-dead"],
		aggregate.Options{PublicURL: os.Getenv("HEED_PUBLIC_URL"), Patience: 14 * time.Minute})
	f.Queues = map[string]queue.Handler{"signals": queue.Parking(a, q["signals-dead"], "aggregate", time.Now)}
	f.Timers = map[string]onlambda.Timer{"Fold": a.Fold}
	f.Ready = key.Fetch
	return f, nil
}
