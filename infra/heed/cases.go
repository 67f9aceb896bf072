package main

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// casesCommands are what can be done with what somebody is to see to.
type casesCommands struct {
	List   listCases  `cmd:"" help:"List open cases, those due first at the front."`
	Show   showCase   `cmd:"" help:"Show one case."`
	Open   openCase   `cmd:"" help:"Open a case for an account."`
	Assign assignCase `cmd:"" help:"Say who looks after a case, and by when."`
	Close  closeCase  `cmd:"" help:"Close a case, and say what came of it."`
}

// seenTo is a case as the API shows it, as far as it is printed.
type seenTo struct {
	ID       string `json:"id"`
	Account  string `json:"account"`
	Kind     string `json:"kind"`
	Status   string `json:"status"`
	Reason   string `json:"reason"`
	OpenedAt string `json:"opened_at"`
	Owner    string `json:"owner"`
	Due      string `json:"due"`
	Overdue  bool   `json:"overdue"`
	Note     string `json:"note"`
	Outcome  string `json:"outcome"`
	ClosedAt string `json:"closed_at"`
}

func (k seenTo) due() string {
	if k.Overdue {
		return k.Due + " overdue"
	}
	return k.Due
}

func (k seenTo) line() string {
	state := k.Status
	if k.Outcome != "" {
		state += ": " + k.Outcome
	}
	return strings.Join([]string{k.ID, k.Account, k.Kind, state, k.due(), orDash(k.Owner), k.Reason}, "\t")
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

func (k seenTo) print(w io.Writer) error {
	return columns(w, [][2]string{
		{"case", k.ID},
		{"account", k.Account},
		{"kind", k.Kind},
		{"status", k.Status},
		{"outcome", k.Outcome},
		{"reason", k.Reason},
		{"owner", k.Owner},
		{"due", k.due()},
		{"opened", k.OpenedAt},
		{"closed", k.ClosedAt},
		{"note", k.Note},
	})
}

type listCases struct {
	shown
	Closed  bool   `help:"The closed ones instead, those closed last at the front."`
	Kind    string `placeholder:"KIND" help:"Only of this kind: detractor, risk or manual."`
	Owner   string `placeholder:"NAME" help:"Only those that this owner looks after."`
	Account string `placeholder:"ID" help:"All of one account instead, open and closed."`
	Most    int    `name:"limit" default:"50" help:"At most so many; 0 is all."`
}

// Run lists cases.
func (c *listCases) Run(ctx context.Context, t *terminal) error {
	status := ""
	if c.Closed {
		status = "closed"
	}
	path := "/v1/cases" + queryOf("status", status, "kind", c.Kind, "owner", c.Owner)
	if c.Account != "" {
		path = casesOf(c.Account)
	}
	return many(ctx, t, c.shown, path, c.Most, "CASE\tACCOUNT\tKIND\tSTATE\tDUE\tOWNER\tREASON", seenTo.line)
}

func casesOf(account string) string { return accountPath(account) + "/cases" }

// caseName names the case that a command is about.
type caseName struct {
	Account string `arg:"" help:"The account's id, or {connection}:{external id}."`
	Case    string `arg:"" help:"The case's id, as heed cases list shows it."`
}

func (n caseName) path() string { return casesOf(n.Account) + "/" + url.PathEscape(n.Case) }

type showCase struct {
	shown
	caseName
}

// Run shows one case.
func (c *showCase) Run(ctx context.Context, t *terminal) error {
	return one(ctx, t, c.shown, c.path(), seenTo.print)
}

type openCase struct {
	shown
	Account string  `arg:"" help:"The account's id, or {connection}:{external id}."`
	Reason  string  `arg:"" help:"What is to be seen to; for everybody who may read."`
	Due     string  `required:"" placeholder:"DAY" help:"By when, such as 2026-11-30."`
	Owner   *string `placeholder:"NAME" help:"Who looks after it; the account's owner when left out."`
	Note    *string `placeholder:"TEXT" help:"For those who may see personal data."`
}

// Run opens a case.
func (c *openCase) Run(ctx context.Context, t *terminal) error {
	form := map[string]any{"reason": c.Reason, "due": c.Due}
	given(form, "owner", c.Owner)
	given(form, "note", c.Note)
	return outcome(ctx, t, c.shown, http.MethodPost, casesOf(c.Account), form, seenTo.print)
}

type assignCase struct {
	shown
	caseName
	Owner string  `arg:"" help:"Who looks after it from now on."`
	Due   *string `placeholder:"DAY" help:"By when; as before when left out."`
}

// Run says who looks after a case.
func (c *assignCase) Run(ctx context.Context, t *terminal) error {
	form := map[string]any{"owner": c.Owner}
	given(form, "due", c.Due)
	return outcome(ctx, t, c.shown, http.MethodPatch, c.path(), form, seenTo.print)
}

type closeCase struct {
	shown
	caseName
	Outcome string  `arg:"" enum:"resolved,no_change,lost,false_alarm" help:"What came of it: resolved, no_change, lost or false_alarm."`
	Note    *string `placeholder:"TEXT" help:"What was done; for those who may see personal data."`
}

// Run closes a case.
func (c *closeCase) Run(ctx context.Context, t *terminal) error {
	form := map[string]any{"status": "closed", "outcome": c.Outcome}
	given(form, "note", c.Note)
	return outcome(ctx, t, c.shown, http.MethodPatch, c.path(), form, seenTo.print)
}
