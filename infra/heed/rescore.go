package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"text/tabwriter"
)

type rescoreCommand struct {
	remote
	Account []string `arg:"" optional:"" help:"Accounts to judge. Without one, all."`
	AsOf    string   `placeholder:"DAY" help:"The day at whose end they are looked at, such as 2026-06-30. Nothing that came later is known. Without it, now."`
	Model   string   `placeholder:"ID" help:"The model to judge with, or prior for the opinion. Without it, the one in use."`
}

// judged is an account's risk as the API says it.
type judged struct {
	Account struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"account"`
	Risk struct {
		Probability float64 `json:"probability"`
		Band        string  `json:"band"`
		Model       string  `json:"model"`
	} `json:"risk"`
	Reason string `json:"reason"`
}

// Run judges the past anew, and keeps nothing.
func (c *rescoreCommand) Run(ctx context.Context, t *terminal) error {
	api, err := c.client()
	if err != nil {
		return err
	}
	ids, err := accountsOr(ctx, api, c.Account)
	if err != nil {
		return err
	}
	step := t.progress(len(ids), fmt.Sprintf("Judging %d accounts", len(ids)))
	all := make([]judged, len(ids))
	for i, id := range ids {
		if err := api.call(ctx, http.MethodGet, c.path(id), nil, &all[i]); err != nil {
			return fmt.Errorf("account %s: %w", id, err)
		}
		step(1)
	}
	slices.SortStableFunc(all, func(a, b judged) int { return cmp.Compare(b.Risk.Probability, a.Risk.Probability) })
	return printJudged(t, all)
}

func (c *rescoreCommand) path(id string) string {
	q := url.Values{"model": {c.Model}}
	if c.AsOf != "" {
		q.Set("as_of", c.AsOf)
	}
	return accountPath(id) + "/risk?" + q.Encode()
}

func printJudged(t *terminal, all []judged) error {
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ACCOUNT\tRISK\tBAND\tMODEL\tREASON")
	for _, j := range all {
		fmt.Fprintf(table, "%s\t%.3f\t%s\t%s\t%s\n", j.Account.ID, j.Risk.Probability, j.Risk.Band, j.Risk.Model, j.Reason)
	}
	return table.Flush()
}
