package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/heed-cs/heed/functions/console"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/webhook"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// event is the body of an event about Northwind.
func event(t *testing.T, kind string, data any) []byte {
	t.Helper()
	account := heed.NewAccount("northwind", heed.Account{}, noon)
	ev, err := heed.NewEvent(kind, account, 1, noon, heed.EventFacts{}, data)
	if err != nil {
		t.Fatal(err)
	}
	return ev.Body
}

func TestLine(t *testing.T) {
	northwind, medium := heed.AccountRef{ID: "northwind", Name: "Northwind"}, heed.Medium
	risk := heed.RiskView{Probability: .7149, Band: heed.Critical, PreviousBand: &medium, AsOf: noon}
	first := risk
	first.PreviousBand = nil
	plays := []heed.PlayView{{Title: "Call them"}, {Title: "Write to them"}}
	for _, row := range []struct {
		kind string
		data any
		want string
	}{
		{
			heed.RiskRaised,
			heed.RiskChanged{Account: northwind, Risk: risk, Reason: "Use fell by half.", Plays: plays},
			"risk.raised medium → critical 0.21 → 0.71 · 0.3 s · Northwind: Use fell by half · Call them",
		},
		{
			heed.RiskRaised,
			heed.RiskChanged{Account: northwind, Risk: first, Reason: "Use fell by half."},
			"risk.raised critical 0.71 · 0.3 s · Northwind: Use fell by half",
		},
		{
			heed.RenewalDue,
			heed.RenewalAhead{Account: northwind, Days: 58, Reason: "Decide soon.", Plays: plays},
			"renewal.due Northwind · 58 days · 0.3 s · Decide soon · Call them",
		},
		{heed.RenewalOverdue, heed.RenewalAhead{Account: northwind, Days: -1}, "renewal.overdue Northwind · 1 day ago · 0.3 s"},
		{heed.FeedbackDetractor, heed.DetractorHeard{
			Account: northwind, Feedback: heed.FeedbackInEvent{Type: heed.FeedbackNPS, Score: 1},
			Reason: "A user gave 1.", Plays: plays,
		}, "feedback.detractor Northwind · NPS 1 · 0.3 s · A user gave 1 · Call them"},
		{
			heed.FeedbackDetractor,
			heed.DetractorHeard{Account: northwind, Feedback: heed.FeedbackInEvent{Type: heed.FeedbackCSAT, Score: 2, Scale: "1-7"}},
			"feedback.detractor Northwind · CSAT 2 on 1-7 · 0.3 s",
		},
		{
			heed.ExpansionSpotted,
			heed.OpportunitySpotted{Account: northwind, Expansion: &heed.OpportunityView{Score: .6106}, Reason: "44 of 40 seats are used.", Plays: plays},
			"expansion.spotted Northwind · 0.61 · 0.3 s · 44 of 40 seats are used · Call them",
		},
		{heed.AdvocateSpotted, heed.OpportunitySpotted{Account: northwind, Advocate: &heed.OpportunityView{Score: .5}}, "advocate.spotted Northwind · 0.50 · 0.3 s"},
		{
			heed.CaseOpened,
			heed.CaseChanged{Account: northwind, Case: heed.CaseInEvent{Due: "2026-11-25"}, Reason: "The champion left."},
			"case.opened Northwind · due 2026-11-25 · 0.3 s · The champion left",
		},
		{
			heed.CaseClosed,
			heed.CaseChanged{Account: northwind, Case: heed.CaseInEvent{Outcome: new(heed.CaseLost)}, Reason: "The customer is lost: The champion left."},
			"case.closed Northwind · lost · 0.3 s · The customer is lost: The champion left",
		},
		{heed.Ping, struct{}{}, "ping · 0.3 s"},
	} {
		r := &receiver{before: func(_ context.Context, account string, asOf time.Time) (float64, bool) {
			return .2104, account == "northwind" && asOf.Equal(noon)
		}}
		if got := r.line(t.Context(), event(t, row.kind, row.data), noon.Add(300*time.Millisecond)); got != row.want {
			t.Errorf("%s\ngot  %s\nwant %s", row.kind, got, row.want)
		}
	}
}

func TestReceiverVerifies(t *testing.T) {
	out := &record{}
	r, err := newReceiver(out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.close)
	body := event(t, heed.Ping, struct{}{})
	for _, row := range []struct {
		name   string
		sent   []byte // in place of what was signed
		status int
		says   string
	}{
		{"as signed", body, http.StatusNoContent, "✓ signature verified · ping · "},
		{"changed", bytes.Replace(body, []byte("ping"), []byte("pong"), 1), http.StatusUnauthorized, "✗ signature refused · "},
	} {
		header, err := webhook.Sign([]webhook.Secret{r.secret}, "evt_1", time.Now(), body)
		if err != nil {
			t.Fatal(err)
		}
		request, err := http.NewRequestWithContext(t.Context(), "POST", r.url(), bytes.NewReader(row.sent))
		if err != nil {
			t.Fatal(err)
		}
		request.Header = header
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		last := r.latest()[0]
		if answer.StatusCode != row.status || !bytes.Contains([]byte(out.String()), []byte(row.says)) {
			t.Errorf("%s: %d, and it prints %s", row.name, answer.StatusCode, out)
		}
		if !bytes.Equal(last.Body, row.sent) || last.Header.Get(webhook.HeaderID) != "evt_1" || last.Verified != (row.status == http.StatusNoContent) {
			t.Errorf("%s: kept %v %s, verified %t", row.name, last.Header, last.Body, last.Verified)
		}
	}
}

func TestReceiverKeepsTheLast(t *testing.T) {
	r := &receiver{out: &record{}}
	for i := range keptRequests + 5 {
		r.keep(console.SignedRequest{Body: []byte(fmt.Sprint(i))})
	}
	kept := r.latest()
	if len(kept) != keptRequests || string(kept[0].Body) != fmt.Sprint(keptRequests+4) {
		t.Errorf("kept %d, first %s", len(kept), kept[0].Body)
	}
}
