package blackbox

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// refused is a request that must be refused: with a status, and with a problem
// document that names the pointer, unless that is "-".
type refused struct {
	name    string
	request request
	status  int
	pointer string
}

// TestBadInputIsRefusedAndNothingKept sends what is wrong to every address.
func TestBadInputIsRefusedAndNothingKept(t *testing.T) {
	t.Parallel()
	p := serve(t)
	known(p)
	keys := map[string]string{}
	for _, scope := range []string{"ingest", "read", "write", "personal"} {
		keys[scope] = makeKey(p, scope)
	}
	var all []refused
	all = append(all, badSignals()...)
	all = append(all, badBodies()...)
	all = append(all, badWrites()...)
	all = append(all, badQueries()...)
	all = append(all, badKeys(keys)...)
	before := p.state()
	for _, r := range all {
		t.Run(r.name, func(t *testing.T) {
			a, err := p.call(r.request)
			if err != nil {
				t.Fatalf("%s %s is not answered: %v", r.request.method, r.request.path, err)
			}
			if wrong := refusal(a, r.status, r.pointer); wrong != "" {
				t.Errorf("%s %s: %s", r.request.method, r.request.path, wrong)
			}
		})
	}
	p.keptNothing(before)
}

// known makes what the wrong requests need to be there, and waits for what
// becomes of it by itself.
func known(p *process) {
	p.must(http.MethodPut, "/v1/accounts/known", map[string]any{"name": "Known"}, nil)
	p.must(http.MethodPost, "/v1/endpoints", map[string]any{"id": "known", "url": "http://127.0.0.1:9/hook", "events": []string{"endpoint.failing"}}, nil)
	p.must(http.MethodPut, "/v1/connections/known", map[string]any{"provider": "zendesk", "credentials": []string{"s"}}, nil)
	eventually(p.t, func() string {
		var a struct{ Risk any }
		if !p.get("/v1/accounts/known", &a) || a.Risk == nil {
			return "the account is not judged yet"
		}
		return ""
	})
}

func makeKey(p *process, scope string) string {
	body := map[string]any{"name": scope, "scopes": []string{scope}}
	if scope == "ingest" {
		body["types"] = []string{"feedback.*"}
	}
	var made struct{ Key string }
	p.must(http.MethodPost, "/v1/keys", body, &made)
	return made.Key
}

// noted is all that a refused webhook leaves: that there was one.
var noted = regexp.MustCompile(`,"lately":\{[^}]*\}`)

// state is what a wrong request could have changed.
func (p *process) state() map[string]string {
	all := map[string]string{}
	for _, path := range []string{"/v1/accounts", "/v1/accounts/known", "/v1/accounts/known/signals", "/v1/endpoints", "/v1/connections", "/v1/keys", "/v1/settings", "/v1/events"} {
		a := p.insist(request{method: http.MethodGet, path: path})
		all[path] = noted.ReplaceAllString(string(a.body), "")
	}
	delete(all, "/v1/events") // its next moves with the time
	return all
}

// keptNothing sends a good signal behind all the wrong ones, waits until it is
// there, and holds that it is the only change.
func (p *process) keptNothing(before map[string]string) {
	s := signal{ID: "good", Source: "s", Type: "feedback.nps", Subject: "sentinel", Data: map[string]any{"score": 9}}
	p.must(http.MethodPost, "/v1/signals", s.event(), nil)
	eventually(p.t, func() string {
		if a := p.insist(request{method: http.MethodGet, path: "/v1/accounts/sentinel"}); !a.good() {
			return "the good signal is not there"
		}
		return ""
	})
	if a := p.insist(request{method: http.MethodGet, path: "/v1/accounts/victim"}); a.status != http.StatusNotFound {
		p.t.Errorf("the account that only wrong requests name is answered %d: %s", a.status, a.body)
	}
	p.must(http.MethodDelete, "/v1/accounts/sentinel", nil, nil)
	eventually(p.t, func() string {
		after := p.state()
		delete(after, "/v1/accounts/sentinel")
		if maps.Equal(before, after) {
			return ""
		}
		return fmt.Sprintf("before the wrong requests:\n%v\nafter:\n%v", before, after)
	})
}

