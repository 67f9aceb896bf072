package heed

import "time"

// Milestone is the state of one goal on an account's way.
type Milestone struct {
	ID        string    `json:"milestone"`
	DueDate   Day       `json:"due_date,omitempty"`
	ReachedAt time.Time `json:"reached_at,omitzero"`
	MissedAt  time.Time `json:"missed_at,omitzero"`
}

// MilestoneOf folds what was said of a milestone until a moment; reaching it late settles it.
func MilestoneOf(facts Facts, asOf time.Time) (Milestone, error) {
	facts = facts.Until(asOf)
	var m Milestone
	if err := facts.Into(&m); err != nil {
		return m, err
	}
	for _, f := range facts {
		switch f.Type {
		case MilestoneReached:
			m.ReachedAt, m.MissedAt = f.Time, time.Time{}
		case MilestoneMissed:
			m.MissedAt, m.ReachedAt = f.Time, time.Time{}
		}
	}
	return m, nil
}
