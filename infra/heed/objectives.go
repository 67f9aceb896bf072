package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// objectivesCommands are what can be done with what success means for an account.
type objectivesCommands struct {
	List   listObjectives  `cmd:"" help:"List an account's objectives and how far they have come."`
	Set    setObjective    `cmd:"" help:"Make an objective, or change what is given of it: --current says how far it has come."`
	Delete deleteObjective `cmd:"" help:"Delete an objective that was set in error; what is no longer pursued is better set to --status dropped."`
}

// accountName names the account that a command is about.
type accountName struct {
	Account string `arg:"" help:"The account's id, or {connection}:{external id}."`
}

func accountPath(id string) string { return "/v1/accounts/" + url.PathEscape(id) }

func (n accountName) objectives() string {
	return accountPath(n.Account) + "/objectives"
}

// pursued is an objective as the API shows it, as far as it is printed.
type pursued struct {
	ID       string      `json:"id"`
	Title    string      `json:"title"`
	Status   string      `json:"status"`
	Baseline float64     `json:"baseline"`
	Target   float64     `json:"target"`
	Current  *float64    `json:"current"`
	Unit     string      `json:"unit"`
	Due      heed.Day    `json:"due"`
	Progress *float64    `json:"progress"`
	Expected float64     `json:"expected"`
	Benefit  *heed.Money `json:"benefit"`
}

const objectiveHead = "OBJECTIVE\tTITLE\tSTATUS\tFROM\tNOW\tTO\tUNIT\tWAY\tTIME\tDUE\tBENEFIT"

func (p pursued) line() string {
	now, way := "–", "–"
	if p.Current != nil {
		now = plainNumber(*p.Current)
	}
	if p.Progress != nil {
		way = share(*p.Progress)
	}
	return strings.Join([]string{
		p.ID, p.Title, p.Status, plainNumber(p.Baseline), now, plainNumber(p.Target), p.Unit, way, share(p.Expected), string(p.Due), money(p.Benefit),
	}, "\t")
}

func plainNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
func share(v float64) string       { return fmt.Sprintf("%.0f %%", 100*v) }

type listObjectives struct {
	shown
	accountName
}

// Run lists an account's objectives.
func (c *listObjectives) Run(ctx context.Context, t *terminal) error {
	return many(ctx, t, c.shown, c.objectives(), 0, objectiveHead, pursued.line)
}

type setObjective struct {
	shown
	accountName
	Objective string   `arg:"" help:"A name for it, such as faster-closing."`
	Title     *string  `placeholder:"TEXT" help:"What success means, in a few words."`
	Unit      *string  `placeholder:"TEXT" help:"What is counted, such as days."`
	Baseline  *float64 `placeholder:"N" help:"From where."`
	Target    *float64 `placeholder:"N" help:"To where; below the baseline, less is better."`
	Current   *float64 `placeholder:"N" help:"How far it has come."`
	On        *string  `name:"measured-on" placeholder:"DAY" help:"When that was measured; today when left out."`
	Start     *string  `placeholder:"DAY" help:"Since when; the day it is first set when left out."`
	Due       *string  `placeholder:"DAY" help:"Until when."`
	Value     *float64 `placeholder:"AMOUNT" help:"What reaching the target is worth to the customer in a year, such as 60000."`
	Currency  string   `default:"EUR" help:"Of the value."`
	Source    *string  `placeholder:"TEXT" help:"Who says what it is worth."`
	Status    *string  `placeholder:"STATUS" help:"open, met, missed or dropped."`
}

// Run makes or changes an objective, and prints it.
func (c *setObjective) Run(ctx context.Context, t *terminal) error {
	path := c.objectives() + "/" + url.PathEscape(c.Objective)
	return outcome(ctx, t, c.shown, http.MethodPatch, path, c.said(), func(p pursued, w io.Writer) error {
		_, err := fmt.Fprintf(w, "%s\n%s\n", objectiveHead, p.line())
		return err
	})
}

// said are the members that were given.
func (c *setObjective) said() map[string]any {
	form := map[string]any{}
	given(form, "title", c.Title)
	given(form, "unit", c.Unit)
	given(form, "baseline", c.Baseline)
	given(form, "target", c.Target)
	given(form, "current", c.Current)
	given(form, "measured_on", c.On)
	given(form, "start", c.Start)
	given(form, "due", c.Due)
	given(form, "source", c.Source)
	given(form, "status", c.Status)
	if c.Value != nil {
		form["value"] = heed.Money{Amount: int64(math.Round(100 * *c.Value)), Currency: c.Currency}
	}
	return form
}

func given[T any](form map[string]any, name string, v *T) {
	if v != nil {
		form[name] = *v
	}
}

type deleteObjective struct {
	remote
	accountName
	Objective string `arg:"" help:"The objective's id."`
}

// Run deletes an objective.
func (c *deleteObjective) Run(ctx context.Context, _ *terminal) error {
	return c.remove(ctx, c.objectives()+"/"+url.PathEscape(c.Objective))
}
