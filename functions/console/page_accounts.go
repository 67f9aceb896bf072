package console

import (
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/heed-cs/heed/shared/heed"
)

// accountsPerPage is how many rows one page of the list has.
const accountsPerPage = 50

// accountsPage lists the accounts that pass the reader's filters.
type accountsPage struct {
	frame
	Asked   url.Values // the filters in use
	Bands   []bandChoice
	Choices []choice
	Columns []column
	Rows    []accountRow
	Total   int // that pass
	First   int // number of the first row
	Last    int
	Before  string // the page before; empty on the first
	After   string
	CSV     string // the same rows as a file
	Clear   bool   // there is a filter to take away
	Lost    int    // that pass and are left out, for their contracts are over
	LostTo  string // the list of them
	Heed    int    // accounts there are at all
}

// accountRow is one account of the list.
type accountRow struct {
	heed.Account
	ARR    *heed.Money
	Status heed.Status
	Days   *int
	Reason string
	Seen   *heed.Override // how a person sees the risk; nil when nobody sees it otherwise
}

func (p *pages) accountsPage(v *visit) (string, any, error) {
	asked := askedOf(v.URL.Query())
	all, err := p.portfolio.accounts(v.Context(), v.now)
	if err != nil {
		return "", nil, err
	}
	ranked, err := rankedFor(asked, all)
	if err != nil {
		return "", nil, err
	}
	page := &accountsPage{frame: p.frameFor(v, "accounts").alive(), Asked: asked, Total: len(ranked), Heed: len(all)}
	page.Search, page.Clear = asked.Get("q"), filtered(asked)
	page.Bands, page.Choices, page.Columns = bandChoices(asked, all), choicesOf(asked, all), columnsOf(asked)
	page.CSV = "/ui/accounts.csv?" + asked.Encode()
	page.Lost, page.LostTo = lostIn(asked, all), accountsAt(toggled(asked, "status", string(heed.Churned)))
	page.fill(ranked, v)
	return "accounts", page, nil
}

// askedOf are the filters and the order an address names; a form sends those
// left open as empty texts.
func askedOf(q url.Values) url.Values {
	asked := url.Values{}
	for _, name := range append(slices.Sorted(maps.Keys(filterMembers)), "renewal_before", "q", "sort") {
		if values := slices.DeleteFunc(slices.Clone(q[name]), func(v string) bool { return v == "" }); len(values) > 0 {
			asked[name] = values
		}
	}
	return asked
}

func filtered(asked url.Values) bool { return len(asked) > 1 || len(asked) == 1 && !asked.Has("sort") }

// rankedFor sorts the accounts that pass.
func rankedFor(asked url.Values, all []heed.Account) ([]rank, error) {
	passes, err := listFilter(asked)
	if err != nil {
		return nil, err
	}
	order, err := orderOf(asked.Get("sort"))
	if err != nil {
		return nil, err
	}
	return order.rank(all, passes), nil
}

// fill shows one page of the rows, the last one when the address asks beyond it.
func (page *accountsPage) fill(ranked []rank, v *visit) {
	n, _ := strconv.Atoi(v.URL.Query().Get("page")) // what is no number is the first page
	pages := max(1, (len(ranked)+accountsPerPage-1)/accountsPerPage)
	n = min(max(n, 1), pages)
	from := (n - 1) * accountsPerPage
	shown := ranked[from:min(from+accountsPerPage, len(ranked))]
	for _, k := range shown {
		page.Rows = append(page.Rows, accountRowOf(*k.account, v))
	}
	page.First, page.Last = from+1, from+len(shown)
	if n > 1 {
		page.Before = page.with("page", strconv.Itoa(n-1))
	}
	if n < pages {
		page.After = page.with("page", strconv.Itoa(n+1))
	}
}

func accountRowOf(a heed.Account, v *visit) accountRow {
	arr, _ := a.ARR()
	reason := a.Card.Reason.In(heed.Language(v.locale))
	return accountRow{a, arr, a.Status(), daysTo(a.Card.DecisionDate, v.now), reason, a.Override.Standing(v.now)}
}
