// Command bootstrap runs console on Lambda, wired by its environment in
// template.yaml. It makes the root key of a new installation and its first admin key.
package main

import (
	"context"
	"log/slog"
	"os"
	"time"

	"github.com/heed-cs/heed/functions/console"
	"github.com/heed-cs/heed/shared/access"
	"github.com/heed-cs/heed/shared/identity"
	"github.com/heed-cs/heed/shared/onlambda"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/webhook"
)

func main() { onlambda.Main("console", build) }

func build(log *slog.Logger, aws *onlambda.AWS) (f onlambda.Function, err error) {
	q, err := aws.Queues("signals", "touches", "deliver", "retry", "signals-dead", "touches-dead", "deliver-dead", "retry-dead")
	if err != nil {
		return f, err
	}
	networks, err := webhook.ParseNetworks(os.Getenv("HEED_ALLOW_ENDPOINT_NETWORKS"))
	if err != nil {
		return f, err
	}
	signIn, err := identity.New(identity.Settings{
		Issuer: os.Getenv("HEED_OIDC_ISSUER"), ClientID: os.Getenv("HEED_OIDC_CLIENT_ID"),
		Claim: os.Getenv("HEED_OIDC_CLAIM"), Scopes: os.Getenv("HEED_OIDC_SCOPES"), Name: os.Getenv("HEED_OIDC_NAME"),
	})
	if err != nil {
		return f, err
	}
	key := aws.KeyOrNew()
	rec := records.New(aws.Table, key)
	f.Ready = func(ctx context.Context) error {
		if err := key.Fetch(ctx); err != nil {
			return err
		}
		if admin := os.Getenv("HEED_ADMIN_KEY"); admin != "" {
			return console.EnsureAdminKey(ctx, rec, admin, time.Now())
		}
		return nil
	}
	f.HTTP = console.New(log, rec, access.New(rec, time.Minute), key, q["signals"], q["touches"], q["deliver"],
		console.Options{
			PublicURL: os.Getenv("HEED_PUBLIC_URL"), Version: onlambda.Version(), AllowPrivate: os.Getenv("HEED_ALLOW_PRIVATE_ENDPOINTS") == "1",
			Allow: networks, SignIn: signIn,
			PortfolioAge: 5 * time.Second, FeedLag: 15 * time.Second, // commits and the second order lag
			Queues: onlambda.Inspectors(q),
		})
	return f, nil
}
