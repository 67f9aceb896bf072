package console

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/identity"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/webhook"
)

// browser keeps cookies and speaks as browsers do.
type browser struct {
	t       *testing.T
	c       *Console
	cookies map[string]*http.Cookie
	lang    string // Accept-Language
	from    string // address and port
	host    string
	claims  identity.Claims // of a token that the gateway verified
}

// atHome is a browser on the machine that the demonstration runs on.
func atHome(t *testing.T, c *Console) *browser {
	return &browser{t: t, c: c, cookies: map[string]*http.Cookie{}, lang: "en-GB,en;q=0.9", from: "127.0.0.1:50123", host: "127.0.0.1:8080"}
}

// elsewhere is one on another machine.
func elsewhere(t *testing.T, c *Console) *browser {
	b := atHome(t, c)
	b.from, b.host = "203.0.113.9:50123", "heed.example.com"
	return b
}

// load answers one request; header names and values alternate.
func (b *browser) load(method, path string, form url.Values, header ...string) (*http.Response, string) {
	b.t.Helper()
	r := httptest.NewRequestWithContext(identity.With(b.t.Context(), b.claims), method, path, strings.NewReader(form.Encode()))
	r.Host, r.RemoteAddr = b.host, b.from
	r.Header.Set("Accept-Language", b.lang)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	for _, cookie := range b.cookies {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	b.c.ServeHTTP(w, r)
	answer := w.Result()
	for _, cookie := range answer.Cookies() {
		b.cookies[cookie.Name] = cookie
	}
	body, _ := io.ReadAll(answer.Body) // a recorder's
	return answer, string(body)
}

// page loads a page and requires 200.
func (b *browser) page(path string) string {
	b.t.Helper()
	answer, body := b.load(http.MethodGet, path, nil)
	if answer.StatusCode != http.StatusOK {
		b.t.Fatalf("GET %s answers %d", path, answer.StatusCode)
	}
	return body
}

// send sends a form of a page with the token that is on it.
func (b *browser) send(page, action string, form url.Values) (*http.Response, string) {
	b.t.Helper()
	form.Set("token", formToken(b.t, b.page(page)))
	return b.load(http.MethodPost, action, form)
}

// signIn signs in with the key of a bench and requires that it works.
func (b *browser) signIn(key string) {
	b.t.Helper()
	answer, body := b.load(http.MethodPost, "/ui/session", url.Values{"key": {key}})
	if answer.StatusCode != http.StatusSeeOther {
		b.t.Fatalf("signing in answers %d: %s", answer.StatusCode, body)
	}
}

// demoSecret is what the test's receiver verifies with.
const demoSecret = "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u"

// asDemo turns the bench's console into a demonstration's.
func (b *bench) asDemo(d Demo) *Console {
	o := b.console.opt
	o.PublicURL, o.Demo = "http://127.0.0.1:8080", &d
	c := b.console
	return New(c.log, c.rec, c.keys, c.box, c.signals, c.touches, c.deliver, o)
}

// signed is a webhook as a receiver gets it.
func signed(t *testing.T, body string) SignedRequest {
	t.Helper()
	secret, err := webhook.ParseSecret(demoSecret)
	if err != nil {
		t.Fatal(err)
	}
	h, err := webhook.Sign([]webhook.Secret{secret}, "evt_test1", pageNow, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return SignedRequest{At: pageNow, Header: h, Body: []byte(body), Verified: true}
}

var pageNow = time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)

// push is one of the factors of a test's receipt and what they contribute.
type push struct {
	factor       string
	contribution float64
}

var northwindSteps = []push{
	{"urgent_tickets", .9},
	{"champion_left", .8123456789},
	{"nps", .71},
	{"usage_trend", .49},
	{"tenure", -.25},
	{"seat_utilisation", -.1},
	{"pulse", 0},
}

func groupOf(factor string) string {
	all := risk.Descriptions()
	return all[slices.IndexFunc(all, func(d risk.Description) bool { return d.Factor == factor })].Group
}

// explained is a receipt that adds up.
func explained(steps []push, band heed.Band) heed.Risk {
	r := heed.Risk{
		Base: -2.62, Band: band, Confidence: heed.MediumConfidence, AsOf: pageNow, Basis: heed.BasisPrior, Model: "prior-1", Coverage: .81,
		Reference:    risk.Opinion(0, ""),
		ExpectedLoss: &heed.Money{Amount: 4_800_000, Currency: "EUR"},
		Target:       heed.Target{Contract: "k-1", Kind: heed.TargetRenewal, Date: "2027-01-31", DecisionDate: "2026-12-31", Days: 41},
		Missing:      []heed.Missing{{Factor: "decision_maker_logins", Why: "no_source"}, {Factor: "ticket_trend", Why: "too_few"}},
		Reason:       heed.Text{EN: "The champion left.", DE: "Der Fürsprecher ist gegangen."},
		Plays: []heed.Play{{
			Play: "call", Factor: "champion_left", Title: heed.Text{EN: "Find a new champion", DE: "Neuen Fürsprecher finden"},
			Steps: []heed.Text{{EN: "Call the decision maker.", DE: "Den Entscheider anrufen."}}, DueDays: 2,
		}},
	}
	r.LogOdds = r.Base
	for _, s := range steps {
		r.LogOdds += s.contribution
		r.Factors = append(r.Factors, heed.Factor{
			Factor: s.factor, Group: groupOf(s.factor), Contribution: s.contribution, AsOf: pageNow,
			Reason: heed.Text{EN: s.factor + " moves it.", DE: s.factor + " bewegt es."},
		})
	}
	r.Probability = 1 / (1 + math.Exp(-r.LogOdds))
	return r
}

// seeded fills the bench's table with a small portfolio, its history and an event.
func (b *bench) seeded() *bench {
	b.t.Helper()
	names := []string{"Northwind", "Contoso", "Fabrikam", "Tailspin", "Wingtip", "Adatum"}
	bands := []heed.Band{heed.Critical, heed.High, heed.Medium, heed.Low, heed.Low, heed.Low}
	for i, name := range names {
		b.putAccount(strings.ToLower(name), name, bands[i], int64(6-i)*1_000_000)
	}
	b.putAccount("ghost", "", heed.Critical, 90_000_000)
	b.putAccount("lost", "Lost Ltd", heed.Critical, 80_000_000)
	b.write(records.PutReceipt("northwind", records.Receipt{N: 1, Risk: explained(northwindSteps, heed.Critical)}))
	b.answer("northwind", "r-1", `{"score":1,"comment":"Exports keep <b>failing</b>","touchpoint":"support","channel":"email","role":"decision_maker"}`)
	b.event("northwind", 1)
	return b
}

func (b *bench) write(ops ...store.Op) {
	b.t.Helper()
	if err := b.rec.Write(context.WithoutCancel(b.t.Context()), ops...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) putAccount(id, name string, band heed.Band, loss int64) {
	a := heed.NewAccount(id, heed.Account{}, pageNow)
	a.Provisional, a.Profile.Name, a.Profile.Owner = id == "ghost", name, "mia"
	a.Card = heed.Card{
		Status: heed.Active, Band: band, Probability: .4, ARRSource: heed.ARRFromContracts,
		ARR: &heed.Money{Amount: 2 * loss, Currency: "EUR"}, ExpectedLoss: &heed.Money{Amount: loss, Currency: "EUR"},
		DecisionDate: heed.DayOf(time.Now().AddDate(0, 0, 41)), Reason: heed.Text{EN: "The champion left.", DE: "Der Fürsprecher ist gegangen."},
		Play: heed.Text{EN: "Find a new champion", DE: "Neuen Fürsprecher finden"},
	}
	if id == "lost" {
		a.Card.Status = heed.Churned
	}
	b.write(records.PutAccount(records.Row[heed.Account]{Value: a}))
}

func (b *bench) answer(account, id, data string) {
	s := heed.Stored{Signal: heed.Signal{
		ID: id, Source: "survey", Type: heed.FeedbackNPS, Time: pageNow, Subject: account,
		Data: json.RawMessage(data),
	}, Account: account}
	b.write(records.PutSignal(records.Row[heed.Stored]{Value: s}, time.Time{}))
}

func (b *bench) event(account string, n int64) {
	data := heed.RiskChanged{
		Account: heed.AccountRef{ID: account, Name: "Northwind"}, Sequence: n,
		Risk: explained(northwindSteps, heed.Critical).In(heed.English), Reason: fmt.Sprintf("The champion left, said %d times.", n),
	}
	data.Risk.PreviousBand = new(heed.Medium)
	ev, err := heed.NewEvent(heed.RiskRaised, heed.Account{ID: account}, n, time.Now().UTC(), heed.EventFacts{}, data)
	if err != nil {
		b.t.Fatal(err)
	}
	b.write(records.PutEvent(ev))
}
