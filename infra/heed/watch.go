package main

import (
	"context"
	"fmt"
	"net/http"
	"text/tabwriter"
	"time"
)

// watched is how the judgements in use are doing, as the API shows it.
type watched struct {
	At    *time.Time             `json:"at"`
	Parts map[string]watchedPart `json:"parts"`
}

type watchedPart struct {
	Drift *driftedApart `json:"drift"`
	Told  struct {
		Months   []monthTold `json:"months"`
		Total    monthTold   `json:"total"`
		Sentence string      `json:"sentence"`
	} `json:"told"`
}

// driftedApart is how accounts differ from those that were learned from.
type driftedApart struct {
	Factors []struct {
		Factor         string
		PSI, Threshold float64
		Drifted        bool
		UnknownThen    float64 `json:"unknown_then"`
		UnknownNow     float64 `json:"unknown_now"`
	} `json:"factors"`
	Sentence string `json:"sentence"`
}

// monthTold is what was told of a month's decisions beside what came of them.
type monthTold struct {
	Month             string
	Decisions, Losses int
	Expected          float64
	Surprise          *float64
}

func watchNow(ctx context.Context, api *client) (w watched, err error) {
	err = api.call(ctx, http.MethodGet, "/v1/watch", nil, &w)
	return w, err
}

func (w watched) print(t *terminal) error {
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for kind, p := range sorted(w.Parts) {
		fmt.Fprintf(table, "%s, told and come: %s\n", kind, p.Told.Sentence)
		if len(p.Told.Months) > 0 {
			p.printMonths(table)
		}
		if p.Drift != nil {
			fmt.Fprintf(table, "%s, drift: %s\n", kind, p.Drift.Sentence)
			p.Drift.print(table)
		}
	}
	return table.Flush()
}

func (p watchedPart) printMonths(table *tabwriter.Writer) {
	fmt.Fprintln(table, "  month\tdecisions\texpected\tlost\tz")
	for _, m := range append(p.Told.Months, p.Told.Total) {
		name, z := m.Month, "–"
		if name == "" {
			name = "in all"
		}
		if m.Surprise != nil {
			z = fmt.Sprintf("%+.1f", *m.Surprise)
		}
		fmt.Fprintf(table, "  %s\t%d\t%.1f\t%d\t%s\n", name, m.Decisions, m.Expected, m.Losses, z)
	}
}

// print shows the factors that have drifted.
func (d *driftedApart) print(table *tabwriter.Writer) {
	for _, f := range d.Factors {
		if f.Drifted {
			fmt.Fprintf(table, "  %s\tPSI %.3f, by chance up to %.3f\tunknown %.0f %%, was %.0f %%\n", f.Factor, f.PSI, f.Threshold, 100*f.UnknownNow, 100*f.UnknownThen)
		}
	}
}
