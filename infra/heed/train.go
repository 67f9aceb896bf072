package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"text/tabwriter"
	"time"
)

// trainPoll is how often a training that was asked for is looked after.
const trainPoll = 2 * time.Second

type trainCommand struct {
	remote
	Wait time.Duration `default:"20m" help:"How long to wait for what was learned."`
}

// learnedModel is a model as the API shows it.
type learnedModel struct {
	ID       string    `json:"id"`
	At       time.Time `json:"at"`
	Promoted bool      `json:"promoted"`
	InUse    bool      `json:"in_use"`
	Verdict  string    `json:"verdict"`
	Parts    map[string]struct {
		Step      string        `json:"step"`
		Decisions int           `json:"decisions"`
		Losses    int           `json:"losses"`
		Helped    int           `json:"helped"`
		Drift     *driftedApart `json:"drift"`
		Leaks     []struct{ Sentence string }
	} `json:"parts"`
}

var errTrainingLate = errors.New("nothing was learned yet; it goes on by itself: GET /v1/models shows it")

// Run asks for a training and waits for what it learned.
func (c *trainCommand) Run(ctx context.Context, t *terminal) error {
	api, err := c.client()
	if err != nil {
		return err
	}
	var asked struct {
		RequestedAt time.Time `json:"requested_at"`
	}
	if err := api.call(ctx, http.MethodPost, "/v1/models", struct{}{}, &asked); err != nil {
		return err
	}
	fmt.Fprintln(t.err, "Asked for; learning begins within a minute …")
	for end := time.Now().Add(c.Wait); time.Now().Before(end); {
		m, err := newestModel(ctx, api)
		if err != nil {
			return err
		}
		if !m.At.Before(asked.RequestedAt) {
			m.print(t)
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(trainPoll):
		}
	}
	return errTrainingLate
}

func newestModel(ctx context.Context, api *client) (m learnedModel, err error) {
	var page struct {
		Items []learnedModel `json:"items"`
	}
	err = api.call(ctx, http.MethodGet, "/v1/models?limit=1", nil, &page)
	if len(page.Items) > 0 {
		m = page.Items[0]
	}
	return m, err
}

func (m learnedModel) print(t *terminal) {
	for kind, p := range sorted(m.Parts) {
		fmt.Fprintf(t.out, "%s: %s, from %d decisions and %d losses\n", kind, p.Step, p.Decisions, p.Losses)
		if p.Helped > 0 {
			fmt.Fprintf(t.out, "  left out: %d decisions in alarm that somebody acted on\n", p.Helped)
		}
		for _, l := range p.Leaks {
			fmt.Fprintf(t.out, "  leak: %s\n", l.Sentence)
		}
		if p.Drift != nil {
			fmt.Fprintf(t.out, "  drift: %s\n", p.Drift.Sentence)
		}
	}
	state := "not in use"
	if m.InUse {
		state = "in use"
	}
	fmt.Fprintf(t.out, "%s is %s. %s\n", m.ID, state, m.Verdict)
}

type backtestCommand struct {
	remote
	Model    string `arg:"" optional:"" help:"A model's id. Without one, the newest."`
	Segments bool   `help:"Show all figures of each segment, too."`
}

// figure is a value with its interval; null where it is not defined.
type figure struct{ Value, Low, High float64 }

func (f *figure) String() string {
	if f == nil {
		return "–"
	}
	return fmt.Sprintf("%.3f (%.3f to %.3f)", f.Value, f.Low, f.High)
}

// backtest is what the API says of how good a model was.
type backtest struct {
	Model string              `json:"model"`
	Parts map[string]backpart `json:"parts"`
}

