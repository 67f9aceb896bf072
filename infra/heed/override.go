package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
)

// overrideCommands are what can be done with a person's own view of a risk, which
// stands beside the judgement and never in its place.
type overrideCommands struct {
	Set   setOverride   `cmd:"" help:"Say how you see an account's risk, why, and until when."`
	Clear clearOverride `cmd:"" help:"Take the view away."`
}

func (n accountName) override() string {
	return "/v1/accounts/" + url.PathEscape(n.Account) + "/risk/override"
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
	api, err := c.client()
	if err != nil {
		return err
	}
	var raw json.RawMessage
	form := map[string]string{"band": c.Band, "reason": c.Reason, "expires_at": c.Until}
	if err := api.call(ctx, http.MethodPut, c.override(), form, &raw); err != nil {
		return err
	}
	return c.print(t, raw, func(w io.Writer) error {
		var o struct {
			Band, Reason, By string
			ExpiresAt        string `json:"expires_at"`
		}
		if err := json.Unmarshal(raw, &o); err != nil {
			return err
		}
		return columns(w, [][2]string{{"account", c.Account}, {"seen as", o.Band}, {"reason", o.Reason}, {"by", o.By}, {"until", o.ExpiresAt}})
	})
}

type clearOverride struct {
	remote
	accountName
}

// Run takes a person's view away.
func (c *clearOverride) Run(ctx context.Context, _ *terminal) error {
	api, err := c.client()
	if err != nil {
		return err
	}
	return api.call(ctx, http.MethodDelete, c.override(), nil, nil)
}
