package provider

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// said evaluates an expression as rules do.
func said(t *testing.T, text, event string) any {
	t.Helper()
	c := compiler{options: options()}
	p := c.expression(0, "r", "id", text)
	if len(c.errs) > 0 {
		t.Fatal(c.errs)
	}
	s := newScope(Request{Connection: "main", Header: http.Header{"X-Id": {"7"}, "Authorization": {"secret"}}},
		&Mapping{tables: map[string]any{"words": map[string]any{"good": 2, "42": "n", "prêt": 1}}, headers: true, digest: true}, "EUR")
	v, err := parse([]byte(event))
	if err != nil {
		t.Fatal(err)
	}
	s.Event = v
	return p.run(s)
}

func TestWords(t *testing.T) {
	tests := []struct{ text, event, want string }{
		{`event.a.b`, `{"a":{"b":1}}`, `1`},
		{`event.a.b.c.d`, `{"a":1}`, `null`},
		{`event.list[1].x`, `{"list":[1,{"x":"y"}]}`, `"y"`},
		{`event.list[-1].x`, `{"list":[1,{"x":"y"}]}`, `"y"`},
		{`event.list[9].x`, `{"list":[]}`, `null`},
		{`event["odd name"]`, `{"odd name":true}`, `true`},
		{`event.n > 3`, `{}`, `null`},
		{`event.n > 3`, `{"n":3.5}`, `true`},
		{`header["x-id"]`, `{}`, `"7"`},
		{`header["authorization"]`, `{}`, `null`},
		{`account(event.id)`, `{"id":"acme"}`, `"acme"`},
		{`account(event.id)`, `{"id":1042}`, `"1042"`},
		{`account(event.id) ?? external(event.id)`, `{"id":"a b"}`, `"main:a b"`},
		{`external(event.id)`, `{"id":""}`, `null`},
		{`external(event.id)`, `{"id":9007199254740993}`, `"main:9007199254740993"`},
		{`external(event.id)`, `{"id":123456789012345678901234567890}`, `"main:123456789012345678901234567890"`},
		{`coalesce(event.a, "", event.b)`, `{"b":0}`, `0`},
		{`join(event.a, event.b, 3)`, `{"a":"x"}`, `"x::3"`},
		{`join(event.a, event.b)`, `{}`, `null`},
		{`len(join(event.a))`, `{"a":"` + strings.Repeat("x", 300) + `"}`, `32`},
		{`pick(tables.words, event.w)`, `{"w":"GOOD"}`, `2`},
		{`pick(tables.words, event.w)`, `{"w":"  Good, I am"}`, `2`},
		{`pick(tables.words, event.w)`, `{"w":"Prêt à"}`, `1`},
		{`pick(tables.words, event.w)`, `{"w":42}`, `"n"`},
		{`pick(tables.words, event.w)`, `{"w":"bad"}`, `null`},
		{`pick(tables.none, event.w)`, `{"w":"bad"}`, `null`},
		{`lower(event.w)`, `{}`, `null`},
		{`isoTime(event.t)`, `{"t":"2026-03-02T11:59:40.5+01:00"}`, `"2026-03-02T10:59:40.5Z"`},
		{`isoTime(event.t)`, `{"t":"2026-03-02T11:59:40.000+0000"}`, `"2026-03-02T11:59:40Z"`},
		{`isoTime(event.t)`, `{"t":"2026-03-02 11:59:40"}`, `"2026-03-02T11:59:40Z"`},
		{`isoTime(event.t)`, `{"t":"2 March"}`, `null`},
		{`unixTime(event.t)`, `{"t":1772452797}`, `"2026-03-02T11:59:57Z"`},
		{`unixTime(event.t)`, `{"t":"1772452797"}`, `"2026-03-02T11:59:57Z"`},
		{`unixTime(event.t)`, `{"t":1e300}`, `null`},
		{`unixTime(event.t)`, `{"t":-1}`, `null`},
		{`unixTimeMs(event.t)`, `{"t":1772452797209}`, `"2026-03-02T11:59:57.209Z"`},
		{`day(event.t)`, `{"t":"2026-03-02T23:59:57-02:00"}`, `"2026-03-03"`},
		{`day(event.t)`, `{"t":"2026-03-02"}`, `"2026-03-02"`},
		{`money(event.m, "eur")`, `{"m":480.5}`, `{"amount":48050,"currency":"EUR"}`},
		{`money(event.m, "JPY")`, `{"m":"480"}`, `{"amount":480,"currency":"JPY"}`},
		{`money(event.m, "BHD")`, `{"m":1.0005}`, `{"amount":1001,"currency":"BHD"}`},
		{`money(event.m, event.c ?? currency)`, `{"m":19.99}`, `{"amount":1999,"currency":"EUR"}`},
		{`money(event.m, "EUR")`, `{}`, `null`},
		{`money(event.m, event.c)`, `{"m":1}`, `null`},
		{`money(event.m, "EUR")`, `{"m":1e300}`, `null`},
		{`cents(event.m, "EUR")`, `{"m":480.5}`, `{"amount":481,"currency":"EUR"}`},
		{`number(event.n)`, `{"n":" 7.0 "}`, `7`},
		{`number(event.n)`, `{"n":"NaN"}`, `null`},
		{`number(event.n)`, `{"n":"7 points"}`, `null`},
		{`domain(event.e)`, `{"e":"Dana@Northwind.Example"}`, `"northwind.example"`},
		{`domain(event.e)`, `{"e":"dana@gmail.com"}`, `null`},
		{`domain(event.e)`, `{"e":"a@b@c.d"}`, `null`},
		{`domain(event.e)`, `{}`, `null`},
		{`signalType(event.t)`, `{"t":"com.example.contract.renewed.v2"}`, `"contract.renewed"`},
		{`signalType(event.t)`, `{"t":"mycontract.renewed"}`, `null`},
		{`filter(event.l, .a > 1)[0].b`, `{"l":[{"a":1,"b":1},{"a":2,"b":2}]}`, `2`},
		{`{(event.k): event.v}`, `{"k":"name","v":"x"}`, `{"name":"x"}`},
	}
	for _, test := range tests {
		got, _ := json.Marshal(said(t, test.text, test.event))
		if string(got) != test.want {
			t.Errorf("%s of %.60s is %s, want %s", test.text, test.event, got, test.want)
		}
	}
}
