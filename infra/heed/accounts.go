package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// accountsCommands are what can be seen of accounts.
type accountsCommands struct {
	List listAccounts `cmd:"" help:"List accounts, the greatest expected loss first."`
	Show showAccount  `cmd:"" help:"Show one account."`

	Override   overrideCommands   `cmd:"" help:"Set or clear how you see an account's risk, beside the judgement."`
	Objectives objectivesCommands `cmd:"" help:"List, set and delete what success means for an account."`
}

type listAccounts struct {
	shown
	Band    string `placeholder:"BAND" help:"Only of this band: low, medium, high or critical."`
	Segment string `placeholder:"NAME" help:"Only of this segment."`
	Owner   string `placeholder:"NAME" help:"Only of this owner."`
	Phase   string `placeholder:"NAME" help:"Only in this phase."`
	Status  string `placeholder:"STATUS" help:"Only of this status: trial, active, notice or churned."`
	Tag     string `placeholder:"TAG" help:"Only with this tag."`
	Before  string `name:"renewal-before" placeholder:"DAY" help:"Only those whose contract ends before this day."`
	Query   string `name:"q" placeholder:"TEXT" help:"Only those whose id or name holds this."`
	Sort    string `placeholder:"ORDER" help:"-expected_loss, -risk, renewal_date or name."`
	Most    int    `name:"limit" default:"50" help:"At most so many; 0 is all."`
}

// listedAccount is an account as the API shows it, as far as it is printed.
type listedAccount struct {
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Segment     string      `json:"segment"`
	Owner       string      `json:"owner"`
	Phase       string      `json:"phase"`
	Status      string      `json:"status"`
	ARR         *heed.Money `json:"arr"`
	RenewalDate string      `json:"renewal_date"`
	Risk        *struct {
		Band         string      `json:"band"`
		Probability  float64     `json:"probability"`
		ExpectedLoss *heed.Money `json:"expected_loss"`
		Days         *int        `json:"days"`
		Reason       string      `json:"reason"`
		Play         string      `json:"play"`
	} `json:"risk"`
}

// Run lists accounts.
func (c *listAccounts) Run(ctx context.Context, t *terminal) error {
	return many(ctx, t, c.shown, "/v1/accounts"+c.query(), c.Most, "ACCOUNT\tNAME\tRISK\tBAND\tLOSS\tDAYS\tREASON", listedAccount.line)
}

func (c *listAccounts) query() string {
	return queryOf("band", c.Band, "segment", c.Segment, "owner", c.Owner, "phase", c.Phase, "status", c.Status,
		"tag", c.Tag, "renewal_before", c.Before, "q", c.Query, "sort", c.Sort)
}

// queryOf makes a query of names and values in turn; empty values are left out.
func queryOf(pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

func (a listedAccount) line() string {
	risk, band, loss, days, reason := "–", "–", "–", "–", "not judged yet"
	if r := a.Risk; r != nil {
		risk, band, reason = fmt.Sprintf("%.3f", r.Probability), r.Band, r.Reason
		loss = money(r.ExpectedLoss)
		if r.Days != nil {
			days = fmt.Sprint(*r.Days)
		}
	}
	return strings.Join([]string{a.ID, a.Name, risk, band, loss, days, reason}, "\t")
}

// money is an amount as people write it, with its currency.
func money(m *heed.Money) string {
	if m == nil {
		return "–"
	}
	return fmt.Sprintf("%.2f %s", float64(m.Amount)/100, m.Currency)
}

type showAccount struct {
	shown
	Account string `arg:"" help:"The account's id, or {connection}:{external id}."`
}

// Run shows one account.
func (c *showAccount) Run(ctx context.Context, t *terminal) error {
	return one(ctx, t, c.shown, accountPath(c.Account), listedAccount.print)
}

func (a listedAccount) print(w io.Writer) error {
	rows := [][2]string{
		{"account", a.ID},
		{"name", a.Name},
		{"status", a.Status},
		{"segment", a.Segment},
		{"owner", a.Owner},
		{"phase", a.Phase},
		{"arr", money(a.ARR)},
		{"renewal date", a.RenewalDate},
	}
	if r := a.Risk; r != nil {
		rows = append(rows, [2]string{"risk", fmt.Sprintf("%.3f, %s", r.Probability, r.Band)}, [2]string{"expected loss", money(r.ExpectedLoss)},
			[2]string{"reason", r.Reason}, [2]string{"next step", r.Play})
	}
	return columns(w, rows)
}

// columns writes names and values; what is empty is left out.
func columns(w io.Writer, rows [][2]string) error {
	for _, row := range rows {
		if row[1] == "" {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s\t%s\n", row[0], row[1]); err != nil {
			return err
		}
	}
	return nil
}
