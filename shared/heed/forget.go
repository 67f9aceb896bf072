package heed

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Forgotten is a contact whose traces were to go: what was received of them until
// then says nothing about them any more.
type Forgotten struct {
	Contact string    `json:"contact"` // a keyed hash
	At      time.Time `json:"at"`
}

// forgottenFor is how long an account remembers whom it was to forget: longer than
// any queue keeps a signal of before.
const forgottenFor = 30 * 24 * time.Hour

// Forget is the account once it is to forget a contact.
func (a Account) Forget(contact string, now time.Time) Account {
	a.Forgotten = slices.DeleteFunc(slices.Clone(a.Forgotten), func(f Forgotten) bool {
		return f.Contact == contact || now.Sub(f.At) > forgottenFor
	})
	a.Forgotten = append(a.Forgotten, Forgotten{Contact: contact, At: now})
	return a
}

// Names reports whether the signal names a contact: as the one who spoke or is
// spoken of, as a successor, or as the author of a note.
func (s Signal) Names(is func(contact string) bool) bool {
	return slices.ContainsFunc(naming(s.Data).all(), is)
}

// WithoutContact is the signal without a contact and all that it says of them; false when
// it does not name them. Their score, role and time stay, and name nobody.
func (s Stored) WithoutContact(is func(contact string) bool) (Stored, bool) {
	data, named := without(s.Type, s.Data, is)
	if named {
		s.Data, s.Erased = data, true
	}
	return s, named
}

// WithoutContact is what the facts say without a contact, of those that gone names.
func (f Facts) WithoutContact(is func(contact string) bool, gone func(Fact) bool) (Facts, bool) {
	f, named := slices.Clone(f), false
	for i, fact := range f {
		if data, names := without(fact.Type, fact.Data, is); names && gone(fact) {
			f[i].Data, named = data, true
		}
	}
	return f, named
}

// people are the members of a signal's data that name contacts.
type people struct {
	Contact   string `json:"contact"`
	Email     string `json:"email"`
	Successor string `json:"successor"`
	By        string `json:"by"`
}

func naming(data json.RawMessage) (p people) {
	_ = json.Unmarshal(data, &p) // checked when it came in
	return p
}

func (p people) all() []string {
	return slices.DeleteFunc([]string{p.Contact, p.Successor, p.By}, func(contact string) bool { return contact == "" })
}

// without takes out of data what names a contact. What they said or wrote
// themselves goes with their names, and free values do, for they may hold anything.
func without(kind string, data json.RawMessage, is func(string) bool) (json.RawMessage, bool) {
	p, members := naming(data), membersOf(data)
	whose := func(contact string) bool { return contact != "" && is(contact) }
	switch {
	case whose(p.Contact) || whose(p.By):
		delete(members, "attributes")
		delete(members, "by")
		fields, _ := DataFields(kind)
		for _, f := range fields {
			if f.Personal {
				delete(members, f.Name)
			}
		}
	case whose(p.Successor):
		delete(members, "successor")
	default:
		return data, false
	}
	data, _ = json.Marshal(members) // of JSON
	return data, true
}

// WithoutComment is a detractor event that quotes nobody, under the same id; false
// when it quoted nobody before.
func (ev Event) WithoutComment() (Event, bool, error) {
	body, heard, err := ev.detractor()
	if err != nil || heard.Feedback.Comment == nil {
		return ev, false, err
	}
	heard.Feedback.Comment = nil
	body.Data = heard
	ev.Body, err = json.Marshal(body)
	return ev, true, err
}

// Quotes is the sid of the answer whose words a detractor event carries; empty when
// it carries none.
func (ev Event) Quotes() (string, error) {
	_, heard, err := ev.detractor()
	if err != nil || heard.Feedback.Comment == nil {
		return "", err
	}
	return heard.Feedback.Signal, nil
}

func (ev Event) detractor() (body eventBody, heard DetractorHeard, err error) {
	if ev.Type != FeedbackDetractor {
		return body, heard, nil
	}
	body.Data = &heard
	if err = json.Unmarshal(ev.Body, &body); err != nil {
		return body, heard, fmt.Errorf("reading the body of event %s: %w", ev.ID, err)
	}
	return body, heard, nil
}

// WithoutResponses is the delivery without what the receiver answered; false when
// nothing of it was kept.
func (d Delivery) WithoutResponses() (Delivery, bool) {
	d.Attempts = slices.Clone(d.Attempts)
	answered := false
	for i := range d.Attempts {
		answered = answered || d.Attempts[i].Response != ""
		d.Attempts[i].Response = ""
	}
	return d, answered
}
