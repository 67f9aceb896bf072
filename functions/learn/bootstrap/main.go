// Command bootstrap runs learn on Lambda, wired by its environment in template.yaml.
package main

import (
	"log/slog"

	"github.com/heed-cs/heed/functions/learn"
	"github.com/heed-cs/heed/shared/onlambda"
	"github.com/heed-cs/heed/shared/records"
)

func main() { onlambda.Main("learn", build) }

func build(log *slog.Logger, aws *onlambda.AWS) (f onlambda.Function, err error) {
	l := learn.New(log, records.New(aws.Table, aws.Key()))
	f.Timers = map[string]onlambda.Timer{"Train": l.Train}
	return f, nil
}
