package heed

import "time"

// The kinds of opportunity: an account that could buy more, and one whose people
// would speak for you.
const (
	Expansion = "expansion"
	Advocate  = "advocate"
)

// Opportunities are all kinds, in the order they are shown.
var Opportunities = []string{Expansion, Advocate}

// Opportunity is one judgement of what an account could become. Base plus the
// contributions is LogOdds to 1e-9, and Score is 1/(1+e^−LogOdds): an opinion
// that reads like a probability and was never held against what came of it.
type Opportunity struct {
	Kind string
	Spotting
	LogOdds    float64
	Base       float64
	Thresholds Thresholds // of the score, where it is spotted and where it ends
	Basis      string     // BasisPrior
	Model      string
	AsOf       time.Time
	// Factors speak for it where they contribute more than 0. A decisive one rules
	// it out, whatever the others say.
	Factors  []Factor
	Coverage float64 // share of the factors that could be judged, 0 to 1
	Missing  []Missing
	Plays    []Play
}

// Spotting is how an opportunity stands: what the account's card remembers of it.
type Spotting struct {
	Since time.Time `json:"since,omitzero"` // when it was spotted; zero while it is not
	// BelowSince is when the score first lay below the line it must leave by; zero
	// when it does not.
	BelowSince time.Time `json:"below_since,omitzero"`
	// ToldAt is when an event last said it: there is none again too soon.
	ToldAt time.Time `json:"told_at,omitzero"`
	Score  float64   `json:"score,omitempty"`
	Reason Text      `json:"reason,omitzero"`
}

// Spotted reports whether the opportunity is there.
func (s Spotting) Spotted() bool { return !s.Since.IsZero() }

// Kept is what the card remembers: of an opportunity that is not there, only when
// it was told.
func (s Spotting) Kept() Spotting {
	if s.Spotted() {
		return s
	}
	return Spotting{ToldAt: s.ToldAt}
}

// Empty reports whether there is nothing to remember.
func (s Spotting) Empty() bool { return !s.Spotted() && s.ToldAt.IsZero() }

// Spotted lists the opportunities the card shows.
func (c Card) Spotted() (kinds []string) {
	for _, kind := range Opportunities {
		if c.Opportunities[kind].Spotted() {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// OpportunitySpotted is the data of expansion.spotted and advocate.spotted; the
// member of the other kind is left out.
type OpportunitySpotted struct {
	Account   AccountRef       `json:"account"`
	Sequence  int64            `json:"sequence"`
	Expansion *OpportunityView `json:"expansion,omitempty"`
	Advocate  *OpportunityView `json:"advocate,omitempty"`
	Reason    string           `json:"reason"`
	Plays     []PlayView       `json:"plays"`
}

// SpottedEvent is the event type that says an opportunity of a kind.
func SpottedEvent(kind string) string { return kind + ".spotted" }

// OpportunityView is an opportunity as the API and events say it: in one language.
type OpportunityView struct {
	Spotted    bool       `json:"spotted"`
	Since      *time.Time `json:"since"`
	Score      float64    `json:"score"`
	LogOdds    float64    `json:"log_odds"`
	Base       float64    `json:"base"`
	Thresholds Thresholds `json:"thresholds"`
	Basis      string     `json:"basis"`
	Model      string     `json:"model"`
	AsOf       time.Time  `json:"as_of"`
	Factors    []SignView `json:"factors"`
	Coverage   float64    `json:"coverage"`
	Missing    []Missing  `json:"missing"`
}

// SignView is a factor of an opportunity in one language.
type SignView struct {
	Factor       string    `json:"factor"`
	Group        string    `json:"group"`
	Value        *float64  `json:"value"`
	Unit         string    `json:"unit"`
	Contribution float64   `json:"contribution"`
	Decisive     bool      `json:"decisive,omitempty"`
	AsOf         time.Time `json:"as_of"`
	Signals      []string  `json:"signals"`
	Reason       string    `json:"reason"`
}

// In gives the opportunity in a language.
func (o Opportunity) In(lang Language) OpportunityView {
	view := OpportunityView{
		Spotted: o.Spotted(), Score: o.Score, LogOdds: o.LogOdds, Base: o.Base, Thresholds: o.Thresholds, Basis: o.Basis,
		Model: o.Model, AsOf: o.AsOf, Coverage: o.Coverage, Factors: make([]SignView, len(o.Factors)), Missing: append([]Missing{}, o.Missing...),
	}
	if o.Spotted() {
		view.Since = &o.Since
	}
	for i, f := range o.Factors {
		view.Factors[i] = SignView{
			Factor: f.Factor, Group: f.Group, Value: f.Value, Unit: f.Unit, Contribution: f.Contribution, Decisive: f.Decisive,
			AsOf: f.AsOf, Signals: append([]string{}, f.Signals...), Reason: f.Reason.In(lang),
		}
	}
	return view
}

// Set fills the member of the opportunity's kind.
func (o *OpportunitySpotted) Set(kind string, view OpportunityView) {
	if kind == Advocate {
		o.Advocate = &view
		return
	}
	o.Expansion = &view
}
