package traffic

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// shares are how many of a thousand signals are of a type: 60 % usage, the rest
// as a B2B company's survey tool, help desk, CRM and billing would tell.
var shares = []struct {
	perMille int
	kind     string
	data     func(*teller, string) map[string]any
}{
	{600, heed.UsageReported, (*teller).usage},
	{40, heed.FeedbackNPS, (*teller).recommendation},
	{60, heed.FeedbackCSAT, (*teller).satisfaction},
	{20, heed.FeedbackCES, (*teller).effort},
	{65, heed.TicketOpened, (*teller).opened},
	{60, heed.TicketResolved, (*teller).resolved},
	{5, heed.TicketEscalated, (*teller).resolved},
	{60, heed.EngagementLogged, (*teller).engagement},
	{40, heed.PaymentPaid, (*teller).payment},
	{35, heed.SurveySent, (*teller).survey},
	{8, heed.ContactJoined, (*teller).contact},
	{4, heed.MilestoneReached, (*teller).milestone},
	{3, heed.AccountUpdated, (*teller).profile},
}

// teller makes signals up, the same for the same seed.
type teller struct {
	*rand.Rand
	n       int
	tickets map[string][]string // open ones, by account
}

func newTeller(seed uint64) *teller {
	return &teller{Rand: rand.New(rand.NewPCG(seed, 7)), tickets: map[string][]string{}}
}

// signal is one signal of the mix about an account.
func (t *teller) signal(account string, at time.Time) heed.Signal {
	n := t.IntN(1000)
	for _, s := range shares {
		if n -= s.perMille; n < 0 {
			return t.tell(s.kind, account, at, s.data(t, account))
		}
	}
	panic("the shares add up to less than a thousand")
}

func (t *teller) tell(kind, account string, at time.Time, data map[string]any) heed.Signal {
	t.n++
	raw, err := json.Marshal(data)
	if err != nil {
		panic(err) // plain data
	}
	return heed.Signal{
		ID: fmt.Sprintf("evt-%012d", t.n), Source: "crm.example", Type: kind, Time: at.UTC().Truncate(time.Millisecond),
		Subject: account, Data: raw, ReceivedAt: at.UTC(),
	}
}

func (t *teller) pick(of ...string) string { return of[t.IntN(len(of))] }

func (t *teller) person() string { return fmt.Sprintf("person-%02d", t.IntN(20)) }

func (t *teller) usage(string) map[string]any {
	return map[string]any{"metric": t.pick(heed.ActiveUsers, heed.Sessions, heed.FeaturesUsed), "value": 40 + t.IntN(10), "mode": heed.UsageSet}
}

// answer is what every answer says besides its score: 40 % have a comment.
func (t *teller) answer(score int) map[string]any {
	d := map[string]any{
		"score": score, "touchpoint": t.pick("support", "onboarding"), "channel": t.pick("email", "in_app"),
		"contact": t.person(), "role": t.pick("user", "decision_maker"), "survey": fmt.Sprintf("wave-%d", t.IntN(400)),
	}
	if t.IntN(10) < 4 {
		d["comment"] = "The export does what it should, and the new report saves us an hour a week."
	}
	return d
}

// recommendation is an NPS answer; one in ten is a detractor.
func (t *teller) recommendation(string) map[string]any {
	if t.IntN(10) == 0 {
		return t.answer(t.IntN(7))
	}
	return t.answer(7 + t.IntN(4))
}

// satisfaction is a CSAT answer; one in twenty lies at the bottom.
func (t *teller) satisfaction(string) map[string]any {
	if t.IntN(20) == 0 {
		return t.answer(1 + t.IntN(2))
	}
	return t.answer(3 + t.IntN(3))
}

func (t *teller) effort(string) map[string]any { return t.answer(3 + t.IntN(5)) }

func (t *teller) opened(account string) map[string]any {
	ticket := fmt.Sprintf("ticket-%d", t.n)
	t.tickets[account] = append(t.tickets[account], ticket)
	return map[string]any{"ticket": ticket, "priority": t.pick("low", "normal", "normal", "high"), "kind": "bug"}
}

// resolved is about the oldest open ticket.
func (t *teller) resolved(account string) map[string]any {
	open := t.tickets[account]
	if len(open) == 0 {
		return t.opened(account)
	}
	t.tickets[account] = open[1:]
	return map[string]any{"ticket": open[0]}
}

func (t *teller) engagement(string) map[string]any {
	return map[string]any{"kind": t.pick("meeting", "call", "email", "email"), "direction": t.pick("inbound", "outbound", "both")}
}

func (t *teller) payment(string) map[string]any {
	return map[string]any{"invoice": fmt.Sprintf("inv-%d", t.n), "amount": map[string]any{"amount": 100_00, "currency": "EUR"}}
}

func (t *teller) survey(string) map[string]any {
	return map[string]any{"survey": fmt.Sprintf("wave-%d", t.IntN(400)), "contact": t.person(), "channel": "email"}
}

func (t *teller) contact(string) map[string]any {
	return map[string]any{"contact": t.person(), "role": t.pick("user", "champion"), "title": "Operations lead"}
}

func (t *teller) milestone(string) map[string]any {
	return map[string]any{"milestone": fmt.Sprintf("step-%d", t.IntN(8))}
}

func (t *teller) profile(string) map[string]any {
	return map[string]any{"owner": fmt.Sprintf("csm-%d", t.IntN(20))}
}

// found are the signals that make an account a customer.
func (t *teller) found(account string, now time.Time) []heed.Signal {
	since := now.AddDate(0, -14, 0)
	return []heed.Signal{
		t.tell(heed.AccountUpdated, account, since, map[string]any{
			"name": "Company " + account, "segment": t.pick("smb", "mid", "enterprise"),
			"plan": t.pick("basic", "pro"), "region": t.pick("emea", "amer"), "industry": t.pick("retail", "software", "energy", "health"),
			"owner": fmt.Sprintf("csm-%d", t.IntN(20)), "phase": t.pick("adoption", "retention"), "customer_since": since.Format(time.DateOnly),
		}),
		t.tell(heed.ContractSigned, account, since, map[string]any{
			"contract": "c1", "term_months": 12, "auto_renew": true, "notice_days": 30, "seats": 60,
			"arr": map[string]any{"amount": 1_000_000 + t.IntN(9_000_000), "currency": "EUR"}, "start_date": since.Format(time.DateOnly),
			"renewal_date": now.AddDate(0, 0, 130+t.IntN(200)).Format(time.DateOnly),
		}),
	}
}

func accountName(i int) string { return fmt.Sprintf("account-%05d", i) }
