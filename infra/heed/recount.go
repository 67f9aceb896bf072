package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

type recountCommand struct {
	remote
	Account []string `arg:"" optional:"" help:"Accounts to recount. Without one, all."`
	Fix     bool     `help:"Mend the counters that differ. Run it without first, and look at what differs."`
}

// recounted is what the API says of one account's counters.
type recounted struct {
	Account   string `json:"account"`
	Signals   int    `json:"signals"`
	Different int    `json:"different"`
	Fixed     int    `json:"fixed"`
	Items     []struct {
		Day     string `json:"day"`
		Counter string `json:"counter"`
		Is      int64  `json:"is"`
		Should  int64  `json:"should"`
		Fixed   bool   `json:"fixed"`
	} `json:"items"`
}

var errDiffer = errors.New("counters differ from the stored signals: run it again while nothing comes in, and with --fix if they still do")

// Run holds counters against stored signals, account after account.
func (c *recountCommand) Run(ctx context.Context, t *terminal) error {
	api, err := c.client()
	if err != nil {
		return err
	}
	ids, err := accountsOr(ctx, api, c.Account)
	if err != nil {
		return err
	}
	var sum recounted
	step := t.progress(len(ids), fmt.Sprintf("Recounting %d accounts", len(ids)))
	for _, id := range ids {
		one, err := c.recount(ctx, api, id)
		if err != nil {
			return fmt.Errorf("account %s: %w", id, err)
		}
		one.print(t)
		sum.add(one)
		step(1)
	}
	return sum.conclude(t, len(ids))
}

// accountsOr are the accounts that were named, or else all.
func accountsOr(ctx context.Context, api *client, named []string) (ids []string, err error) {
	if len(named) > 0 {
		return named, nil
	}
	type account struct {
		ID string `json:"id"`
	}
	for a, err := range pages[account](ctx, api, "/v1/accounts?sort=name") {
		if err != nil {
			return nil, err
		}
		ids = append(ids, a.ID)
	}
	return ids, nil
}

func (c *recountCommand) recount(ctx context.Context, api *client, id string) (one recounted, err error) {
	form := struct {
		Fix bool `json:"fix"`
	}{c.Fix}
	err = api.call(ctx, http.MethodPost, accountPath(id)+"/recount", form, &one)
	return one, err
}

// print names what differs.
func (r recounted) print(t *terminal) {
	for _, item := range r.Items {
		outcome := ""
		if item.Fixed {
			outcome = ", mended"
		}
		fmt.Fprintf(t.out, "%s %s %s is %d and should be %d%s\n", r.Account, item.Day, item.Counter, item.Is, item.Should, outcome)
	}
	if more := r.Different - len(r.Items); more > 0 {
		fmt.Fprintf(t.out, "%s and %d more\n", r.Account, more)
	}
}

func (r *recounted) add(one recounted) {
	r.Signals, r.Different, r.Fixed = r.Signals+one.Signals, r.Different+one.Different, r.Fixed+one.Fixed
}

// conclude sums up; what still differs is an error.
func (r recounted) conclude(t *terminal, accounts int) error {
	fmt.Fprintf(t.out, "%d accounts and %d signals recounted: %d counters differ", accounts, r.Signals, r.Different)
	if r.Fixed > 0 {
		fmt.Fprintf(t.out, ", %d of them mended", r.Fixed)
	}
	fmt.Fprintln(t.out)
	if r.Fixed < r.Different {
		return errDiffer
	}
	return nil
}
