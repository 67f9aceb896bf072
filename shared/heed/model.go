package heed

import (
	"encoding/json"
	"time"
)

// TrainedModel is what one training learned: every one is kept, with what it was
// learned from and how good it was, whether or not it came into use.
type TrainedModel struct {
	ID string    `json:"id"` // the day, and a part of the data's hash
	At time.Time `json:"at"`
	// Parts are by kind of target: a kind of which too little was decided has none.
	Parts map[string]ModelPart `json:"parts"`
	// Promoted says that it came into use; Verdict why, or why not.
	Promoted bool `json:"promoted"`
	Verdict  Text `json:"verdict"`
}

// ModelPart is what was learned about one kind of target.
type ModelPart struct {
	Step      string `json:"step"` // on the ladder: prior, base_rate, logistic, additive, pairs
	Reason    string `json:"reason"`
	Data      string `json:"data"` // hash of what it was learned from
	Decisions int    `json:"decisions"`
	Losses    int    `json:"losses"`
	// Used says that accounts are judged with it once the model is in use; else the
	// opinion stands.
	Used bool `json:"used"`
	// Through is the last day whose decisions it has seen.
	Through Day `json:"through"`
	// Numbers are the model as package learn writes it; Backtest how good it was on
	// decisions it had not seen, as package risk writes it.
	Numbers  json.RawMessage `json:"numbers"`
	Backtest json.RawMessage `json:"backtest"`
}

// Training is when models are learned.
type Training struct {
	RequestedAt time.Time `json:"requested_at,omitzero"`
	TrainedAt   time.Time `json:"trained_at,omitzero"`
	Newest      string    `json:"newest,omitempty"` // the id of the last model learned
}

// trainingEvery is how old what was learned may grow.
const trainingEvery = 7 * 24 * time.Hour

// Due reports whether it is time to learn anew.
func (t Training) Due(now time.Time) bool {
	return t.RequestedAt.After(t.TrainedAt) || now.Sub(t.TrainedAt) >= trainingEvery
}
