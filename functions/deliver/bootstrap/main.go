// Command bootstrap runs deliver on Lambda, wired by its environment in
// template.yaml, which lets no endpoint lead to a private address but in the
// networks that the operator named.
package main

import (
	"log/slog"
	"os"
	"time"

	"github.com/heed-cs/heed/functions/deliver"
	"github.com/heed-cs/heed/shared/onlambda"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/webhook"
)

func main() { onlambda.Main("deliver", build) }

func build(log *slog.Logger, aws *onlambda.AWS) (f onlambda.Function, err error) {
	q, err := aws.Queues("deliver", "retry", "deliver-dead", "retry-dead")
	if err != nil {
		return f, err
	}
	networks, err := webhook.ParseNetworks(os.Getenv("HEED_ALLOW_ENDPOINT_NETWORKS"))
	if err != nil {
		return f, err
	}
	key := aws.Key()
	client := deliver.NewClient(os.Getenv("HEED_ALLOW_PRIVATE_ENDPOINTS") == "1", networks)
	d := deliver.New(log, records.New(aws.Table, key), key, client, q["retry"], q["deliver"],
		deliver.Options{Version: onlambda.Version()})
	f.Queues = map[string]queue.Handler{
		"deliver": queue.Parking(d, q["deliver-dead"], "deliver", time.Now),
		"retry":   queue.Parking(d, q["retry-dead"], "deliver", time.Now),
	}
	f.Timers = map[string]onlambda.Timer{"Due": d.Due}
	f.Warm = key.Fetch // posting waits for it, reading does not
	return f, nil
}
