package console

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// listAccounts answers the accounts that pass the filters. It reads the second
// order, which may lag behind the last writes.
func (c *Console) listAccounts(r *request) (reply, error) {
	q, err := r.knownQuery("band", "segment", "owner", "phase", "status", "parent", "tag", "opportunity", "renewal_before", "provisional", "q", "sort", "limit", "cursor")
	if err != nil {
		return reply{}, err
	}
	limit, cursor, err := r.page()
	if err != nil {
		return reply{}, err
	}
	passes, err := filterOf(q)
	if err != nil {
		return reply{}, err
	}
	order, err := orderOf(q.Get("sort"))
	if err != nil {
		return reply{}, err
	}
	all, err := c.portfolio.accounts(r.Context(), r.now)
	if err != nil {
		return reply{}, err
	}
	ranked, err := order.after(order.rank(all, passes), cursor)
	if err != nil {
		return reply{}, err
	}
	return r.showAccounts(ranked, order, limit), nil
}

// showAccounts answers the first accounts of a ranking, and where the next ones begin.
func (r *request) showAccounts(ranked []rank, order order, limit int) reply {
	next := ""
	if len(ranked) > limit {
		ranked = ranked[:limit]
		next = order.cursor(ranked[limit-1])
	}
	views := make([]accountView, len(ranked))
	for i, k := range ranked {
		views[i] = accountIn(*k.account, r.language(), r.now)
	}
	return r.spoken(listed(views, next).body)
}

// filter tells whether an account is to be listed.
type filter func(*heed.Account) bool

// filterMembers give what a filter compares: any of the values will do.
var filterMembers = map[string]func(*heed.Account) []string{
	"band":        func(a *heed.Account) []string { return []string{string(a.Card.Band)} },
	"segment":     func(a *heed.Account) []string { return []string{a.Profile.Segment} },
	"owner":       func(a *heed.Account) []string { return []string{a.Profile.Owner} },
	"phase":       func(a *heed.Account) []string { return []string{a.Profile.Phase} },
	"status":      func(a *heed.Account) []string { return []string{string(a.Status())} },
	"parent":      func(a *heed.Account) []string { return []string{a.Profile.Parent} },
	"tag":         func(a *heed.Account) []string { return a.Profile.Tags },
	"opportunity": func(a *heed.Account) []string { return a.Card.Spotted() },
	"provisional": func(a *heed.Account) []string { return []string{strconv.FormatBool(a.Provisional)} },
}

// filterOf reads the filters. One that is named several times lets any of its
// values pass; different ones must all pass.
func filterOf(q url.Values) (filter, error) {
	if err := checkFilters(q); err != nil {
		return nil, err
	}
	before, text := heed.Day(q.Get("renewal_before")), strings.ToLower(q.Get("q"))
	return func(a *heed.Account) bool {
		for name, values := range filterMembers {
			if wanted := q[name]; len(wanted) > 0 && !slices.ContainsFunc(values(a), func(v string) bool { return slices.Contains(wanted, v) }) {
				return false
			}
		}
		renewal := renewalOf(*a)
		return (before == "" || renewal != "" && renewal < before) && mentions(a, text)
	}, nil
}

func checkFilters(q url.Values) error {
	enums := map[string][]string{
		"band":        {string(heed.Low), string(heed.Medium), string(heed.High), string(heed.Critical)},
		"status":      {string(heed.Trial), string(heed.Active), string(heed.Notice), string(heed.Churned)},
		"phase":       heed.Phases,
		"opportunity": heed.Opportunities,
		"provisional": {"true", "false"},
	}
	for name, known := range enums {
		for _, v := range q[name] {
			if !slices.Contains(known, v) {
				return heed.RefuseField(name, "enum", "%s must be one of %s", name, strings.Join(known, ", "))
			}
		}
	}
	if text := q.Get("renewal_before"); text != "" {
		if _, err := heed.ParseDay(text); err != nil {
			return heed.RefuseField("renewal_before", "format", "renewal_before: %v", err)
		}
	}
	return nil
}

