package main

import (
	"context"
	"io"
	"net/http"
)

// overrideCommands are what can be done with a person's own view of a risk, which
// stands beside the judgement and never in its place.
type overrideCommands struct {
	Set   setOverride   `cmd:"" help:"Say how you see an account's risk, why, and until when."`
	Clear clearOverride `cmd:"" help:"Take the view away."`
}

func (n accountName) override() string {
	return accountPath(n.Account) + "/risk/override"
}

type setOverride struct {
	shown
	accountName
	Band   string `arg:"" enum:"low,medium,high,critical" help:"The band you see: low, medium, high or critical."`
	Reason string `arg:"" help:"Why; for everybody who may read."`
	Until  string `required:"" placeholder:"TIME" help:"When the view ends, such as 2027-02-01T00:00:00Z."`
}

// Run sets a person's view.
func (c *setOverride) Run(ctx context.Context, t *terminal) error {
	form := map[string]string{"band": c.Band, "reason": c.Reason, "expires_at": c.Until}
	return outcome(ctx, t, c.shown, http.MethodPut, c.override(), form, func(o ownView, w io.Writer) error {
		return columns(w, [][2]string{{"account", c.Account}, {"seen as", o.Band}, {"reason", o.Reason}, {"by", o.By}, {"until", o.ExpiresAt}})
	})
}

// ownView is a person's view of a risk as the API shows it.
type ownView struct {
	Band, Reason, By string
	ExpiresAt        string `json:"expires_at"`
}

type clearOverride struct {
	remote
	accountName
}

// Run takes a person's view away.
func (c *clearOverride) Run(ctx context.Context, _ *terminal) error {
	return c.remove(ctx, c.override())
}
