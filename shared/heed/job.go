package heed

import "time"

// The kinds of jobs.
const (
	// MergeJob moves what an account has to the one it became part of.
	MergeJob = "merge"
	// ForgetJob takes a contact out of all that an account has.
	ForgetJob = "forget"
)

// Job is work on many rows that goes on in small Writes until it is done. The
// table holds it while it runs, so that whatever breaks it off, it is taken up again.
type Job struct {
	Kind    string `json:"kind"`
	Account string `json:"account"`
	// Into is the account that a merged one becomes part of.
	Into string `json:"into,omitempty"`
	// Contact is the keyed hash of the one to forget; Until is when that was asked for.
	Contact string    `json:"contact,omitempty"`
	Until   time.Time `json:"until,omitzero"`
	// At is where the present pass is in the timeline of an account.
	At Bookmark `json:"at,omitzero"`
	// Pass counts the passes that ended: a later one takes stragglers, which Writes
	// that began before the job may still bring.
	Pass int `json:"pass,omitempty"`
	// Round counts how often the job was broken off and ordered to go on: what orders
	// an earlier round is a repeat, which must not go on beside the present one.
	Round int `json:"round,omitempty"`
	// Due is when the next pass may begin; zero is at once.
	Due time.Time `json:"due,omitzero"`
	// SeenAt is when the job was last ordered or worked on.
	SeenAt time.Time `json:"seen_at"`
}

// Name identifies the job among all others.
func (j Job) Name() string {
	if j.Contact != "" {
		return j.Kind + "#" + j.Account + "#" + j.Contact
	}
	return j.Kind + "#" + j.Account
}

// Bookmark is a place in an account's timeline.
type Bookmark struct {
	Account string `json:"account"`
	Place   string `json:"place"`
}
