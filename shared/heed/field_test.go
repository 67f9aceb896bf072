package heed

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestFieldKinds(t *testing.T) {
	long := strings.Repeat("é", 128)
	tests := map[string]struct {
		field Field
		good  []string
		bad   map[string]string // value → code, with the pointer's end where there is one
	}{
		"text": {
			text("t", 5),
			[]string{`""`, `"ab\n\tc"`, `"ééééé"`, `null`},
			map[string]string{`"abcdef"`: "range", `"a\u0000"`: "format", `"a\u0085"`: "format", `1`: "type", `[]`: "type", `{}`: "type", `true`: "type"},
		},
		"choice": {choice("c", "low", "high"), []string{`"low"`, `null`}, map[string]string{`"Low"`: "enum", `""`: "enum", `"lo"`: "enum", `0`: "type"}},
		"id":     {id("i"), []string{`"a b/é"`, `"` + long + `"`, `null`}, map[string]string{`""`: "format", `"` + long + `x"`: "format", `"a\nb"`: "format", `7`: "type"}},
		"integer": {
			whole("n", 0, 10),
			[]string{`0`, `-0`, `10`, `null`},
			map[string]string{`-1`: "range", `11`: "range", `7.5`: "type", `7.0`: "type", `1e1`: "type", `1E0`: "type", `"7"`: "type", `true`: "type", `99999999999999999999`: "type", `[7]`: "type"},
		},
		"number": {
			Field{Kind: NumberField, Max: 10},
			[]string{`0`, `7.5`, `1e1`, `null`},
			map[string]string{`-0.1`: "range", `10.1`: "range", `1e999`: "type", `"7"`: "type", `{}`: "type"},
		},
		"boolean": {flag("b"), []string{`true`, `false`, `null`}, map[string]string{`"true"`: "type", `1`: "type", `0`: "type"}},
		"day": {
			day("d"),
			[]string{`"2026-11-20"`, `"2024-02-29"`, `null`},
			map[string]string{`"2026-02-29"`: "format", `"2026-2-01"`: "format", `"20261120"`: "format", `"2026-11-20T00:00:00Z"`: "format", `"0001-01-01"`: "format", `""`: "format", `20261120`: "type"},
		},
		"money": {
			money("m"),
			[]string{`{"amount":0,"currency":"EUR"}`, `{ "currency" : "USD" , "amount" : 1000000000000000 }`, `null`},
			map[string]string{
				`{"amount":1}`: "type", `{"currency":"EUR"}`: "type", `{"amount":1.5,"currency":"EUR"}`: "type", `{"amount":"1","currency":"EUR"}`: "type",
				`{"amount":1,"currency":"EUR","x":1}`: "type", `{"Amount":1,"currency":"EUR"}`: "type", `{"amount":null,"currency":"EUR"}`: "type", `[]`: "type", `1`: "type", `"1 EUR"`: "type",
				`{"amount":-1,"currency":"EUR"}`: "range/amount", `{"amount":1000000000000001,"currency":"EUR"}`: "range/amount",
				`{"amount":1,"currency":"eur"}`: "format/currency", `{"amount":1,"currency":"EURO"}`: "format/currency", `{"amount":1,"currency":""}`: "format/currency",
			},
		},
		"texts": {
			texts("t"),
			[]string{`[]`, `["a","b"]`, `null`},
			map[string]string{`"a"`: "type", `[1]`: "type", `[""]`: "format/0", `["a",null]`: "format/1", `["a","` + strings.Repeat("x", 129) + `"]`: "format/1", listOf(51): "range"},
		},
		"attributes": {
			attributes,
			[]string{`{}`, `{"a":1,"b":"x","c":true,"d":null}`, attributesOf(20), `null`},
			map[string]string{`[]`: "type", `"a"`: "type", `{"a":{}}`: "type/a", `{"a":[]}`: "type/a", `{"a/b":[]}`: "type/a~1b", `{"":1}`: "format/", attributesOf(21): "range", `{"a":"` + strings.Repeat("x", 501) + `"}`: "range/a"},
		},
		"external ids": {
			Field{Kind: ExternalsField},
			[]string{`{}`, `{"crm":["1","2"],"help-desk":[]}`, `null`},
			map[string]string{`[]`: "type", `{"crm":"1"}`: "type", `{"crm":[1]}`: "type", `{"c rm":["1"]}`: "format/c rm", `{"crm":["1",""]}`: "format/crm/1", `{"crm":` + listOf(21) + `}`: "range/crm"},
		},
	}
	for name, test := range tests {
		for _, raw := range test.good {
			if err := test.field.check(json.RawMessage(raw)); err != nil {
				t.Errorf("%s %s is refused: %v", name, raw, err)
			}
		}
		for raw, want := range test.bad {
			var got FieldError
			if err := test.field.check(json.RawMessage(raw)); !errors.As(err, &got) || got.Code+got.Pointer != want || got.Detail == "" {
				t.Errorf("%s %.60s gives %+v, want %s", name, raw, got, want)
			}
		}
	}
}

func listOf(n int) string { return `["a"` + strings.Repeat(`,"a"`, n-1) + `]` }

func attributesOf(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(`"a%d":%d`, i, i)
	}
	return "{" + strings.Join(all, ",") + "}"
}

func TestCheckMembers(t *testing.T) {
	fields := []Field{required(id("ticket")), choice("priority", "low"), whole("n", 0, 1)}
	tests := map[string]string{
		`{"ticket":"1"}`:                          "",
		`{}`:                                      "/d/ticket required",
		`{"ticket":null,"priority":null}`:         "/d/ticket required",
		`{"n":2,"priority":"x","ticket":"1"}`:     "/d/priority enum,/d/n range",
		`{"ticket":"1","z":1,"a/b":2}`:            "/d/a~1b unknown,/d/z unknown",
		`{"Ticket":"1","n":0}`:                    "/d/ticket required,/d/Ticket unknown",
		`{"ticket":"1","priority":"low","n":0.5}`: "/d/n type",
	}
	for raw, want := range tests {
		var got []string
		for _, e := range CheckMembers(fields, object(t, raw), "/d") {
			got = append(got, e.Pointer+" "+e.Code)
		}
		if strings.Join(got, ",") != want {
			t.Errorf("%s gives %v, want %s", raw, got, want)
		}
	}
}

func TestParseTime(t *testing.T) {
	for _, good := range []string{"2026-11-20T09:30:00Z", "2026-11-20T09:30:00.123456789Z", "2026-11-20T10:30:00+01:00", "2026-11-19T23:30:00.5-10:00"} {
		if got, err := parseTime(good); err != nil || DayOf(got) != "2026-11-20" || got.Location().String() != "UTC" {
			t.Errorf("%s reads as %v, %v", good, got, err)
		}
	}
	for _, bad := range []string{
		"", "2026-11-20", "2026-11-20 09:30:00Z", "2026-11-20T9:30:00Z", "2026-11-20T09:30:00", "2026-11-20T09:30:00,5Z", "2026-11-20T09:30Z",
		"2026-11-31T09:30:00Z", "2026-11-20T24:00:00Z", "2026-11-20T09:30:00+25:00", "12026-11-20T09:30:00Z", "1772452800",
	} {
		if got, err := parseTime(bad); err == nil {
			t.Errorf("%s reads as %v", bad, got)
		}
	}
}

func object(t *testing.T, raw string) (members map[string]json.RawMessage) {
	if err := json.Unmarshal([]byte(raw), &members); err != nil {
		t.Fatal(err)
	}
	return members
}
