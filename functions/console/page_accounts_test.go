package console

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

var rowName = regexp.MustCompile(`<th scope="row"><a href="/ui/accounts/([^"]+)">`)

// listedOn are the ids that a page of the list shows, in order.
func listedOn(page string) (ids []string) {
	for _, m := range rowName.FindAllStringSubmatch(page, -1) {
		ids = append(ids, m[1])
	}
	return ids
}

func TestAccountsAreFilteredAndSorted(t *testing.T) {
	_, b := shown(t)
	for query, want := range map[string][]string{
		"":                                {"ghost", "northwind", "contoso", "fabrikam", "tailspin", "wingtip", "adatum"},
		"?sort=name&provisional=false":    {"adatum", "contoso", "fabrikam", "northwind", "tailspin", "wingtip"},
		"?band=high&band=medium":          {"contoso", "fabrikam"},
		"?q=NORTH":                        {"northwind"},
		"?owner=&segment=&status=churned": {"lost"},
		"?sort=arr&band=low":              {"adatum", "wingtip", "tailspin"},
		"?q=nobody":                       nil,
		"?q=lost":                         {"lost"},
	} {
		if got := listedOn(b.page("/ui/accounts" + query)); !slices.Equal(got, want) {
			t.Errorf("%q lists %q, want %q", query, got, want)
		}
	}
	mustHold(t, b.page("/ui/accounts?q=nobody"), "No account is like that.")
	mustHold(t, b.page("/ui/accounts?sort=-arr"), `aria-sort="descending"`, `href="/ui/accounts?sort=arr"`)
	if answer, body := b.load(http.MethodGet, "/ui/accounts?band=blue", nil); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "<h1>") {
		t.Errorf("a band that does not exist is answered %d, want a page with 422", answer.StatusCode)
	}
}

// Who was lost is counted in no band and listed only when asked for, which is one step.
func TestLostCustomersAreListedApart(t *testing.T) {
	_, b := shown(t)
	const to = `<a href="/ui/accounts?band=critical&amp;status=churned">Churned, not listed here: 1</a>`
	page := b.page("/ui/accounts?band=critical")
	mustHold(t, page, to, "Critical <b>2</b>", "all but churned")
	if got := listedOn(page); !slices.Equal(got, []string{"ghost", "northwind"}) {
		t.Errorf("in alarm are %q", got)
	}
	page = b.page("/ui/accounts?band=critical&status=churned")
	mustHold(t, page, "Critical <b>1</b>")
	mustLack(t, page, "not listed here")
}

func TestAccountsFileHasTheSameRows(t *testing.T) {
	bench, b := shown(t)
	a := heed.NewAccount("evil", heed.Account{}, pageNow)
	a.Profile.Name = `=HYPERLINK("https://evil.example")`
	bench.write(records.PutAccount(records.Row[heed.Account]{Value: a}))
	answer, body := b.load(http.MethodGet, "/ui/accounts.csv?band=critical&sort=name", nil)
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(rows) != 3 || rows[1][0] != "ghost" || rows[2][0] != "northwind" {
		t.Fatalf("the file has %q (%v)", rows, err)
	}
	if got := strings.Join(rows[2], "|"); !strings.HasPrefix(got, "northwind|Northwind|active|false||mia||critical|0.4000|60000.00|EUR|120000.00|EUR|") {
		t.Errorf("a row is %s", got)
	}
	if h := answer.Header; !strings.HasPrefix(h.Get("Content-Type"), "text/csv") || !strings.Contains(h.Get("Content-Disposition"), ".csv") {
		t.Errorf("the file comes with %v", h)
	}
	_, body = b.load(http.MethodGet, "/ui/accounts.csv?q=evil", nil)
	mustHold(t, body, `"'=HYPERLINK(`)
	if answer, _ := elsewhere(t, b.c).load(http.MethodGet, "/ui/accounts.csv", nil); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("a stranger gets %d, want the way to sign in", answer.StatusCode)
	}
}

func TestAccountsComeInPages(t *testing.T) {
	bench, b := shown(t)
	for i := range accountsPerPage {
		bench.putAccount(fmt.Sprintf("many-%02d", i), "", heed.Low, 1)
	}
	first := b.page("/ui/accounts?q=many")
	mustHold(t, first, "1–50 of 50")
	mustLack(t, first, `rel="next"`)
	first = b.page("/ui/accounts")
	mustHold(t, first, "1–50 of 57", `rel="next" href="/ui/accounts?page=2"`)
	second := b.page("/ui/accounts?page=2")
	mustHold(t, second, "51–57 of 57", `rel="prev"`)
	mustHold(t, b.page("/ui/accounts?page=99"), "51–57 of 57")
	if all := append(listedOn(first), listedOn(second)...); len(all) != 57 {
		t.Errorf("both pages show %d accounts, want 57", len(all))
	}
}