// bad is a signal with one thing wrong.
func bad(kind string, data any, with ...any) map[string]any {
	e := map[string]any{"id": "1", "source": "s", "type": kind, "subject": "victim", "data": data}
	for i := 0; i < len(with); i += 2 {
		if e[with[i].(string)] = with[i+1]; with[i+1] == nil {
			delete(e, with[i].(string))
		}
	}
	return e
}

type object = map[string]any

func badSignals() (all []refused) {
	for _, c := range []struct {
		name    string
		event   any
		pointer string
	}{
		{"a score that is text", bad("feedback.nps", object{"score": "9"}), "/data/score"},
		{"a score with a fraction", bad("feedback.nps", object{"score": 7.5}), "/data/score"},
		{"a score above its scale", bad("feedback.nps", object{"score": 11}), "/data/score"},
		{"a score below zero", bad("feedback.nps", object{"score": -1}), "/data/score"},
		{"no score", bad("feedback.nps", object{}), "/data/score"},
		{"a score of null", bad("feedback.nps", object{"score": nil}), "/data/score"},
		{"a scale for NPS", bad("feedback.nps", object{"score": 9, "scale": "1-5"}), "/data/scale"},
		{"CSAT 6 of 5", bad("feedback.csat", object{"score": 6}), "/data/score"},
		{"CSAT 0", bad("feedback.csat", object{"score": 0}), "/data/score"},
		{"CSAT 3 of 2", bad("feedback.csat", object{"score": 3, "scale": "1-2"}), "/data/score"},
		{"an unknown scale", bad("feedback.csat", object{"score": 3, "scale": "1-6"}), "/data/scale"},
		{"CES 6 of 5", bad("feedback.ces", object{"score": 6, "scale": "1-5"}), "/data/score"},
		{"an unknown direction", bad("feedback.ces", object{"score": 6, "direction": "up"}), "/data/direction"},
		{"a misspelt touchpoint", bad("feedback.nps", object{"score": 9, "touchpiont": "x"}), "/data/touchpiont"},
		{"a name to be escaped", bad("feedback.nps", object{"score": 9, "a/b~c": "x"}), "/data/a~1b~0c"},
		{"attributes in attributes", bad("feedback.nps", object{"score": 9, "attributes": object{"a": object{}}}), "/data/attributes/a"},
		{"attributes that are a list", bad("feedback.nps", object{"score": 9, "attributes": []int{}}), "/data/attributes"},
		{"data that is a list", bad("feedback.nps", []int{}), "/data"},
		{"data that is text", bad("feedback.nps", "score"), "/data"},
		{"no data", bad("feedback.nps", nil, "data", nil), "/data/score"},
		{"an unknown type", bad("feedback.nsp", object{"score": 9}), "/type"},
		{"a reserved type", bad("feedback.review", object{"score": 9}), "/type"},
		{"a type that is a number", bad("feedback.nps", object{"score": 9}, "type", 1), "/type"},
		{"no id", bad("feedback.nps", object{"score": 9}, "id", nil), "/id"},
		{"an empty id", bad("feedback.nps", object{"score": 9}, "id", ""), "/id"},
		{"a huge id", bad("feedback.nps", object{"score": 9}, "id", strings.Repeat("x", 300)), "/id"},
		{"an id with NUL", bad("feedback.nps", object{"score": 9}, "id", "a\x00b"), "/id"},
		{"no source", bad("feedback.nps", object{"score": 9}, "source", nil), "/source"},
		{"no subject", bad("feedback.nps", object{"score": 9}, "subject", nil), "/subject"},
		{"a subject that is no id", bad("feedback.nps", object{"score": 9}, "subject", "a b"), "/subject"},
		{"a subject that walks", bad("feedback.nps", object{"score": 9}, "subject", "../x"), "/subject"},
		{"an empty tool's id", bad("feedback.nps", object{"score": 9}, "subject", "crm:"), "/subject"},
		{"a time ahead", bad("feedback.nps", object{"score": 9}, "time", time.Now().Add(20*time.Minute).Format(time.RFC3339)), "/time"},
		{"an ancient time", bad("feedback.nps", object{"score": 9}, "time", "1999-12-31T23:59:59Z"), "/time"},
		{"the year 10000", bad("feedback.nps", object{"score": 9}, "time", "10000-01-01T00:00:00Z"), "/time"},
		{"a time without zone", bad("feedback.nps", object{"score": 9}, "time", "2026-11-20T09:30:00"), "/time"},
		{"the 30th of February", bad("feedback.nps", object{"score": 9}, "time", "2026-02-30T09:30:00Z"), "/time"},
		{"a time that is a number", bad("feedback.nps", object{"score": 9}, "time", 1), "/time"},
		{"another specversion", bad("feedback.nps", object{"score": 9}, "specversion", "0.3"), "/specversion"},
		{"an unknown member", bad("feedback.nps", object{"score": 9}, "Subject", "victim"), "/Subject"},
		{"money with a fraction", bad("contract.signed", object{"contract": "k", "arr": object{"amount": 1.5, "currency": "EUR"}}), "/data/arr"},
		{"money below zero", bad("contract.signed", object{"contract": "k", "arr": object{"amount": -1, "currency": "EUR"}}), "/data/arr/amount"},
		{"money of no currency", bad("contract.signed", object{"contract": "k", "arr": object{"amount": 1, "currency": "euro"}}), "/data/arr/currency"},
		{"a day that is none", bad("contract.signed", object{"contract": "k", "renewal_date": "2026-13-01"}), "/data/renewal_date"},
		{"auto_renew as text", bad("contract.signed", object{"contract": "k", "auto_renew": "yes"}), "/data/auto_renew"},
		{"usage below zero", bad("usage.reported", object{"metric": "m", "value": -1}), "/data/value"},
		{"a pulse of 6", bad("pulse.reported", object{"score": 6}), "/data/score"},
		{"an unknown priority", bad("ticket.opened", object{"ticket": "t", "priority": "P1"}), "/data/priority"},
		{"a profile of numbers", bad("account.updated", object{"name": 1}), "/data/name"},
		{"a phase that is none", bad("account.updated", object{"phase": "dating"}), "/data/phase"},
		{"a retraction of nothing", bad("signal.retracted", object{"source": "s"}), "/data/id"},
		{"a signal of 17 KiB", bad("feedback.nps", object{"score": 9, "comment": strings.Repeat("x", 17<<10)}), ""},
	} {
		all = append(all, refused{c.name, jsonRequest(http.MethodPost, "/v1/signals", c.event), 422, c.pointer},
			refused{c.name + " among others", jsonRequest(http.MethodPost, "/v1/signals", []any{bad("feedback.nps", object{"score": 9}, "id", "2"), c.event}), 422, c.pointer},
			refused{c.name + " in a dry run", jsonRequest(http.MethodPost, "/v1/signals?dry_run=true", c.event), 422, c.pointer})
	}
	return all
}

