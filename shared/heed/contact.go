package heed

import "time"

// Contact is a person at an account. Personal data lives here, in comments and in notes only.
type Contact struct {
	ID        string         `json:"contact"`
	Role      string         `json:"role,omitempty"`
	Name      string         `json:"name,omitempty"`
	Email     string         `json:"email,omitempty"`
	Title     string         `json:"title,omitempty"`
	Successor string         `json:"successor,omitempty"`
	Attrs     map[string]any `json:"attributes,omitempty"`
	JoinedAt  time.Time      `json:"joined_at,omitzero"`
	LeftAt    time.Time      `json:"left_at,omitzero"`
}

// ContactOf folds what was said of a person until a moment.
func ContactOf(facts Facts, asOf time.Time) (Contact, error) {
	facts = facts.Until(asOf)
	var c Contact
	if err := facts.Into(&c); err != nil {
		return c, err
	}
	for _, f := range facts {
		switch f.Type {
		case ContactJoined:
			c.JoinedAt, c.LeftAt = f.Time, time.Time{}
		case ContactLeft:
			c.LeftAt = f.Time
		}
	}
	return c, nil
}
