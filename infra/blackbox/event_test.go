package blackbox

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// event is the body of a webhook.
type event struct {
	ID, Type  string
	Timestamp time.Time
	Data      struct {
		Account  struct{ ID string }
		Sequence int
		Risk     *risk
		Reason   string
	}
}

// risk is a receipt as events and the API show it.
type risk struct {
	Probability  float64
	Band         string
	PreviousBand *string `json:"previous_band"`
	LogOdds      float64 `json:"log_odds"`
	Base         float64
	AsOf         time.Time `json:"as_of"`
	Model        string
	N            int // in a history
	Factors      []struct {
		Factor       string
		Contribution float64
	}
}

// sums says whether a receipt does not add up to 1e-9.
func (r risk) sums() string {
	sum := r.Base
	for _, f := range r.Factors {
		sum += f.Contribution
	}
	if math.Abs(sum-r.LogOdds) > 1e-9 || math.Abs(r.Probability-1/(1+math.Exp(-r.LogOdds))) > 1e-9 {
		return fmt.Sprintf("base and contributions are %v, log_odds %v, probability %v", sum, r.LogOdds, r.Probability)
	}
	return ""
}

var ranks = []string{"", "low", "medium", "high", "critical"}

// crossing is a change of band; from is empty for the first judgement.
type crossing struct{ from, to string }

func (c crossing) kind() string {
	if slices.Index(ranks, c.to) > slices.Index(ranks, c.from) {
		return "risk.raised"
	}
	return "risk.lowered"
}

// crossings are the changes of band in a history, oldest first, that are told:
// the first judgement only if it is not low.
func crossings(history []risk) []crossing {
	var all []crossing
	band := ""
	for _, r := range history {
		if r.Band != band && !(band == "" && r.Band == "low") {
			all = append(all, crossing{band, r.Band})
		}
		band = r.Band
	}
	return all
}

// told are the crossings that events told of, in their order.
func told(events []event) (all []crossing, wrong string) {
	for i, e := range events {
		if e.Data.Sequence != i+1 {
			wrong += fmt.Sprintf("event %d of %s has sequence %d\n", i+1, e.Data.Account.ID, e.Data.Sequence)
		}
		if e.Data.Risk != nil {
			wrong += e.Data.Risk.sums()
		}
		if !strings.HasPrefix(e.Type, "risk.") {
			continue
		}
		c := crossing{to: e.Data.Risk.Band}
		if e.Data.Risk.PreviousBand != nil {
			c.from = *e.Data.Risk.PreviousBand
		}
		if e.Type != c.kind() || e.Data.Reason == "" {
			wrong += fmt.Sprintf("%s from %q to %q because %q\n", e.Type, c.from, c.to, e.Data.Reason)
		}
		all = append(all, c)
	}
	return all, wrong
}

// history is every receipt of an account, oldest first.
func (p *process) history(account string) (all []risk) {
	for cursor := ""; ; {
		var page struct {
			Items []risk
			Next  *string
		}
		if !p.get("/v1/accounts/"+account+"/risk/history?limit=7"+cursor, &page) {
			return nil
		}
		all = append(all, page.Items...)
		if page.Next == nil {
			slices.Reverse(all)
			return all
		}
		cursor = "&cursor=" + *page.Next
	}
}
