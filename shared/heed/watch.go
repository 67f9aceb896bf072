package heed

import "time"

// Watch is how the judgements in use are doing, looked at every day.
type Watch struct {
	At    time.Time            `json:"at"`
	Model string               `json:"model,omitempty"` // empty while the opinion stands
	Parts map[string]WatchPart `json:"parts"`           // by kind of target
}

// WatchPart is the watch over one kind of target.
type WatchPart struct {
	// Drift is nil where nothing was learned, or too few accounts stand before a
	// decision to compare with.
	Drift *Drift `json:"drift,omitempty"`
	Told  Told   `json:"told"`
}

// Spread is how decisions spread over what one factor said of them.
type Spread struct {
	Factor string    `json:"factor"`
	Cuts   []float64 `json:"cuts,omitempty"` // rising; what a factor said belongs to the first that it does not exceed
	Counts []int     `json:"counts"`         // of the bins, one more than cuts, and of those it could say nothing of
}

// Drift sets the accounts of today beside the decisions that a model learned from.
type Drift struct {
	Learned int           `json:"learned"` // decisions
	Now     int           `json:"now"`     // accounts
	Factors []FactorDrift `json:"factors"`
	// Found says that they differ by more than chance does among so many factors.
	Found    bool `json:"found"`
	Sentence Text `json:"sentence"`
}

// FactorDrift is how far one factor has drifted.
type FactorDrift struct {
	Factor string  `json:"factor"`
	PSI    float64 `json:"psi"` // population stability index
	// Threshold is what the PSI exceeds by chance once in twenty.
	Threshold float64 `json:"threshold"`
	Drifted   bool    `json:"drifted"`
	// Unknown is the share of which the factor could say nothing, then and now.
	UnknownThen float64 `json:"unknown_then"`
	UnknownNow  float64 `json:"unknown_now"`
}

// Told sets the losses that were foretold beside those that came.
type Told struct {
	Months []Month `json:"months"` // those with decisions, the oldest first
	Total  Month   `json:"total"`  // of all of them
	// Moved says that losses run above or below what is told by more than chance.
	Moved    bool `json:"moved"`
	Sentence Text `json:"sentence"`
}

// Month is the decisions of a month that were foretold.
type Month struct {
	Month     string  `json:"month,omitempty"` // 2026-10; empty of a total
	Decisions int     `json:"decisions"`
	Losses    int     `json:"losses"`
	Expected  float64 `json:"expected"` // losses, as told at the first look before each
	// Surprise is how far the losses lie from those expected, in standard deviations
	// (Poisson binomial); nil where nothing was uncertain.
	Surprise *float64 `json:"surprise"`
}

// Leak is what foretells outcomes too well to be true.
type Leak struct {
	Factor    string  `json:"factor"` // or LeakOfModel
	AUC       float64 `json:"auc"`
	Decisions int     `json:"decisions"`
	// Checked says that the settings name it as looked into: it keeps nothing back.
	Checked  bool `json:"checked"`
	Sentence Text `json:"sentence"`
}

// LeakOfModel is the whole model as a Leak names it.
const LeakOfModel = "model"