// mentions reports whether an account's id or name holds the text, in lower case.
func mentions(a *heed.Account, text string) bool {
	return strings.Contains(strings.ToLower(a.ID), text) || strings.Contains(strings.ToLower(a.Profile.Name), text)
}

// order is what a list is sorted by: one member, rising or falling. Accounts
// without it come last either way; ties are in the order of the ids.
type order struct {
	name    string
	key     func(*heed.Account) (float64, string, bool)
	falling bool
}

// sortMembers give what an account is sorted by: a number or a text, and whether it is there.
var sortMembers = map[string]func(*heed.Account) (float64, string, bool){
	"expected_loss": func(a *heed.Account) (float64, string, bool) {
		if a.Card.ExpectedLoss == nil {
			return 0, "", false
		}
		return float64(a.Card.ExpectedLoss.Amount), "", true
	},
	"risk": func(a *heed.Account) (float64, string, bool) {
		return a.Card.Probability, "", a.Card.Band != heed.NoBand
	},
	"renewal_date": func(a *heed.Account) (float64, string, bool) {
		renewal := renewalOf(*a)
		return 0, string(renewal), renewal != ""
	},
	"decision_date": func(a *heed.Account) (float64, string, bool) {
		return 0, string(a.Card.DecisionDate), a.Card.DecisionDate != ""
	},
	"arr": func(a *heed.Account) (float64, string, bool) {
		arr, _ := a.ARR()
		if arr == nil {
			return 0, "", false
		}
		return float64(arr.Amount), "", true
	},
	"name": func(a *heed.Account) (float64, string, bool) { return 0, strings.ToLower(a.DisplayName()), true },
}

func orderOf(name string) (order, error) {
	if name == "" {
		name = "-expected_loss"
	}
	member, falling := strings.CutPrefix(name, "-")
	key, known := sortMembers[member]
	if !known {
		return order{}, heed.RefuseField("sort", "enum", "sort must be one of expected_loss, risk, arr, renewal_date, decision_date, name; a hyphen before it turns it around")
	}
	return order{name, key, falling}, nil
}

// rank is an account's place in an order.
type rank struct {
	Missing bool    `json:"m,omitempty"`
	Number  float64 `json:"n,omitempty"`
	Text    string  `json:"t,omitempty"`
	ID      string  `json:"id"`
	account *heed.Account
}

// rank sorts the accounts that pass.
func (o order) rank(all []heed.Account, passes filter) []rank {
	var ranked []rank
	for i := range all {
		if a := &all[i]; passes(a) {
			n, text, there := o.key(a)
			ranked = append(ranked, rank{!there, n, text, a.ID, a})
		}
	}
	slices.SortFunc(ranked, o.compare)
	return ranked
}

func (o order) compare(a, b rank) int {
	if a.Missing != b.Missing {
		if a.Missing {
			return 1
		}
		return -1
	}
	by := cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Text, b.Text))
	if o.falling {
		by = -by
	}
	return cmp.Or(by, cmp.Compare(a.ID, b.ID))
}

// place is a cursor's text: where a page ended, in which order.
type place struct {
	Sort string `json:"s"`
	rank
}

func (o order) cursor(end rank) string {
	raw, _ := json.Marshal(place{o.name, end}) // plain data
	return string(raw)
}

// after drops what stands before and at the cursor. Accounts that moved in
// between are met where they stand now.
func (o order) after(ranked []rank, cursor string) ([]rank, error) {
	if cursor == "" {
		return ranked, nil
	}
	var p place
	if json.Unmarshal([]byte(cursor), &p) != nil || p.Sort != o.name || p.ID == "" {
		return nil, badCursor("cursor")
	}
	from := sort.Search(len(ranked), func(i int) bool { return o.compare(ranked[i], p.rank) > 0 })
	return ranked[from:], nil
}
