package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

// sheet writes what is to be read by people and spreadsheets, and not by Heed.
type sheet struct {
	csv   *csv.Writer
	lines io.Writer
}

func newSheet(w io.Writer, format string) *sheet {
	if format == "csv" {
		return &sheet{csv: csv.NewWriter(w)}
	}
	return &sheet{lines: w}
}

// row writes some members of an object in columns, or all of it on a line.
func (s *sheet) row(raw json.RawMessage, columns ...string) error {
	if s.lines != nil {
		_, err := fmt.Fprintf(s.lines, "%s\n", raw)
		return err
	}
	return s.csv.Write(columns)
}

func (s *sheet) head(columns ...string) error {
	if s.csv == nil {
		return nil
	}
	return s.csv.Write(columns)
}

func (s *sheet) flush() error {
	if s.csv == nil {
		return nil
	}
	s.csv.Flush()
	return s.csv.Error()
}

// point is a metric of one stretch of time.
type point struct {
	Metric string   `json:"metric"`
	From   heed.Day `json:"from"`
	To     heed.Day `json:"to"`
	Value  *float64 `json:"value"`
	N      int      `json:"n"`
	Low    *float64 `json:"low"`
	High   *float64 `json:"high"`
	State  string   `json:"state"`
}

// metrics writes every metric by month, of two years when nothing is said; what is
// known of the present only, as it is now.
func (e *exporting) metrics(ctx context.Context, s *sheet) error {
	from, to := heed.DayOf(e.now.AddDate(-2, 0, 0)), heed.DayOf(e.now).Add(1)
	if !e.since.IsZero() {
		from = heed.DayOf(e.since)
	}
	to = min(to, heed.DayOf(e.until))
	if err := s.head("metric", "from", "to", "value", "n", "low", "high", "state"); err != nil {
		return err
	}
	var all struct{ Items []measured }
	if err := e.api.call(ctx, http.MethodGet, "/v1/metrics", nil, &all); err != nil {
		return err
	}
	for _, m := range all.Items {
		if err := e.metric(ctx, s, m.Metric, m.query(from, to, heed.DayOf(e.now))); err != nil {
			return err
		}
	}
	return s.flush()
}

// measured is a metric as the API describes it.
type measured struct {
	Metric    string   `json:"metric"`
	Source    string   `json:"source"`
	Intervals []string `json:"intervals"`
}

// query asks for a metric by month. What is kept by month takes whole ones, and what
// is known of the present only takes no days; nil when no whole month is left.
func (m measured) query(from, to, today heed.Day) url.Values {
	if !slices.Contains(m.Intervals, "month") {
		return url.Values{}
	}
	if m.Source == "months" {
		from = from[:len("2006-01")] + "-01"
		if to <= today {
			to = to[:len("2006-01")] + "-01"
		}
	}
	if from >= to {
		return nil
	}
	return url.Values{"from": {string(from)}, "to": {string(to)}, "interval": {"month"}}
}

func (e *exporting) metric(ctx context.Context, s *sheet, name string, q url.Values) error {
	if q == nil {
		return nil
	}
	var answer struct{ Series []struct{ Points []point } }
	if err := e.api.call(ctx, http.MethodGet, "/v1/metrics/"+name+"?"+q.Encode(), nil, &answer); err != nil {
		return err
	}
	for _, series := range answer.Series {
		for _, p := range series.Points {
			if err := s.point(name, p); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *sheet) point(metric string, p point) error {
	p.Metric = metric
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return s.row(raw, metric, string(p.From), string(p.To), number(p.Value), fmt.Sprint(p.N), number(p.Low), number(p.High), p.State)
}

func number(v *float64) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(*v)
}

// events writes the feed as far as it reaches back, oldest first.
func (e *exporting) events(ctx context.Context, s *sheet) error {
	if err := s.head("id", "type", "timestamp", "account", "reason", "body"); err != nil {
		return err
	}
	for after := ""; ; {
		var page struct {
			Items []json.RawMessage `json:"items"`
			Next  string            `json:"next"`
		}
		if err := e.api.call(ctx, http.MethodGet, "/v1/events?limit=200"+after, nil, &page); err != nil {
			return err
		}
		for _, raw := range page.Items {
			if err := e.event(s, raw); err != nil {
				return err
			}
		}
		if len(page.Items) == 0 {
			return s.flush()
		}
		after = "&after=" + url.QueryEscape(page.Next)
	}
}

func (e *exporting) event(s *sheet, raw json.RawMessage) error {
	var ev struct {
		ID        string
		Type      string
		Timestamp string
		Data      struct {
			Account struct{ ID string }
			Reason  string
		}
	}
	if err := json.Unmarshal(raw, &ev); err != nil {
		return err
	}
	if ev.Timestamp < e.since.Format("2006-01-02") || ev.Timestamp >= e.until.Format("2006-01-02") {
		return nil
	}
	return s.row(raw, ev.ID, ev.Type, ev.Timestamp, ev.Data.Account.ID, ev.Data.Reason, string(raw))
}

// objectives writes what success means for every account, and how far it has come.
func (e *exporting) objectives(ctx context.Context, s *sheet) error {
	if err := s.head("account", "objective", "title", "unit", "baseline", "target", "current", "measured_on", "start", "due", "status", "progress", "body"); err != nil {
		return err
	}
	for a, err := range pages[exportedAccount](ctx, e.api, "/v1/accounts?sort=name") {
		if err != nil {
			return err
		}
		for raw, err := range pages[json.RawMessage](ctx, e.api, accountName{a.ID}.objectives()) {
			if err == nil {
				err = s.objective(a.ID, raw)
			}
			if err != nil {
				return err
			}
		}
	}
	return s.flush()
}

func (s *sheet) objective(account string, raw json.RawMessage) error {
	var o struct {
		pursued
		MeasuredOn string `json:"measured_on"`
		Start      string `json:"start"`
	}
	if err := json.Unmarshal(raw, &o); err != nil {
		return err
	}
	return s.row(raw, account, o.ID, o.Title, o.Unit, number(&o.Baseline), number(&o.Target), number(o.Current), o.MeasuredOn, o.Start,
		string(o.Due), o.Status, number(o.Progress), string(raw))
}
