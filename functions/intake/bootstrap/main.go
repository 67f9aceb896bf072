// Command bootstrap runs intake on Lambda, wired by its environment in template.yaml.
// Webhooks whose credentials are sealed wait for the root key; signals need none.
package main

import (
	"log/slog"
	"os"
	"time"

	"github.com/heed-cs/heed/functions/intake"
	"github.com/heed-cs/heed/shared/access"
	"github.com/heed-cs/heed/shared/onlambda"
	"github.com/heed-cs/heed/shared/records"
)

func main() { onlambda.Main("intake", build) }

func build(log *slog.Logger, aws *onlambda.AWS) (f onlambda.Function, err error) {
	q, err := aws.Queues("signals")
	if err != nil {
		return f, err
	}
	key := aws.Key()
	rec := records.New(aws.Table, key)
	f.Terse = true
	f.HTTP = intake.New(log, rec, access.New(rec, time.Minute), key, q["signals"],
		intake.Options{Cache: time.Minute, PublicURL: os.Getenv("HEED_PUBLIC_URL")})
	return f, nil
}
