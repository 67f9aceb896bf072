package console

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
)

func listedAccount(id, name string, loss int64, p float64, renewal heed.Day) heed.Account {
	a := heed.Account{ID: id, CreatedAt: time.Now(), Profile: heed.Profile{Name: name, RenewalDate: renewal}}
	if loss > 0 {
		a.Card = heed.Card{Band: heed.High, Probability: p, ExpectedLoss: &heed.Money{Amount: loss, Currency: "EUR"}}
	}
	return a
}

func TestAccountsAreSortedAndPagedUnderTies(t *testing.T) {
	b := newBench(t)
	b.put(listedAccount("a", "Zeta", 100, .9, "2027-03-01"), listedAccount("b", "alpha", 300, .2, "2027-01-01"),
		listedAccount("c", "Beta", 100, .5, ""), listedAccount("d", "", 0, 0, "2027-02-01"), listedAccount("e", "beta", 100, .5, "2027-01-01"))
	for sort, want := range map[string]string{
		"": "b a c e d", "-expected_loss": "b a c e d", "expected_loss": "a c e b d",
		"-risk": "a c e b d", "risk": "b c e a d",
		"renewal_date": "b e d a c", "-renewal_date": "a d b e c",
		"name": "b c e d a", "-name": "a d c e b",
	} {
		for _, limit := range []int{1, 2, 50} {
			got := strings.Join(pick(b.everything(fmt.Sprintf("/v1/accounts?limit=%d&sort=%s", limit, sort)), "id"), " ")
			if got != want {
				t.Errorf("sorted by %q in pages of %d: %s, want %s", sort, limit, got, want)
			}
		}
	}
}

func TestAccountsAreFiltered(t *testing.T) {
	b := newBench(t)
	acme := listedAccount("acme", "Acme Corp", 100, .4, "2027-03-01")
	acme.Profile.Segment, acme.Profile.Owner, acme.Profile.Phase, acme.Profile.Tags = "smb", "kim", "adoption", []string{"vip", "eu"}
	beta := listedAccount("beta", "Beta", 0, 0, "2027-01-01")
	beta.Profile.Segment, beta.Profile.Parent, beta.Provisional, beta.Card.Status = "mid", "acme", true, heed.Churned
	b.put(acme, beta)
	for query, want := range map[string]string{
		"":                          "acme beta",
		"band=high":                 "acme",
		"band=low&band=high":        "acme",
		"band=low":                  "",
		"segment=smb":               "acme",
		"segment=smb&segment=mid":   "acme beta",
		"owner=kim&segment=mid":     "",
		"phase=adoption":            "acme",
		"status=churned":            "beta",
		"status=active":             "acme",
		"parent=acme":               "beta",
		"tag=eu":                    "acme",
		"provisional=true":          "beta",
		"provisional=false":         "acme",
		"q=CORP":                    "acme",
		"q=bet":                     "beta",
		"renewal_before=2027-03-01": "beta",
		"renewal_before=2027-03-02": "acme beta",
	} {
		got := pick(b.get("/v1/accounts?"+query).items(), "id")
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s lists %v, want %s", query, got, want)
		}
	}
}

func TestAccountListsRefuseBadFilters(t *testing.T) {
	b := newBench(t)
	for _, query := range []string{"band=red", "status=gone", "phase=x", "provisional=yes", "renewal_before=soon", "sort=size", "sgement=smb"} {
		b.want(422, "GET", "/v1/accounts?"+query, "")
	}
	b.put(listedAccount("a", "A", 0, 0, ""), listedAccount("b", "B", 0, 0, ""))
	cursor := b.get("/v1/accounts?limit=1&sort=name").at("next").(string)
	b.want(422, "GET", "/v1/accounts?limit=1&sort=risk&cursor="+cursor, "")
}

func TestAListShowsTheCardInTheCallersLanguage(t *testing.T) {
	b := newBench(t)
	a := listedAccount("acme", "Acme", 100, .4, "")
	a.Card.Reason = heed.Text{EN: "It fell.", DE: "Es fiel."}
	a.Card.DecisionDate = heed.DayOf(time.Now()).Add(-3)
	b.put(a)
	got := b.get("/v1/accounts", "Accept-Language", "de")
	if got.at("items", 0, "risk", "reason") != "Es fiel." || got.at("items", 0, "risk", "health") != 60. {
		t.Errorf("the card is %v", got.at("items", 0, "risk"))
	}
	if days := got.at("items", 0, "risk", "days").(float64); days < -4 || days > -3 {
		t.Errorf("the decision is in %v days, want -3", days)
	}
}

func TestWritesAreListedAtOnce(t *testing.T) {
	b := newBench(t)
	b.get("/v1/accounts")
	b.want(200, "PUT", "/v1/accounts/acme", `{}`)
	if got := len(b.get("/v1/accounts").items()); got != 1 {
		t.Errorf("%d accounts are listed after the write, want 1", got)
	}
}

// However many accounts share a value, pages of any size hold each account once, in order.
func TestPagesHoldEveryAccountOnceInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []heed.Account
		for i := range rapid.IntRange(0, 30).Draw(t, "accounts") {
			all = append(all, listedAccount(fmt.Sprint("a", i), rapid.SampledFrom([]string{"", "A", "a", "B"}).Draw(t, "name"),
				rapid.Int64Range(0, 3).Draw(t, "loss"), rapid.SampledFrom([]float64{.1, .2, 1. / 3}).Draw(t, "p"),
				rapid.SampledFrom([]heed.Day{"", "2027-01-01", "2027-02-01"}).Draw(t, "renewal")))
		}
		order, err := orderOf(rapid.SampledFrom([]string{"expected_loss", "-expected_loss", "risk", "-risk", "renewal_date", "-renewal_date", "name", "-name"}).Draw(t, "sort"))
		if err != nil {
			t.Fatal(err)
		}
		limit := rapid.IntRange(1, 5).Draw(t, "limit")
		whole := order.rank(all, func(*heed.Account) bool { return true })
		var paged []rank
		for cursor := ""; len(paged) < len(whole); cursor = order.cursor(paged[len(paged)-1]) {
			rest, err := order.after(whole, cursor)
			if err != nil || len(rest) == 0 {
				t.Fatalf("after %d accounts the list ends (%v)", len(paged), err)
			}
			paged = append(paged, rest[:min(limit, len(rest))]...)
		}
		if !slices.Equal(paged, whole) {
			t.Fatalf("the pages hold %v, want %v", paged, whole)
		}
	})
}

func FuzzCursorsAreRefusedOrRead(f *testing.F) {
	order, _ := orderOf("-risk")
	f.Add(order.cursor(rank{Number: .5, ID: "acme"}))
	f.Add(`{"s":"-risk","n":1e999,"id":"a"}`)
	f.Fuzz(func(t *testing.T, cursor string) {
		_, err := order.after([]rank{{Number: .9, ID: "a"}, {Missing: true, ID: "b"}}, cursor)
		if err != nil && heed.ProblemOf(err) == nil {
			t.Errorf("%q: %v is no refusal", cursor, err)
		}
	})
}
