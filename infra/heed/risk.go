package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"
)

type riskCommand struct {
	shown
	Account string `arg:"" help:"The account's id, or {connection}:{external id}."`
	History bool   `help:"Show how it moved instead, the newest first."`
}

// receipt is all that explains an account's risk, as far as it is printed.
type receipt struct {
	Account struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"account"`
	Reason string `json:"reason"`
	Plays  []struct {
		Title string `json:"title"`
	} `json:"plays"`
	Risk struct {
		Probability    float64
		Low, High      *float64
		Band           string
		Basis          string
		Model          string
		Coverage       float64
		Base           float64
		LogOdds        float64 `json:"log_odds"`
		Factors        []receiptFactor
		Missing        []struct{ Factor, Why string }
		Counterfactual *struct{ Reason string }
	} `json:"risk"`
}

type receiptFactor struct {
	Factor       string
	Contribution float64
	Reason       string
}

// Run shows an account's receipt, or how its risk moved.
func (c *riskCommand) Run(ctx context.Context, t *terminal) error {
	path := accountPath(c.Account) + "/risk"
	if c.History {
		return many(ctx, t, c.shown, path+"/history", 0, "WHEN\tRISK\tBAND\tREASON", pastRisk.line)
	}
	return one(ctx, t, c.shown, path, receipt.print)
}

// print writes the receipt as a bill: what is added up, and what it comes to.
func (r receipt) print(w io.Writer) error {
	k := r.Risk
	fmt.Fprintf(w, "%s: %.3f%s, %s (%s, %s)\n%s\n\n", r.Account.ID, k.Probability, interval(k.Low, k.High), k.Band, k.Basis, k.Model, r.Reason)
	fmt.Fprintf(w, "%+.3f\tbase\t\n", k.Base)
	for _, f := range k.Factors {
		fmt.Fprintf(w, "%+.3f\t%s\t%s\n", f.Contribution, f.Factor, f.Reason)
	}
	fmt.Fprintf(w, "%+.3f\tlog-odds\tthat is %.3f\n", k.LogOdds, k.Probability)
	if len(k.Missing) > 0 {
		fmt.Fprintf(w, "\nNot known (%.0f %% is): %s\n", 100*k.Coverage, r.missing())
	}
	if k.Counterfactual != nil {
		fmt.Fprintln(w, k.Counterfactual.Reason)
	}
	for _, p := range r.Plays {
		fmt.Fprintln(w, "→ "+p.Title)
	}
	return nil
}

func (r receipt) missing() string {
	names := make([]string, len(r.Risk.Missing))
	for i, m := range r.Risk.Missing {
		names[i] = m.Factor + " (" + m.Why + ")"
	}
	return strings.Join(names, ", ")
}

// interval is low and high in brackets; empty where there is none.
func interval(low, high *float64) string {
	if low == nil || high == nil {
		return ""
	}
	return fmt.Sprintf(" (%.3f to %.3f)", *low, *high)
}

// pastRisk is one judgement of a history.
type pastRisk struct {
	AsOf        time.Time `json:"as_of"`
	Probability float64   `json:"probability"`
	Band        string    `json:"band"`
	Reason      string    `json:"reason"`
}

func (p pastRisk) line() string {
	return fmt.Sprintf("%s\t%.3f\t%s\t%s", p.AsOf.Format(time.RFC3339), p.Probability, p.Band, p.Reason)
}
