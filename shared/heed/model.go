package heed

import (
	"encoding/json"
	"time"
)

// TrainedModel is what one training learned: every one is kept, with what it was
// learned from and how good it was, whether or not it came into use.
type TrainedModel struct {
	ID string    `json:"id"` // the day, and a part of the hash of the data and the moment
	At time.Time `json:"at"`
	// Parts are by kind of target: a kind of which too little was decided has none.
	Parts map[string]ModelPart `json:"parts"`
	// Promoted says that it came into use; Verdict why, or why not.
	Promoted bool `json:"promoted"`
	Verdict  Text `json:"verdict"`
}

// ModelPart is what was learned about one kind of target.
type ModelPart struct {
	Step      string `json:"step"` // on the ladder: prior, base_rate, logistic, additive, pairs, trees
	Reason    string `json:"reason"`
	Data      string `json:"data"` // hash of what it was learned from
	Decisions int    `json:"decisions"`
	Losses    int    `json:"losses"`
	// Helped are the decisions left out because somebody acted on an alarm before them.
	Helped int `json:"helped,omitempty"`
	// Used says that accounts are judged with it once the model is in use; else the
	// opinion stands.
	Used bool `json:"used"`
	// Through is the last day whose decisions it has seen.
	Through Day `json:"through"`
	// Numbers are the model as package learn writes it; Backtest how good it was on
	// decisions it had not seen, as package risk writes it.
	Numbers  json.RawMessage `json:"numbers"`
	Backtest json.RawMessage `json:"backtest"`
	// Seen is how the decisions it learned from spread over what each factor said, and
	// Drift how the accounts of that day differed from them; nil where too few were
	// before a decision, or nothing was learned of any factor.
	Seen  []Spread `json:"seen,omitempty"`
	Drift *Drift   `json:"drift,omitempty"`
	// Leaks foretell too well to be true: one that nobody has checked keeps the part
	// out of use.
	Leaks []Leak `json:"leaks,omitempty"`
}

// Training is when models are learned.
type Training struct {
	RequestedAt time.Time `json:"requested_at,omitzero"`
	TrainedAt   time.Time `json:"trained_at,omitzero"`
	Newest      string    `json:"newest,omitempty"` // the id of the last model learned
	WatchedAt   time.Time `json:"watched_at,omitzero"`
	// BusyUntil is when a training that has begun is given up for dead; zero while
	// there is none.
	BusyUntil time.Time `json:"busy_until,omitzero"`
}

// Busy reports whether a training has begun that may still come to an end.
func (t Training) Busy(now time.Time) bool { return now.Before(t.BusyUntil) }

// trainingEvery is how old what was learned may grow.
const trainingEvery = 7 * 24 * time.Hour

// watchEvery is how often the judgements in use are looked at.
const watchEvery = 24 * time.Hour

// WatchDue reports whether it is time to look at how the judgements in use are doing.
func (t Training) WatchDue(now time.Time) bool { return now.Sub(t.WatchedAt) >= watchEvery }

// Due reports whether it is time to learn anew.
func (t Training) Due(now time.Time) bool {
	return t.RequestedAt.After(t.TrainedAt) || now.Sub(t.TrainedAt) >= trainingEvery
}
