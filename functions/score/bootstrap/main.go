// Command bootstrap runs score on Lambda, wired by its environment in template.yaml.
package main

import (
	"log/slog"
	"os"
	"time"

	"github.com/heed-cs/heed/functions/score"
	"github.com/heed-cs/heed/shared/onlambda"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
)

func main() { onlambda.Main("score", build) }

func build(log *slog.Logger, aws *onlambda.AWS) (f onlambda.Function, err error) {
	q, err := aws.Queues("touches", "deliver", "touches-dead")
	if err != nil {
		return f, err
	}
	s := score.New(log, records.New(aws.Table, aws.Key()), q["touches"], q["deliver"], score.Options{PublicURL: os.Getenv("HEED_PUBLIC_URL")})
	f.Queues = map[string]queue.Handler{"touches": queue.Parking(s, q["touches-dead"], "score", time.Now)}
	f.Timers = map[string]onlambda.Timer{"Sweep": s.Sweep}
	return f, nil
}