const good = `{"id":"1","source":"s","type":"feedback.nps","subject":"victim","data":{"score":9}}`

// to is a POST of signals as bytes.
func to(body, contentType, encoding string) request {
	return request{
		method: http.MethodPost, path: "/v1/signals", body: []byte(body),
		header: map[string]string{"Content-Type": contentType, "Content-Encoding": encoding},
	}
}

func badBodies() []refused {
	const plain, lines = "application/json", "application/x-ndjson"
	zip := string(zipped([]byte(good)))
	bomb := string(zipped(bytes.Repeat([]byte(" "), 64<<20)))
	many := "[" + strings.Repeat(good+",", 1000) + good + "]"
	return []refused{
		{"an empty body", to("", plain, ""), 400, "-"},
		{"only space", to(" \r\n", plain, ""), 400, "-"},
		{"no lines", to("\n\n", lines, ""), 422, "-"},
		{"an empty array", to("[]", plain, ""), 422, "-"},
		{"an array of numbers", to("[1]", plain, ""), 422, "-"},
		{"null", to("null", plain, ""), 422, "-"},
		{"half a signal", to(good[:40], plain, ""), 400, "-"},
		{"two signals without a comma", to(good+good, plain, ""), 400, "-"},
		{"a wrong line", to(good+"\n{\n", lines, ""), 400, "-"},
		{"the same name twice", to(`{"id":"1","id":"2",`+good[10:], plain, ""), 400, "/id"},
		{"the same name twice, escaped", to(strings.Replace(good, `"score":9`, `"score":9,"sc\u006fre":1`, 1), plain, ""), 400, "/data/score"},
		{"the same name twice in a list", to("["+good+`,{"id":"1","id":"2"}]`, plain, ""), 400, "/id"},
		{"bad UTF-8", to(strings.Replace(good, "victim", "vi\xff", 1), plain, ""), 400, "-"},
		{"UTF-16", to("\xff\xfe{\x00}\x00", plain, ""), 400, "-"},
		{"deep lists", to(strings.Repeat("[", 200_000), plain, ""), 400, "-"},
		{"deep objects", to(strings.Replace(good, `"score":9`, `"score":9,"x":`+strings.Repeat(`{"a":`, 20_000)+"1"+strings.Repeat("}", 20_000), 1), plain, ""), 400, "-"},
		{"a number of a million digits", to(strings.Replace(good, "9", strings.Repeat("9", 900_000), 1), plain, ""), 422, "-"},
		{"1,001 signals", to(many, plain, ""), 413, "-"},
		{"2 MiB", to(strings.Repeat(" ", 2<<20)+good, plain, ""), 413, "-"},
		{"a gzip bomb", to(bomb, plain, "gzip"), 413, "-"},
		{"no gzip", to(good, plain, "gzip"), 400, "-"},
		{"gzip cut off", to(zip[:len(zip)-6], plain, "gzip"), 400, "-"},
		{"gzip of nothing", to("", plain, "gzip"), 400, "-"},
		{"gzip and something behind", to(zip+"x", plain, "gzip"), 400, "-"},
		{"gzip, and it is not said", to(zip, plain, ""), 400, "-"},
		{"brotli", to(good, plain, "br"), 415, "-"},
		{"a form", to("a=b", "application/x-www-form-urlencoded", ""), 415, "-"},
		{"XML", to("<a/>", "text/xml", ""), 415, "-"},
		{"Latin 1", to(good, "application/json; charset=iso-8859-1", ""), 415, "-"},
	}
}

