package sim

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"
)

// Customers make up signals as tools would send them: repeated, late, replaced,
// retracted, and now and then with other content under the same id.
type Customers struct {
	r    *rand.Rand
	n    int
	sent []Event
}

// NewCustomers are as r makes them.
func NewCustomers(r *rand.Rand) *Customers { return &Customers{r: r} }

// Event is a CloudEvent as it is posted.
type Event struct {
	ID      string         `json:"id"`
	Source  string         `json:"source"`
	Type    string         `json:"type"`
	Time    time.Time      `json:"time"`
	Subject string         `json:"subject"`
	Data    map[string]any `json:"data"`
}

// The companies that exist: the last two of the first are never introduced, nor are
// the doubles, under whose ids some tools know the first few.
const (
	companies = 8
	doubles   = 3
)

func company(i int) string { return fmt.Sprintf("company-%d", i) }

func double(i int) string { return fmt.Sprintf("double-%d", i) }

// accounts are all that signals name.
func accounts() []string {
	var all []string
	for i := range companies {
		all = append(all, company(i))
	}
	for i := range doubles {
		all = append(all, double(i))
	}
	return all
}

// Found is the first day: contracts, profiles and a history of use.
func (c *Customers) Found(now time.Time) []Event {
	var all []Event
	for i := range companies - 2 {
		all = append(all,
			c.event("account.updated", company(i), now, map[string]any{"name": company(i), "segment": c.pick("smb", "enterprise"), "phase": c.pick("adoption", "retention")}),
			c.event("contract.signed", company(i), now.AddDate(0, -8, 0), map[string]any{
				"contract": "c1", "term_months": 12, "seats": 40,
				"arr": map[string]any{"amount": 100_000 * (i + 1), "currency": c.pick("EUR", "USD")}, "start_date": now.AddDate(0, -8, 0).Format(time.DateOnly),
				"renewal_date": now.AddDate(0, 0, 20+15*i).Format(time.DateOnly), "auto_renew": i%2 == 0, "notice_days": 30,
			}))
		for week := range 14 {
			all = append(all, c.usage(company(i), now.AddDate(0, 0, -7*week), 40+c.r.IntN(10)))
		}
	}
	return all
}

func (c *Customers) usage(account string, at time.Time, users int) Event {
	return c.event("usage.reported", account, at, map[string]any{"metric": "active_users", "value": users})
}

func (c *Customers) pick(of ...string) string { return of[c.r.IntN(len(of))] }

func (c *Customers) event(kind, account string, at time.Time, data map[string]any) Event {
	c.n++
	e := Event{ID: fmt.Sprint("e", c.n), Source: c.pick("crm", "survey"), Type: kind, Time: at.UTC().Truncate(time.Second), Subject: account, Data: data}
	c.sent = append(c.sent, e)
	return e
}

// Say is what comes in at one moment.
func (c *Customers) Say(now time.Time) Event {
	account, at := c.pick(accounts()...), now
	if c.r.IntN(4) == 0 {
		at = now.Add(-time.Duration(c.r.IntN(20*24)) * time.Hour)
	}
	switch c.r.IntN(14) {
	case 0:
		return c.sent[c.r.IntN(len(c.sent))] // the same again
	case 1:
		again := c.sent[c.r.IntN(len(c.sent))]
		return c.event("signal.retracted", again.Subject, at, map[string]any{"source": again.Source, "id": again.ID})
	case 2:
		return c.other()
	case 3:
		if c.r.IntN(2) == 0 {
			return c.event("usage.reported", account, at, map[string]any{"metric": "seats_used", "value": 20 + c.r.IntN(40)})
		}
		return c.usage(account, at, c.r.IntN(60))
	case 4, 5:
		return c.event(c.pick("ticket.opened", "ticket.escalated", "ticket.resolved"), account, at,
			map[string]any{"ticket": c.pick("t1", "t2", "t3"), "priority": c.pick("low", "urgent", "urgent")})
	case 6:
		if c.r.IntN(6) > 0 {
			return c.event("engagement.logged", account, at, map[string]any{"kind": c.pick("call", "qbr", "email")})
		}
		return c.event(c.pick("contract.cancel_noticed", "contract.cancel_withdrawn", "contract.renewed"), account, at, map[string]any{"contract": "c1"})
	case 7:
		return c.event("account.updated", account, at, map[string]any{"segment": c.pick("smb", "enterprise", "mid")})
	case 8:
		if c.r.IntN(3) > 0 {
			person := c.pick("u1", "u2", "u3")
			return c.event(c.pick("contact.joined", "contact.changed", "contact.left"), account, at, map[string]any{"contact": person, "role": c.pick("champion", "user"), "name": "The one called " + person})
		}
		return c.event("feedback.csat", account, at, c.answer(map[string]any{"score": 1 + c.r.IntN(5)}))
	}
	return c.event("feedback.nps", account, at, c.answer(map[string]any{"score": c.r.IntN(11)}))
}

// other says something else under an id that was used before.
func (c *Customers) other() Event {
	e := c.sent[c.r.IntN(len(c.sent))]
	if e.Type == "feedback.nps" {
		e.Data = map[string]any{"score": c.r.IntN(11)}
	}
	return e
}

func (c *Customers) answer(data map[string]any) map[string]any {
	data["touchpoint"], data["channel"] = c.pick("support", "onboarding"), c.pick("email", "in_app")
	if c.r.IntN(3) > 0 {
		data["contact"], data["role"] = c.pick("u1", "u2", "u3"), c.pick("user", "decision_maker")
	}
	if c.r.IntN(2) == 0 {
		data["survey"] = c.pick("q1", "q2")
	}
	if c.r.IntN(4) == 0 {
		data["response"] = c.pick("r1", "r2", "r3", "r4")
	}
	return data
}

// Body is what is posted of it.
func (e Event) Body() string {
	raw, err := json.Marshal(e)
	if err != nil {
		panic(err)
	}
	return string(raw)
}
