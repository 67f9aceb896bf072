package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	wiring "github.com/heed-cs/heed"
	"github.com/heed-cs/heed/infra/stack"
	"github.com/heed-cs/heed/shared/heed"
)

// How far two clocks may be apart.
const (
	skewed     = 30 * time.Second
	farSkewed  = 5 * time.Minute // as webhooks' signatures allow
	defaultURL = "http://127.0.0.1:8080"
)

type doctorCommand struct {
	remote
	account
	Stack string `env:"HEED_STACK" placeholder:"NAME" help:"Examine this CloudFormation stack too, with your own AWS credentials."`
	JSON  bool   `name:"json" help:"Print the findings as JSON."`
}

var errUnwell = errors.New("something is to be mended now")

// Run examines a Heed by its API, and by its stack when it is named. What fails
// makes the exit code 1.
func (c *doctorCommand) Run(ctx context.Context, t *terminal) error {
	findings, err := c.examine(ctx)
	if err != nil {
		return err
	}
	return c.report(t, findings)
}

// report prints findings; one that fails is an error.
func (c *doctorCommand) report(t *terminal, findings []heed.Finding) error {
	show := printFindings
	if c.JSON {
		show = printJSON
	}
	failing := slices.ContainsFunc(findings, func(f heed.Finding) bool { return f.Status == heed.Failing })
	if err := show(t, findings); err != nil || !failing {
		return err
	}
	return errUnwell
}

func (c *doctorCommand) examine(ctx context.Context) ([]heed.Finding, error) {
	if c.Stack == "" {
		api, err := c.client()
		if err != nil {
			return nil, err
		}
		return askDoctor(ctx, api, time.Now)
	}
	s, err := c.open(ctx, c.Stack)
	if err != nil {
		return nil, err
	}
	return append(s.Examine(ctx, wiring.Template), c.within(ctx, s)...), nil
}

// within asks the Heed in the stack. That it does not answer is a finding there.
func (c *doctorCommand) within(ctx context.Context, s *stack.Stack) []heed.Finding {
	if c.Key == "" {
		return []heed.Finding{heed.Find("api", "Heed itself was not asked.").Warn("Set HEED_KEY to an admin key of it.")}
	}
	if c.URL == defaultURL {
		c.URL = s.Outputs["Url"]
	}
	api, err := c.client()
	if err != nil {
		return []heed.Finding{heed.Find("api", "Heed itself cannot be asked.").Warn(err.Error())}
	}
	findings, err := askDoctor(ctx, api, time.Now)
	if err != nil {
		return []heed.Finding{heed.Find("api", "Heed does not answer at %s: %v.", c.URL, err).Fail("Read the log of the function Console.")}
	}
	return findings
}

// askDoctor asks a running Heed what it finds, and compares its clock with this one.
func askDoctor(ctx context.Context, api *client, now func() time.Time) ([]heed.Finding, error) {
	var answer struct {
		At       time.Time      `json:"at"`
		Version  string         `json:"version"`
		Findings []heed.Finding `json:"findings"`
	}
	asked := now()
	if err := api.call(ctx, http.MethodGet, "/v1/doctor", nil, &answer); err != nil {
		return nil, err
	}
	first := []heed.Finding{heed.Find("version", "Heed %s answers.", answer.Version), compareClocks(asked, answer.At, now())}
	return append(first, answer.Findings...), nil
}

// compareClocks tells whether a time lies between two of this machine's, or how far off.
func compareClocks(asked, theirs, answered time.Time) heed.Finding {
	off := max(asked.Sub(theirs), theirs.Sub(answered), 0).Round(time.Second)
	f := heed.Find("clock", "Heed's clock and this one agree.")
	const fix = "Set both clocks by NTP: a signature is believed for five minutes, and signals at most ten minutes ahead."
	switch {
	case off > farSkewed:
		return heed.Find("clock", "Heed's clock and this one are %v apart.", off).Fail(fix)
	case off > skewed:
		return heed.Find("clock", "Heed's clock and this one are %v apart.", off).Warn(fix)
	}
	return f
}

func printJSON(t *terminal, findings []heed.Finding) error {
	enc := json.NewEncoder(t.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(map[string]any{"findings": findings})
}

// printFindings shows each on a line, with what to do below it.
func printFindings(t *terminal, findings []heed.Finding) error {
	count := map[heed.Health]int{}
	for _, f := range findings {
		count[f.Status]++
		fmt.Fprintf(t.out, "%-4s  %-11s  %s\n", f.Status, f.Check, f.Finding)
		if f.Fix != "" {
			fmt.Fprintf(t.out, "%s→ %s\n", strings.Repeat(" ", 19), f.Fix)
		}
	}
	_, err := fmt.Fprintf(t.out, "%d ok, %d to look at, %d to mend now\n", count[heed.Well], count[heed.Warning], count[heed.Failing])
	return err
}