// takers are the addresses that take JSON, and a body of theirs that is right.
var takers = []struct {
	method, path string
	body         object
}{
	{"PUT", "/v1/accounts/victim", object{"name": "x"}},
	{"PATCH", "/v1/accounts/victim", object{"name": "x"}},
	{"POST", "/v1/endpoints", object{"id": "victim", "url": "http://127.0.0.1:9/", "events": []string{"*"}}},
	{"PATCH", "/v1/endpoints/known", object{"description": "x"}},
	{"POST", "/v1/endpoints/known/replay", object{"since": "2026-01-01T00:00:00Z"}},
	{"PUT", "/v1/connections/victim", object{"provider": "zendesk", "credentials": []string{"s"}}},
	{"POST", "/v1/keys", object{"name": "victim", "scopes": []string{"read"}}},
	{"PUT", "/v1/settings", object{}},
	{"POST", "/v1/settings/preview", object{}},
}

func badWrites() []refused {
	var all []refused
	for _, to := range takers {
		add := func(name, body string, status int, pointer string) {
			r := request{method: to.method, path: to.path, body: []byte(body), header: map[string]string{"Content-Type": "application/json"}}
			all = append(all, refused{to.method + " " + to.path + " " + name, r, status, pointer})
		}
		add("empty", "", 400, "-")
		add("a list", "[]", 400, "-")
		add("null", "null", 400, "-")
		add("half", `{"name":`, 400, "-")
		add("a name twice", `{"x":1,"x":2}`, 400, "/x")
		add("bad UTF-8", "{\"name\":\"\xff\"}", 400, "-")
		add("deep", strings.Repeat(`{"x":`, 100_000), 400, "-")
		add("2 MiB", `{"name":"`+strings.Repeat("x", 2<<20)+`"}`, 413, "-")
		with := maps.Clone(to.body)
		with["nmae"] = 1
		add("an unknown member", string(encoded(with)), 422, "/nmae")
		r := request{method: to.method, path: to.path, body: encoded(to.body), header: map[string]string{"Content-Type": "text/plain"}}
		all = append(all, refused{to.method + " " + to.path + " text", r, 415, "-"})
	}
	return append(all, wrongMembers()...)
}

