package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// told is an event's body, as far as the line speaks of it.
type told struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      struct {
		Account  heed.AccountRef       `json:"account"`
		Risk     heed.RiskView         `json:"risk"`
		Feedback *heed.FeedbackInEvent `json:"feedback"`
		Case     *heed.CaseInEvent     `json:"case"`
		// Of these only one is there, in events that say an opportunity.
		Expansion *heed.OpportunityView `json:"expansion"`
		Advocate  *heed.OpportunityView `json:"advocate"`
		Days      int                   `json:"days"`
		Reason    string                `json:"reason"`
		Plays     []heed.PlayView       `json:"plays"`
	} `json:"data"`
}

// line says in one line what an event says: what happened, how long ago, why,
// and what to do.
func (r *receiver) line(ctx context.Context, body []byte, now time.Time) string {
	var e told
	if err := json.Unmarshal(body, &e); err != nil {
		return "a body that is no event"
	}
	parts := append(r.what(ctx, e), fmt.Sprintf("%.1f s", now.Sub(e.Timestamp).Seconds()))
	if e.Data.Reason != "" {
		parts = append(parts, e.why())
	}
	if len(e.Data.Plays) > 0 {
		parts = append(parts, e.Data.Plays[0].Title)
	}
	return strings.Join(parts, " · ")
}

func (r *receiver) what(ctx context.Context, e told) []string {
	switch e.Type {
	case heed.RiskRaised, heed.RiskLowered:
		return []string{e.Type + " " + r.moved(ctx, e)}
	case heed.RenewalDue, heed.RenewalOverdue:
		return []string{e.Type + " " + e.Data.Account.Name, days(e.Data.Days)}
	case heed.ExpansionSpotted, heed.AdvocateSpotted:
		return []string{e.Type + " " + e.Data.Account.Name, scored(cmp.Or(e.Data.Expansion, e.Data.Advocate))}
	case heed.CaseOpened, heed.CaseClosed:
		return []string{e.Type + " " + e.Data.Account.Name, dutyOf(e.Data.Case)}
	case heed.FeedbackDetractor:
		return []string{e.Type + " " + e.Data.Account.Name, answered(e.Data.Feedback)}
	}
	return []string{e.Type}
}

// moved is "medium → critical 0.21 → 0.71", or only where the risk is now when
// there was nothing before.
func (r *receiver) moved(ctx context.Context, e told) string {
	risk := e.Data.Risk
	before, known := 0., false
	if r.before != nil {
		before, known = r.before(ctx, e.Data.Account.ID, risk.AsOf)
	}
	if risk.PreviousBand == nil || !known {
		return fmt.Sprintf("%s %.2f", risk.Band, risk.Probability)
	}
	return fmt.Sprintf("%s → %s %.2f → %.2f", *risk.PreviousBand, risk.Band, before, risk.Probability)
}

// why is the reason, of whom where what happened does not name them.
func (e told) why() string {
	reason := strings.TrimSuffix(e.Data.Reason, ".")
	if e.Type == heed.RiskRaised || e.Type == heed.RiskLowered {
		return e.Data.Account.Name + ": " + reason
	}
	return reason
}

// days is how far off a decision is: "58 days", or "12 days ago".
func days(n int) string {
	unit, late := "days", ""
	if n < 0 {
		n, late = -n, " ago"
	}
	if n == 1 {
		unit = "day"
	}
	return fmt.Sprintf("%d %s%s", n, unit, late)
}

// scored is "0.62", how much speaks for an opportunity.
func scored(o *heed.OpportunityView) string {
	if o == nil {
		return "an opportunity"
	}
	return fmt.Sprintf("%.2f", o.Score)
}

// dutyOf is "due 2026-11-25", or "resolved" of a case that is closed.
func dutyOf(k *heed.CaseInEvent) string {
	switch {
	case k == nil:
		return "a case"
	case k.Outcome != nil:
		return string(*k.Outcome)
	}
	return "due " + string(k.Due)
}

// answered is "NPS 1", or "CSAT 1 of 1-5" where the scale is not the only one.
func answered(f *heed.FeedbackInEvent) string {
	if f == nil {
		return "an answer"
	}
	text := fmt.Sprintf("%s %d", strings.ToUpper(strings.TrimPrefix(f.Type, "feedback.")), f.Score)
	if f.Scale != "" {
		text += " on " + f.Scale
	}
	return text
}