type backpart struct {
	Judgements  int     `json:"judgements"`
	Losses      int     `json:"losses"`
	Expected    float64 `json:"expected"`
	AUC         *figure `json:"auc"`
	Brier       *figure `json:"brier"`
	LogLoss     *figure `json:"log_loss"`
	ECE         *figure `json:"ece"`
	Slope       *figure `json:"calibration_slope"`
	Lift        *figure `json:"lift"`
	Reliability []struct {
		Judgements int     `json:"judgements"`
		Expected   float64 `json:"expected"`
		Happened   *figure `json:"happened"`
	} `json:"reliability"`
	Bands []struct {
		Band      string   `json:"band"`
		Enter     float64  `json:"enter"`
		Alarms    int      `json:"alarms"`
		Precision *figure  `json:"precision"`
		Recall    *figure  `json:"recall"`
		LeadDays  *float64 `json:"lead_days"`
		Lead      *figure  `json:"lead"`
	} `json:"bands"`
	Segments map[string]backpart `json:"segments"`
}

// Run shows how good a model was on decisions it had not seen, and how the one in
// use is doing.
func (c *backtestCommand) Run(ctx context.Context, t *terminal) error {
	api, err := c.client()
	if err != nil {
		return err
	}
	id := c.Model
	if id == "" {
		m, err := newestModel(ctx, api)
		if err != nil {
			return err
		}
		if id = m.ID; id == "" {
			return errors.New("nothing was learned yet: run heed train")
		}
	}
	var b backtest
	if err := api.call(ctx, http.MethodGet, "/v1/models/"+url.PathEscape(id)+"/backtest", nil, &b); err != nil {
		return err
	}
	if err := b.print(t, c.Segments); err != nil {
		return err
	}
	w, err := watchNow(ctx, api)
	if err != nil {
		return err
	}
	return w.print(t)
}

// print prints a part after the other; whole also every segment, in place of a line.
func (b backtest) print(t *terminal, whole bool) error {
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for kind, p := range sorted(b.Parts) {
		p.print(table, b.Model+", "+kind)
		for name, s := range sorted(p.Segments) {
			if whole {
				s.print(table, b.Model+", "+kind+", segment "+name)
				continue
			}
			fmt.Fprintf(table, "  segment %s\t%s; AUC %s; Brier %s\n", name, s.counts(), s.AUC, s.Brier)
		}
	}
	return table.Flush()
}

func (p backpart) counts() string {
	return fmt.Sprintf("%d judgements, %d losses, %.1f expected", p.Judgements, p.Losses, p.Expected)
}

func (p backpart) print(table *tabwriter.Writer, name string) {
	fmt.Fprintf(table, "%s: %s\n", name, p.counts())
	if p.Judgements == 0 {
		return
	}
	names := []string{"AUC", "Brier", "log loss", "ECE", "calibration slope", "lift of the riskiest tenth"}
	for i, f := range []*figure{p.AUC, p.Brier, p.LogLoss, p.ECE, p.Slope, p.Lift} {
		fmt.Fprintf(table, "  %s\t%s\n", names[i], f)
	}
	for _, r := range p.Reliability {
		fmt.Fprintf(table, "  said %.3f\thappened %s of %d\n", r.Expected, r.Happened, r.Judgements)
	}
	for _, b := range p.Bands {
		fmt.Fprintf(table, "  %s, from %.2f\t%d alarms; precision %s; recall %s; %s\n", b.Band, b.Enter, b.Alarms, b.Precision, b.Recall, ahead(b.LeadDays, b.Lead))
	}
}

// ahead says how long before the decision losses were called, with the interval there is.
func ahead(days *float64, lead *figure) string {
	switch {
	case days == nil:
		return "–"
	case lead == nil:
		return fmt.Sprintf("%.0f days ahead", *days)
	}
	return fmt.Sprintf("%.0f days ahead (%.0f to %.0f)", *days, lead.Low, lead.High)
}

// sorted walks a map by its names.
func sorted[T any](m map[string]T) iter.Seq2[string, T] {
	return func(yield func(string, T) bool) {
		for _, name := range slices.Sorted(maps.Keys(m)) {
			if !yield(name, m[name]) {
				return
			}
		}
	}
}
