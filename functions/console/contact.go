package console

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// contactView is a person at an account. Who it is, is null without the scope personal.
type contactView struct {
	Contact    *string        `json:"contact"`
	Role       *string        `json:"role"`
	Name       *string        `json:"name"`
	Email      *string        `json:"email"`
	Title      *string        `json:"title"`
	Successor  *string        `json:"successor"`
	Attributes map[string]any `json:"attributes"`
	JoinedAt   *time.Time     `json:"joined_at"`
	LeftAt     *time.Time     `json:"left_at"`
}

// listContacts answers the people known at an account, in an order that says
// nothing of them: that of their keyed hashes, which are the cursors too.
func (c *Console) listContacts(r *request) (reply, error) {
	a, limit, cursor, err := c.pageOf(r)
	if err != nil {
		return reply{}, err
	}
	personal := r.personal(a.ID)
	people, err := c.rec.Contacts(r.Context(), a.ID, r.now)
	if err != nil {
		return reply{}, err
	}
	var views []contactView
	last := ""
	for _, p := range people {
		hash := c.rec.ContactHash(p.ID)
		if p.ID == "" || hash <= cursor {
			continue // known from a moment ahead only, or on a page before
		}
		if len(views) == limit {
			return listed(views, last), nil
		}
		views, last = append(views, contactIn(p, personal)), hash
	}
	return listed(views, ""), nil
}

func contactIn(p heed.Contact, personal bool) contactView {
	view := contactView{Role: orNull(p.Role), JoinedAt: orNever(p.JoinedAt), LeftAt: orNever(p.LeftAt)}
	if personal {
		view.Contact, view.Name, view.Email = orNull(p.ID), orNull(p.Name), orNull(p.Email)
		view.Title, view.Successor, view.Attributes = orNull(p.Title), orNull(p.Successor), orNone(p.Attrs)
	}
	return view
}

func orNever(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