// wrongMembers are bodies with one wrong member.
func wrongMembers() (all []refused) {
	for _, c := range []struct {
		method, path, body, pointer string
	}{
		{"PUT", "/v1/accounts/victim", `{"name":1}`, "/name"},
		{"PUT", "/v1/accounts/victim", `{"phase":"x"}`, "/phase"},
		{"PUT", "/v1/accounts/victim", `{"parent":"victim"}`, "/parent"},
		{"PUT", "/v1/accounts/victim", `{"arr":{"amount":1}}`, "/arr"},
		{"PATCH", "/v1/accounts/victim", `{"tags":[1]}`, "/tags"},
		{"PATCH", "/v1/accounts/victim", `{"renewal_date":"soon"}`, "/renewal_date"},
		{"PUT", "/v1/accounts/a%20b", `{}`, "id"},
		{"POST", "/v1/endpoints", `{"id":"victim","events":["*"]}`, "/url"},
		{"POST", "/v1/endpoints", `{"id":"victim","url":1}`, "/url"},
		{"POST", "/v1/endpoints", `{"id":"victim","url":"ftp://x.example/"}`, "/url"},
		{"POST", "/v1/endpoints", `{"id":"a b","url":"https://x.example/"}`, "/id"},
		{"POST", "/v1/endpoints", `{"id":7,"url":"https://x.example/"}`, "/id"},
		{"POST", "/v1/endpoints", `{"id":"victim","url":"https://x.example/","events":["risk.rised"]}`, "/events/0"},
		{"POST", "/v1/endpoints", `{"id":"victim","url":"https://x.example/","events":"*"}`, "/events"},
		{"POST", "/v1/endpoints", `{"id":"victim","url":"https://x.example/","filter":{"bands":["red"]}}`, "/filter/bands/0"},
		{"PATCH", "/v1/endpoints/known", `{"status":"asleep"}`, "/status"},
		{"PATCH", "/v1/endpoints/known", `{"format":"fax"}`, "/format"},
		{"POST", "/v1/endpoints/known/replay", `{"since":"yesterday"}`, "/since"},
		{"POST", "/v1/endpoints/known/replay", `{"since":1}`, "/since"},
		{"PUT", "/v1/connections/victim", `{"provider":"nobody","credentials":["s"]}`, "/provider"},
		{"PUT", "/v1/connections/victim", `{"provider":"zendesk"}`, "/credentials"},
		{"PUT", "/v1/connections/victim", `{"provider":"zendesk","credentials":[1]}`, "/credentials/0"},
		{"POST", "/v1/keys", `{"scopes":["read"]}`, "/name"},
		{"POST", "/v1/keys", `{"name":"victim","scopes":["root"]}`, "/scopes/0"},
		{"POST", "/v1/keys", `{"name":"victim","scopes":"read"}`, "/scopes"},
		{"POST", "/v1/keys", `{"name":"victim","scopes":["read"],"expires_at":"2001-01-01T00:00:00Z"}`, "/expires_at"},
		{"POST", "/v1/keys", `{"name":"victim","scopes":["ingest"],"types":["feedbak.*"]}`, "/types/0"},
		{"PUT", "/v1/settings", `{"loss_rate":"x"}`, "/loss_rate"},
		{"POST", "/v1/settings/preview", `{"loss_rate":7}`, "/loss_rate"},
	} {
		r := request{method: c.method, path: c.path, body: []byte(c.body), header: map[string]string{"Content-Type": "application/json"}}
		all = append(all, refused{c.method + " " + c.path + " " + c.body, r, 422, c.pointer})
	}
	return all
}

