package main

import "testing"

const (
	someCases = `{"items":[
 {"id":"case_1","account":"acme","kind":"risk","status":"open","reason":"The champion left.","owner":"csm-1","due":"2026-11-19","overdue":true,"note":null,"outcome":null,"closed_at":null},
 {"id":"case_2","account":"bolt","kind":"manual","status":"open","reason":"Agree on goals","owner":null,"due":"2026-12-01","overdue":false}],"next":null}`
	aCase      = `{"id":"case_1","account":"acme","kind":"risk","status":"open","reason":"The champion left.","opened_at":"2026-11-14T09:30:00Z","owner":"csm-2","due":"2026-11-30","note":null,"outcome":null,"closed_at":null}`
	aCaseShown = `case case_1
account acme
kind risk
status open
reason The champion left.
owner csm-2
due 2026-11-30
opened 2026-11-14T09:30:00Z
`
)

// Each line is a command, what it asks the API, what it sends, the API's answer, and what it prints.
func TestCasesAndViewsOfOnesOwn(t *testing.T) {
	for name, c := range map[string]struct {
		command                     []string
		asks, sends, answer, prints string
	}{
		"list": {[]string{"cases", "list", "--owner", "csm-1"}, "GET /v1/cases?owner=csm-1&limit=200", "", someCases, `CASE ACCOUNT KIND STATE DUE OWNER REASON
case_1 acme risk open 2026-11-19 overdue csm-1 The champion left.
case_2 bolt manual open 2026-12-01 – Agree on goals
`},
		"closed": {
			[]string{"cases", "list", "--closed", "--json"},
			"GET /v1/cases?status=closed&limit=200", "",
			`{"items":[{"id":"case_1"}],"next":null}`, `{"id":"case_1"}` + "\n",
		},
		"of an account": {
			[]string{"cases", "list", "--account", "crm:0017", "--limit", "1"},
			"GET /v1/accounts/crm:0017/cases?limit=200", "",
			`{"items":[{"id":"case_1","account":"acme","kind":"risk","status":"closed","outcome":"lost","due":"2026-11-19"}],"next":null}`,
			"CASE ACCOUNT KIND STATE DUE OWNER REASON\ncase_1 acme risk closed: lost 2026-11-19 –\n",
		},
		"show": {[]string{"cases", "show", "acme", "case_1"}, "GET /v1/accounts/acme/cases/case_1", "", aCase, aCaseShown},
		"open": {
			[]string{"cases", "open", "acme", "Agree on goals", "--due", "2026-11-30", "--note", "Ask them"},
			"POST /v1/accounts/acme/cases",
			`{"due":"2026-11-30","note":"Ask them","reason":"Agree on goals"}`, aCase, aCaseShown,
		},
		"assign": {
			[]string{"cases", "assign", "acme", "case_1", "csm-2", "--due", "2026-11-30"},
			"PATCH /v1/accounts/acme/cases/case_1",
			`{"due":"2026-11-30","owner":"csm-2"}`, aCase, aCaseShown,
		},
		"close": {
			[]string{"cases", "close", "acme", "case_1", "resolved"},
			"PATCH /v1/accounts/acme/cases/case_1",
			`{"outcome":"resolved","status":"closed"}`, aCase, aCaseShown,
		},
		"set a view": {
			[]string{"accounts", "override", "set", "acme", "high", "They prefer another product", "--until", "2027-02-01T00:00:00Z"},
			"PUT /v1/accounts/acme/risk/override", `{"band":"high","expires_at":"2027-02-01T00:00:00Z","reason":"They prefer another product"}`,
			`{"band":"high","reason":"They prefer another product","by":"csm-1","at":"2026-11-20T09:30:00Z","expires_at":"2027-02-01T00:00:00Z"}`,
			"account acme\nseen as high\nreason They prefer another product\nby csm-1\nuntil 2027-02-01T00:00:00Z\n",
		},
		"clear a view": {[]string{"accounts", "override", "clear", "acme"}, "DELETE /v1/accounts/acme/risk/override", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			api := &answering{answers: []string{c.answer}}
			if got := commanded(t, api, 0, c.command...); squeezed(got) != squeezed(c.prints) {
				t.Errorf("it prints\n%s\nwant\n%s", got, c.prints)
			}
			if len(api.asked) == 0 || api.asked[0] != c.asks {
				t.Errorf("it asks %v, want %s", api.asked, c.asks)
			}
			if len(api.sent) == 0 || api.sent[0] != c.sends {
				t.Errorf("it sends %q, want %s", api.sent, c.sends)
			}
		})
	}
}

func TestACaseIsClosedWithAnOutcome(t *testing.T) {
	commanded(t, &answering{}, 80, "cases", "close", "acme", "case_1", "done")
	commanded(t, &answering{}, 80, "cases", "open", "acme", "Agree on goals")
	commanded(t, &answering{}, 80, "accounts", "override", "set", "acme", "awful", "x", "--until", "2027-02-01T00:00:00Z")
}
