package blackbox

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

// customer is an account whose risk rises step by step.
type customer struct {
	id string
	r  *rand.Rand
	n  int
}

// says posts one signal of the account and wants it taken.
func (c *customer) says(p *process, kind string, daysAgo int, data map[string]any) {
	c.n++
	at := time.Now().UTC().AddDate(0, 0, -daysAgo).Add(-time.Minute)
	p.must(http.MethodPost, "/v1/signals", map[string]any{
		"id": fmt.Sprintf("%s-%d", c.id, c.n), "source": "tools", "type": kind,
		"subject": c.id, "time": at.Format(time.RFC3339), "data": data,
	}, nil)
}

// begin makes a customer that all is well with, and of whom enough is known. It
// is confirmed from the first signal on.
func (c *customer) begin(p *process) {
	p.must(http.MethodPut, "/v1/accounts/"+c.id, map[string]any{"name": c.id, "segment": "smb", "phase": "retention"}, nil)
	c.signs(p)
	for week := 15; week >= 0; week-- {
		for metric, value := range map[string]int{"active_users": 40, "features_used": 12, "seats_used": 30, "seats_total": 40, "decision_maker_logins": 2} {
			c.says(p, "usage.reported", 7*week, map[string]any{"metric": metric, "value": value})
		}
	}
	c.says(p, "contact.joined", 300, map[string]any{"contact": "u1", "role": "champion"})
	c.says(p, "ticket.opened", 60, map[string]any{"ticket": "t0", "priority": "low"})
	c.says(p, "ticket.resolved", 59, map[string]any{"ticket": "t0"})
	c.says(p, "payment.paid", 50, map[string]any{"invoice": "i0"})
	c.says(p, "engagement.logged", 9, map[string]any{"kind": "call", "direction": "both"})
	c.says(p, "feedback.nps", 20, map[string]any{"score": 9, "contact": "u1"})
	c.says(p, "pulse.reported", 5, map[string]any{"score": 4})
}

func (c *customer) signs(p *process) {
	start, end := time.Now().UTC().AddDate(0, -9, 0), time.Now().UTC().AddDate(0, 0, 30+c.r.IntN(120))
	c.says(p, "contract.signed", 270, map[string]any{
		"contract": "k-" + c.id, "arr": map[string]any{"amount": 1_200_000, "currency": "EUR"},
		"start_date": start.Format(time.DateOnly), "renewal_date": end.Format(time.DateOnly), "term_months": 12, "notice_days": 30, "auto_renew": c.r.IntN(2) == 0,
	})
}

// blow is something bad that happens to a customer.
type blow func(*customer, *process)

var blows = []blow{
	func(c *customer, p *process) {
		for i := range 3 {
			c.says(p, "ticket.opened", 3, map[string]any{"ticket": fmt.Sprintf("t%d", i+1), "priority": "urgent"})
		}
	},
	func(c *customer, p *process) { c.says(p, "pulse.reported", 0, map[string]any{"score": 1}) },
	func(c *customer, p *process) {
		c.says(p, "contact.left", 2, map[string]any{"contact": "u1", "role": "champion"})
	},
	func(c *customer, p *process) {
		c.says(p, "invoice.overdue", 1, map[string]any{"invoice": "i1", "days": 50})
	},
	func(c *customer, p *process) {
		c.says(p, "feedback.nps", 0, map[string]any{"score": 1, "contact": "u2", "role": "decision_maker", "comment": "no"})
	},
	func(c *customer, p *process) {
		for day := range 4 {
			c.says(p, "usage.reported", 7*day, map[string]any{"metric": "active_users", "value": 4 + day})
		}
	},
	func(c *customer, p *process) {
		c.says(p, "contract.cancel_noticed", 0, map[string]any{"contract": "k-" + c.id, "reason": "price"})
	},
}

// suffer lets a customer take all blows in some order.
func (c *customer) suffer(p *process) {
	for _, i := range c.r.Perm(len(blows)) {
		blows[i](c, p)
		time.Sleep(time.Duration(c.r.IntN(250)) * time.Millisecond) // so that some are judged apart, some together
	}
}