func badQueries() (all []refused) {
	for path, pointer := range map[string]string{
		"/v1/accounts?limit=0": "limit", "/v1/accounts?limit=201": "limit", "/v1/accounts?limit=x": "limit", "/v1/accounts?cursor=!": "cursor",
		"/v1/accounts?cursor=AAAA": "cursor", "/v1/accounts?band=red": "band", "/v1/accounts?sort=luck": "sort", "/v1/accounts?bnad=low": "bnad",
		"/v1/accounts/known/signals?cursor=AAAA": "cursor", "/v1/accounts/known/risk/history?cursor=AAAA": "cursor",
		"/v1/accounts/known/signals?limit=-1": "limit", "/v1/metrics/nps?by=mood": "by", "/v1/metrics/nps?by=segment&by=plan": "by",
		"/v1/metrics/nps?by=segment,plan": "by", "/v1/metrics/nps?interval=hour": "interval", "/v1/metrics/nps?from=x": "from",
		"/v1/metrics/nps?from=2026-02-01&to=2026-01-01": "from", "/v1/metrics/nps?interval=day&from=1900-01-01": "interval",
		"/v1/metrics/nps?form=2026-01-01": "form", "/v1/events?after=x": "after", "/v1/events?limit=999": "limit", "/v1/events?type=risk.rised": "type",
		"/v1/events?after=evt_aaaaaaaaaaaaaaaaaaaaaaaaaa": "after", "/v1/endpoints/known/deliveries?cursor=AAAA": "cursor",
		"/v1/endpoints?cursor=%00": "cursor", "/v1/keys?limit=1e1": "limit", "/v1/connections?limit=": "-", "/v1/portfolio?x=1": "x",
	} {
		if pointer != "-" {
			all = append(all, refused{"GET " + path, request{method: http.MethodGet, path: path}, 422, pointer})
		}
	}
	for _, path := range []string{"/v1/accounts/nobody", "/v1/accounts/nobody/risk", "/v1/metrics/mood", "/v1/metrics/nps?account=nobody", "/v1/endpoints/nobody", "/v1/connections/nobody", "/v1/nothing"} {
		all = append(all, refused{"GET " + path, request{method: http.MethodGet, path: path}, 404, "-"})
	}
	for _, path := range []string{"/v1/signals", "/v1/metrics/nps", "/v1/settings/preview", "/v1/portfolio"} {
		all = append(all, refused{"DELETE " + path, request{method: http.MethodDelete, path: path}, 405, "-"})
	}
	dry := to(good, "application/json", "")
	dry.path += "?dry_run=maybe"
	return append(all, refused{"dry_run=maybe", dry, 422, "dry_run"})
}

func badKeys(keys map[string]string) (all []refused) {
	signals := to(good, "application/json", "")
	for name, authorization := range map[string]string{
		"no key": "", "an unknown key": "Bearer heed_nobody", "another scheme": "Basic aGVlZDpoZWVk",
		"no secret": "Bearer ", "a huge key": "Bearer " + strings.Repeat("x", 20_000), "a key in quotes": `Bearer "` + adminKey + `"`,
	} {
		all = append(all, refused{name, as(signals, authorization), 401, "-"}, refused{name + " to read", as(request{method: "GET", path: "/v1/accounts"}, authorization), 401, "-"})
	}
	contract := jsonRequest(http.MethodPost, "/v1/signals", bad("contract.signed", object{"contract": "k"}))
	all = append(all, refused{"a narrowed key", as(contract, "Bearer "+keys["ingest"]), 403, "-"},
		refused{"ingest may not read", as(request{method: "GET", path: "/v1/accounts"}, "Bearer "+keys["ingest"]), 403, "-"},
		refused{"personal alone may not read", as(request{method: "GET", path: "/v1/accounts"}, "Bearer "+keys["personal"]), 403, "-"},
		refused{"write may not ingest", as(signals, "Bearer "+keys["write"]), 403, "-"},
		refused{"read may not ingest", as(signals, "Bearer "+keys["read"]), 403, "-"})
	for _, to := range takers {
		all = append(all, refused{"read may not " + to.method + " " + to.path, as(jsonRequest(to.method, to.path, to.body), "Bearer "+keys["read"]), 403, "-"})
	}
	return append(all, refused{"an unsigned webhook", request{method: "POST", path: "/v1/hooks/known", body: []byte("{}")}, 401, "-"},
		refused{"a webhook of nobody", request{method: "POST", path: "/v1/hooks/nobody/token", body: []byte("{}")}, 401, "-"})
}

func as(r request, authorization string) request {
	r.header = maps.Clone(r.header)
	if r.header == nil {
		r.header = map[string]string{}
	}
	r.header["Authorization"] = authorization
	return r
}
