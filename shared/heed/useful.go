package heed

import "time"

// Useful is what people thought of an event once they had seen it: whether it was
// worth saying. The newest answer counts.
type Useful struct {
	Event  string    `json:"event"`
	Type   string    `json:"type"`
	Useful bool      `json:"useful"`
	At     time.Time `json:"at"`
}
