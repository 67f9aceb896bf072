package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/heed-cs/heed/infra/history"
	"github.com/heed-cs/heed/shared/heed"
)

// exportCommand writes out what a Heed holds.
type exportCommand struct {
	remote
	What   string `arg:"" enum:"all,accounts,signals,metrics,objectives,events" default:"all" help:"all (accounts and signals, what heed import takes back), accounts, signals, metrics, objectives or events."`
	Format string `enum:"ndjson,csv" default:"ndjson" help:"ndjson or csv."`
	Since  string `placeholder:"DAY" help:"Nothing from before this day."`
	Until  string `placeholder:"DAY" help:"Nothing from this day on."`
}

// Run writes to standard output. People and their words are written when the key has
// the scope personal.
func (c *exportCommand) Run(ctx context.Context, t *terminal) error {
	api, err := c.client()
	if err != nil {
		return err
	}
	e := exporting{api: api, now: time.Now().UTC()}
	if e.since, e.until, err = c.stretch(); err != nil {
		return err
	}
	out := bufio.NewWriterSize(t.out, 64<<10)
	switch c.What {
	case "metrics":
		err = e.metrics(ctx, newSheet(out, c.Format))
	case "objectives":
		err = e.objectives(ctx, newSheet(out, c.Format))
	case "events":
		err = e.events(ctx, newSheet(out, c.Format))
	default:
		err = e.history(ctx, history.NewWriter(out, c.Format), c.What)
	}
	if e.hidden {
		fmt.Fprintln(t.err, "Comments and people were left out: the key lacks the scope personal.")
	}
	return errors.Join(err, out.Flush())
}

// stretch reads since and until; none is all there is.
func (c *exportCommand) stretch() (since, until time.Time, err error) {
	until = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	for text, into := range map[string]*time.Time{c.Since: &since, c.Until: &until} {
		if text == "" {
			continue
		}
		day, err := heed.ParseDay(text)
		if err != nil {
			return since, until, fmt.Errorf("--since and --until take days: %w", err)
		}
		*into = day.Time()
	}
	if !since.Before(until) {
		return since, until, errors.New("--since must lie before --until")
	}
	return since, until, nil
}

// exporting is one export.
type exporting struct {
	api          *client
	now          time.Time
	since, until time.Time
	hidden       bool // something personal was not shown
}

// history writes accounts, signals or both. Accounts come first, so that whoever
// reads the file knows whose ids the others are.
func (e *exporting) history(ctx context.Context, w *history.Writer, what string) error {
	if what != "signals" {
		for a, err := range pages[exportedAccount](ctx, e.api, "/v1/accounts?sort=name") {
			if err != nil {
				return err
			}
			if s, said := a.signal(e.now); said {
				if err := w.Write(s); err != nil {
					return err
				}
			}
		}
	}
	if what != "accounts" {
		for a, err := range pages[exportedAccount](ctx, e.api, "/v1/accounts?sort=name") {
			if err == nil {
				err = errors.Join(e.timeline(ctx, w, a), e.usage(ctx, w, a.ID))
			}
			if err != nil {
				return err
			}
		}
	}
	return w.Flush()
}

// exportedAccount is an account as the API shows it.
type exportedAccount struct {
	ID          string `json:"id"`
	Provisional bool   `json:"provisional"`
	ARRSource   string `json:"arr_source"`
	members     map[string]json.RawMessage
}

// UnmarshalJSON keeps all members.
func (a *exportedAccount) UnmarshalJSON(raw []byte) error {
	type plain exportedAccount
	return errors.Join(json.Unmarshal(raw, (*plain)(a)), json.Unmarshal(raw, &a.members))
}

// signal is what the account's profile says now. Provisional accounts have none: the
// signals that made them make them again. What the contracts say is theirs to say.
func (a exportedAccount) signal(now time.Time) (s history.Signal, said bool) {
	s = history.Signal{
		ID: "profile-" + a.ID + "-" + now.Format(time.RFC3339), Source: "heed export", Type: heed.AccountUpdated, Time: now, Subject: a.ID,
		Data: map[string]json.RawMessage{},
	}
	for _, f := range heed.ProfileFields {
		derived := a.ARRSource == string(heed.ARRFromContracts) && (f.Name == "arr" || f.Name == "renewal_date")
		if raw := a.members[f.Name]; len(raw) > 0 && !derived && !isEmpty(raw) {
			s.Data[f.Name] = raw
		}
	}
	return s, !a.Provisional
}

func isEmpty(raw json.RawMessage) bool {
	return string(raw) == "null" || string(raw) == "[]" || string(raw) == "{}"
}

// subject is whom a signal is written about: the account that it is counted for,
// however its sender called it. An account that was only made for a tool's id keeps
// that name, so that it is made for it again.
func (a exportedAccount) subject(sent string) string {
	connection, external, ok := heed.ExternalSubject(sent)
	if ok && a.Provisional && heed.ExternalAccountID(connection, external) == a.ID {
		return sent
	}
	return a.ID
}

// timeline writes the signals of an account, newest first.
func (e *exporting) timeline(ctx context.Context, w *history.Writer, account exportedAccount) error {
	for s, err := range pages[history.Signal](ctx, e.api, accountPath(account.ID)+"/signals") {
		if err != nil || s.Time.Before(e.since) {
			return err
		}
		if !s.Time.Before(e.until) {
			continue
		}
		e.look(s)
		if nobody(s) {
			continue
		}
		s.Subject = account.subject(s.Subject)
		if err := w.Write(s); err != nil {
			return err
		}
	}
	return nil
}

// nobody reports whether a signal is about a person who was erased, or whom the key
// may not see: nothing is left that could be taken back.
func nobody(s history.Signal) bool {
	contact := s.Data["contact"]
	return heed.Family(s.Type) == "contact" && (len(contact) == 0 || string(contact) == "null")
}

// look notices members that the key may not see.
func (e *exporting) look(s history.Signal) {
	fields, _ := heed.DataFields(s.Type)
	for _, f := range fields {
		if f.Personal && string(s.Data[f.Name]) == "null" {
			e.hidden = true
		}
	}
}

// usage writes the days that were set, which are no signals of their own.
func (e *exporting) usage(ctx context.Context, w *history.Writer, account string) error {
	type day struct {
		Metric  string          `json:"metric"`
		Product json.RawMessage `json:"product"`
		Value   json.RawMessage `json:"value"`
		Source  string          `json:"source"`
		ID      string          `json:"id"`
		Time    time.Time       `json:"time"`
	}
	for d, err := range pages[day](ctx, e.api, accountPath(account)+"/usage") {
		if err != nil {
			return err
		}
		if d.Time.Before(e.since) || !d.Time.Before(e.until) {
			continue
		}
		metric, _ := json.Marshal(d.Metric) // a string always can be
		err := w.Write(history.Signal{
			ID: d.ID, Source: d.Source, Type: heed.UsageReported, Time: d.Time, Subject: account,
			Data: map[string]json.RawMessage{"metric": metric, "product": d.Product, "value": d.Value},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
