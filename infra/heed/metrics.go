package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
)

type metricsCommand struct {
	shown
	Metric   string `arg:"" help:"The metric's name, such as nps."`
	From     string `placeholder:"DAY" help:"The first day."`
	To       string `placeholder:"DAY" help:"The day after the last."`
	Interval string `placeholder:"NAME" help:"day, week, month, quarter or none."`
	By       string `placeholder:"NAME" help:"One line for each segment, plan, region, industry, owner, phase, touchpoint, channel or account."`
	Account  string `placeholder:"ID" help:"Only of this account."`
}

// metricSeries is a metric over time, as the API shows it.
type metricSeries struct {
	Series []struct {
		Group  map[string]string
		Points []metricPoint
	}
}

type metricPoint struct {
	From, To  string
	Value     *float64
	Low, High *float64
	N         int
	State     string
}

// Run shows a metric.
func (c *metricsCommand) Run(ctx context.Context, t *terminal) error {
	path := "/v1/metrics/" + url.PathEscape(c.Metric) + queryOf("from", c.From, "to", c.To, "interval", c.Interval, "by", c.By, "account", c.Account)
	return one(ctx, t, c.shown, path, metricSeries.print)
}

func (m metricSeries) print(w io.Writer) error {
	fmt.Fprintln(w, "GROUP\tFROM\tTO\tVALUE\t95 %\tN\tSTATE")
	for _, s := range m.Series {
		group := strings.Join(slices.Sorted(maps.Values(s.Group)), " ")
		if group == "" {
			group = "all"
		}
		for _, p := range s.Points {
			fmt.Fprintln(w, group+"\t"+p.line())
		}
	}
	return nil
}

func (p metricPoint) line() string {
	value, span := "–", "–"
	if p.Value != nil {
		value = fmt.Sprintf("%.2f", *p.Value)
	}
	if p.Low != nil && p.High != nil {
		span = fmt.Sprintf("%.2f to %.2f", *p.Low, *p.High)
	}
	return fmt.Sprintf("%s\t%s\t%s\t%s\t%d\t%s", p.From, p.To, value, span, p.N, p.State)
}
