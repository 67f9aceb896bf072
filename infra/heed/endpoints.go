package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// endpointsCommands are what can be done with the tools that are told.
type endpointsCommands struct {
	List       listEndpoints  `cmd:"" help:"List endpoints and how they are."`
	Create     createEndpoint `cmd:"" help:"Make an endpoint and print its signing secret, this once."`
	Test       testEndpoint   `cmd:"" help:"Send a made-up event to an endpoint."`
	Deliveries listDeliveries `cmd:"" help:"List what was sent to an endpoint, the newest first."`
	Resend     resendDelivery `cmd:"" help:"Send a delivery again, under the same webhook-id."`
	Recover    recoverFailed  `cmd:"" help:"Send again all that failed since a moment."`
	Delete     deleteEndpoint `cmd:"" help:"Delete an endpoint."`
}

// toldTool is an endpoint as the API shows it, as far as it is printed.
type toldTool struct {
	ID             string     `json:"id"`
	URL            string     `json:"url"`
	Events         []string   `json:"events"`
	Format         string     `json:"format"`
	Status         string     `json:"status"`
	DisabledReason string     `json:"disabled_reason"`
	FailingSince   *time.Time `json:"failing_since"`
}

type listEndpoints struct{ shown }

// Run lists the endpoints.
func (c *listEndpoints) Run(ctx context.Context, t *terminal) error {
	return many(ctx, t, c.shown, "/v1/endpoints", 0, "ENDPOINT\tURL\tEVENTS\tFORMAT\tSTATE", toldTool.line)
}

func (e toldTool) line() string {
	state := e.Status
	switch {
	case e.DisabledReason != "":
		state += ": " + e.DisabledReason
	case e.FailingSince != nil:
		state = "failing since " + e.FailingSince.Format(time.RFC3339)
	}
	return strings.Join([]string{e.ID, e.URL, strings.Join(e.Events, ","), e.Format, state}, "\t")
}

type createEndpoint struct {
	remote
	ID     string   `arg:"" help:"A name for it, such as crm."`
	URL    string   `arg:"" help:"Where to post."`
	Events []string `name:"event" default:"*" help:"What to tell it of, such as risk.*; * is every business event."`
	Format string   `enum:"standard,slack" default:"standard" help:"standard, or slack for an incoming-webhook address."`
}

// Run makes an endpoint.
func (c *createEndpoint) Run(ctx context.Context, t *terminal) error {
	api, err := c.client()
	if err != nil {
		return err
	}
	form := map[string]any{"id": c.ID, "url": c.URL, "events": c.Events, "format": c.Format}
	var made struct{ ID, Secret string }
	if err := api.call(ctx, http.MethodPost, "/v1/endpoints", form, &made); err != nil {
		return err
	}
	fmt.Fprintf(t.err, "Made the endpoint %s. This is the only time its secret is shown:\n", made.ID)
	_, err = fmt.Fprintln(t.out, made.Secret)
	return err
}

// endpointName names the endpoint that a command is about.
type endpointName struct {
	Endpoint string `arg:"" help:"The endpoint's id."`
}

func (n endpointName) path() string { return "/v1/endpoints/" + url.PathEscape(n.Endpoint) }

type testEndpoint struct {
	remote
	endpointName
}

// Run sends a test event.
func (c *testEndpoint) Run(ctx context.Context, t *terminal) error {
	return c.order(ctx, t, c.path()+"/test", struct{}{})
}

// order has the API do something, and prints what it answers.
func (r remote) order(ctx context.Context, t *terminal, path string, body any) error {
	api, err := r.client()
	if err != nil {
		return err
	}
	var answer json.RawMessage
	if err := api.call(ctx, http.MethodPost, path, body, &answer); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "%s\n", answer)
	return err
}

type listDeliveries struct {
	shown
	endpointName
	Status  string `placeholder:"STATUS" help:"Only of this status: pending, delivered, exhausted or cancelled."`
	Type    string `placeholder:"TYPE" help:"Only events of this type, such as risk.*."`
	Account string `placeholder:"ACCOUNT" help:"Only events about this account."`
	Since   string `placeholder:"TIME" help:"Not from before this time, such as 2026-11-20T09:30:00Z."`
	Most    int    `name:"limit" default:"50" help:"At most so many; 0 is all."`
}

// sentTo is a delivery as the API shows it, as far as it is printed.
type sentTo struct {
	ID      string     `json:"id"`
	Type    string     `json:"type"`
	Account string     `json:"account"`
	Time    time.Time  `json:"time"`
	Status  string     `json:"status"`
	Attempt int        `json:"attempt"`
	NextAt  *time.Time `json:"next_at"`
}

// Run lists deliveries.
func (c *listDeliveries) Run(ctx context.Context, t *terminal) error {
	path := c.path() + "/deliveries" + queryOf("status", c.Status, "type", c.Type, "account", c.Account, "since", c.Since)
	return many(ctx, t, c.shown, path, c.Most, "DELIVERY\tTYPE\tACCOUNT\tTIME\tSTATUS\tATTEMPT\tNEXT", sentTo.line)
}

func (d sentTo) line() string {
	next := "–"
	if d.NextAt != nil {
		next = d.NextAt.Format(time.RFC3339)
	}
	return fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%d\t%s", d.ID, d.Type, d.Account, d.Time.Format(time.RFC3339), d.Status, d.Attempt, next)
}

type resendDelivery struct {
	remote
	endpointName
	Delivery string `arg:"" help:"The delivery's id, as heed endpoints deliveries shows it."`
}

// Run sends a delivery again.
func (c *resendDelivery) Run(ctx context.Context, t *terminal) error {
	return c.order(ctx, t, c.path()+"/deliveries/"+url.PathEscape(c.Delivery)+"/resend", struct{}{})
}

type recoverFailed struct {
	remote
	endpointName
	Since string `required:"" placeholder:"TIME" help:"From when on, such as 2026-11-20T09:30:00Z."`
}

// Run sends again what failed.
func (c *recoverFailed) Run(ctx context.Context, t *terminal) error {
	return c.order(ctx, t, c.path()+"/recover", map[string]string{"since": c.Since})
}

type deleteEndpoint struct {
	remote
	endpointName
}

// Run deletes an endpoint.
func (c *deleteEndpoint) Run(ctx context.Context, _ *terminal) error {
	return c.remove(ctx, c.path())
}
