package console

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

// opportunity invents one of the kind that an event type says, which adds up like
// a real one.
func (s sample) opportunity(eventType string) heed.OpportunitySpotted {
	o := heed.Opportunity{
		Spotting: heed.Spotting{Since: s.now}, Base: -2.1, LogOdds: -2.1, Thresholds: heed.Thresholds{Enter: .5, Leave: .4},
		Basis: heed.BasisPrior, Model: risk.OpportunityModel, AsOf: s.now, Coverage: .8,
		Missing: []heed.Missing{{Factor: "satisfaction", Why: "no_source"}},
	}
	data := heed.OpportunitySpotted{Account: s.account(), Sequence: 1}
	switch o.Kind = kindOf(eventType); o.Kind {
	case heed.Expansion:
		o.Missing[0].Factor = "product_adoption"
		o.Factors = []heed.Factor{
			s.factor("full_seats", "usage", "percent", 110, 2.4, "44 of 40 seats are used, more than agreed."),
			s.factor("usage_growth", "usage", "percent", 20, .48, "Active users rose from 40 to 48 in four weeks."),
		}
		data.Plays = []heed.PlayView{{Play: "right_size_up", Factor: "full_seats", Title: "Offer the next size", Steps: []string{"Ask the admin who else waits for a seat."}, DueDays: 7}}
	case heed.Advocate:
		o.Base, o.LogOdds = -2.6, -2.6
		o.Factors = []heed.Factor{
			s.factor("repeated_promoters", "sentiment", "contacts", 2, 2.2, "Two people gave 9–10 more than once, first on 3 March."),
			s.factor("engagement", "relationship", "days", 12, .4, "There was a business review on 8 November."),
			s.factor("tenure", "contract", "days", 1200, .4, "They have been a customer for 39 months."),
		}
		data.Plays = []heed.PlayView{{Play: "ask_for_reference", Factor: "repeated_promoters", Title: "Ask for a reference", Steps: []string{"Name one concrete thing: a quote, or a call with a prospect."}, DueDays: 14}}
	}
	for _, f := range o.Factors {
		o.LogOdds += f.Contribution
	}
	o.Score = 1 / (1 + math.Exp(-o.LogOdds))
	data.Reason = "This is a test: " + o.Factors[0].Reason.EN
	data.Set(o.Kind, o.In(heed.English))
	return data
}

// kindOf is the kind of opportunity that an event type says; empty for others.
func kindOf(eventType string) string {
	for _, kind := range heed.Opportunities {
		if heed.SpottedEvent(kind) == eventType {
			return kind
		}
	}
	return ""
}
