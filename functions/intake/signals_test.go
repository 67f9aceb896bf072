package intake

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

const nps = `{"id":"r-1001","source":"survey-app","type":"feedback.nps","time":"2026-03-02T11:30:00Z","subject":"acme",` +
	`"data":{"score":3,"comment":"Exports keep failing","touchpoint":"support","channel":"email","contact":"u-17","survey":"2026-q1"}}`

// with makes a signal of the type and data.
func with(kind, data string) string {
	return fmt.Sprintf(`{"id":"1","source":"s","type":%q,"subject":"acme","data":%s}`, kind, data)
}

// numbered makes n signals of an account.
func numbered(subject string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(`{"id":"%s-%d","source":"s","type":"feedback.nps","subject":"%s","data":{"score":%d}}`, subject, i, subject, i%11)
	}
	return all
}

func array(signals ...string) string { return "[" + strings.Join(signals, ",") + "]" }

func TestOneSignal(t *testing.T) {
	r := newRig(t)
	s := r.wantAccepted(r.post(nps), 202, `{"accepted":1}`, 1)[0]
	if s.ID != "r-1001" || s.Source != "survey-app" || s.Type != heed.FeedbackNPS || s.Subject != "acme" || s.Via != "" || s.Untimed {
		t.Errorf("sent %+v", s)
	}
	if !s.Time.Equal(noon.Add(-30*time.Minute)) || !s.ReceivedAt.Equal(noon) {
		t.Errorf("it happened at %v and came at %v", s.Time, s.ReceivedAt)
	}
	if b := r.inbox.messages[0]; b.Group != "" {
		t.Errorf("the group is %q, want none: each message of a group costs more", b.Group)
	}
}

func TestAcceptedForms(t *testing.T) {
	tests := map[string]struct {
		kind, body string
		n          int
	}{
		"no content type":         {"", nps, 1},
		"charset":                 {"application/json; charset=UTF-8", nps, 1},
		"capital media type":      {"Application/JSON", nps, 1},
		"array":                   {"application/json", array(numbered("acme", 3)...), 3},
		"array behind space":      {"", "\n\t [" + nps + "]", 1},
		"a thousand":              {"", array(numbered("acme", 1000)...), 1000},
		"structured":              {"application/cloudevents+json; charset=utf-8", nps, 1},
		"batch":                   {"application/cloudevents-batch+json; charset=utf-8", array(nps), 1},
		"lines":                   {"application/x-ndjson", strings.Join(numbered("acme", 3), "\n"), 3},
		"lines, blank and CRLF":   {"application/ndjson", "\r\n\n" + strings.Join(numbered("acme", 3), "\r\n\r\n") + "\n\n", 3},
		"lines as JSON Lines":     {"application/jsonl", nps, 1},
		"specversion":             {"", strings.Replace(nps, `{`, `{"specversion":"1.0",`, 1), 1},
		"extension attribute":     {"", strings.Replace(nps, `{`, `{"traceparent":"00-0af7","partitionkey":"a",`, 1), 1},
		"connection's subject":    {"", strings.Replace(nps, `"acme"`, `"crm:0061 t/8"`, 1), 1},
		"null clears":             {"", with("account.updated", `{"segment":null,"name":"Acme"}`), 1},
		"9 minutes ahead":         {"", strings.Replace(nps, "11:30", "12:09", 1), 1},
		"the lowest, the highest": {"", array(with("feedback.nps", `{"score":0}`), with("feedback.nps", `{"score":10}`)), 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			var headers []string
			if test.kind != "" {
				headers = []string{"Content-Type: " + test.kind}
			}
			r.wantAccepted(r.post(test.body, headers...), 202, fmt.Sprintf(`{"accepted":%d}`, test.n), test.n)
		})
	}
}

func TestRefusedSignals(t *testing.T) {
	plain := `{"id":"1","source":"s","type":"feedback.nps","subject":"acme","data":{"score":3}}`
	swap := func(old, new string) string { return strings.Replace(plain, old, new, 1) }
	tests := map[string]struct {
		body          string
		pointer, code string
	}{
		"float score":            {swap(`:3`, `:7.5`), "/data/score", "type"},
		"whole float score":      {swap(`:3`, `:7.0`), "/data/score", "type"},
		"score with exponent":    {swap(`:3`, `:1e1`), "/data/score", "type"},
		"score as text":          {swap(`:3`, `:"3"`), "/data/score", "type"},
		"score true":             {swap(`:3`, `:true`), "/data/score", "type"},
		"score null":             {swap(`:3`, `:null`), "/data/score", "required"},
		"score in an array":      {swap(`:3`, `:[3]`), "/data/score", "type"},
		"score missing":          {swap(`"score":3`, ``), "/data/score", "required"},
		"score -1":               {swap(`:3`, `:-1`), "/data/score", "range"},
		"score 11":               {swap(`:3`, `:11`), "/data/score", "range"},
		"score beyond int64":     {swap(`:3`, `:99999999999999999999`), "/data/score", "type"},
		"csat 0":                 {with("feedback.csat", `{"score":0}`), "/data/score", "range"},
		"csat 6 of 5":            {with("feedback.csat", `{"score":6}`), "/data/score", "range"},
		"csat 3 of 2":            {with("feedback.csat", `{"score":3,"scale":"1-2"}`), "/data/score", "range"},
		"unknown scale":          {with("feedback.csat", `{"score":3,"scale":"1-9"}`), "/data/scale", "enum"},
		"null scale":             {with("feedback.csat", `{"score":6,"scale":null}`), "/data/score", "range"},
		"ces 8":                  {with("feedback.ces", `{"score":8}`), "/data/score", "range"},
		"ces 6 of 5":             {with("feedback.ces", `{"score":6,"scale":"1-5"}`), "/data/score", "range"},
		"direction":              {with("feedback.ces", `{"score":5,"direction":"up"}`), "/data/direction", "enum"},
		"misspelt member":        {swap(`:3`, `:3,"touchpiont":"x"`), "/data/touchpiont", "unknown"},
		"capital member":         {swap(`"score"`, `"Score"`), "/data/score", "required"},
		"member with a slash":    {swap(`:3`, `:3,"a/b~c":1`), "/data/a~1b~0c", "unknown"},
		"contact too long":       {swap(`:3`, `:3,"contact":"`+strings.Repeat("x", 129)+`"`), "/data/contact", "format"},
		"empty contact":          {swap(`:3`, `:3,"contact":""`), "/data/contact", "format"},
		"comment too long":       {swap(`:3`, `:3,"comment":"`+strings.Repeat("x", 10_001)+`"`), "/data/comment", "range"},
		"NUL in the comment":     {swap(`:3`, `:3,"comment":"a\u0000b"`), "/data/comment", "format"},
		"21 attributes":          {swap(`:3`, `:3,"attributes":{`+attributesJSON(21)+`}`), "/data/attributes", "range"},
		"nested attribute":       {swap(`:3`, `:3,"attributes":{"a":{}}`), "/data/attributes/a", "type"},
		"data an array":          {swap(`{"score":3}`, `[]`), "/data", "type"},
		"data null":              {swap(`{"score":3}`, `null`), "/data", "type"},
		"data text":              {swap(`{"score":3}`, `"3"`), "/data", "type"},
		"unknown type":           {swap(`feedback.nps`, `feedback.ten`), "/type", "enum"},
		"type of another case":   {swap(`feedback.nps`, `Feedback.NPS`), "/type", "enum"},
		"reserved type":          {swap(`feedback.nps`, `feedback.review`), "/type", "enum"},
		"type a number":          {swap(`"feedback.nps"`, `1`), "/type", "type"},
		"id missing":             {swap(`"id":"1",`, ``), "/id", "required"},
		"id empty":               {swap(`"id":"1"`, `"id":""`), "/id", "format"},
		"id a number":            {swap(`"id":"1"`, `"id":1`), "/id", "type"},
		"id null":                {swap(`"id":"1"`, `"id":null`), "/id", "required"},
		"id too long":            {swap(`"id":"1"`, `"id":"`+strings.Repeat("x", 257)+`"`), "/id", "format"},
		"source with a newline":  {swap(`"s"`, `"a\nb"`), "/source", "format"},
		"source missing":         {swap(`"source":"s",`, ``), "/source", "required"},
		"subject missing":        {swap(`"subject":"acme",`, ``), "/subject", "required"},
		"subject with a space":   {swap(`acme`, `acme inc`), "/subject", "format"},
		"subject too long":       {swap(`acme`, strings.Repeat("a", 129)), "/subject", "format"},
		"subject, no connection": {swap(`acme`, `:1`), "/subject", "format"},
		"subject, no id":         {swap(`acme`, `crm:`), "/subject", "format"},
		"version 0.3":            {swap(`{`, `{"specversion":"0.3",`), "/specversion", "enum"},
		"data type XML":          {swap(`{`, `{"datacontenttype":"text/xml",`), "/datacontenttype", "enum"},
		"binary data":            {swap(`{`, `{"data_base64":"AA==",`), "/data_base64", "unknown"},
		"extension an object":    {swap(`{`, `{"trace":{},`), "/trace", "unknown"},
		"extension in capitals":  {swap(`{`, `{"Subject":"a",`), "/Subject", "unknown"},
		"11 minutes ahead":       {swap(`{`, `{"time":"2026-03-02T12:11:00Z",`), "/time", "range"},
		"older than retention":   {swap(`{`, `{"time":"2024-01-31T00:00:00Z",`), "/time", "range"},
		"the year 1":             {swap(`{`, `{"time":"0001-01-01T00:00:00Z",`), "/time", "range"},
		"a day for a time":       {swap(`{`, `{"time":"2026-03-02",`), "/time", "format"},
		"no time zone":           {swap(`{`, `{"time":"2026-03-02T11:00:00",`), "/time", "format"},
		"30 February":            {swap(`{`, `{"time":"2026-02-30T11:00:00Z",`), "/time", "format"},
		"Unix seconds":           {swap(`{`, `{"time":1772452800,`), "/time", "type"},
		"negative usage":         {with("usage.reported", `{"metric":"sessions","value":-1}`), "/data/value", "range"},
		"endless usage":          {with("usage.reported", `{"metric":"sessions","value":1e999}`), "/data/value", "type"},
		"usage mode":             {with("usage.reported", `{"metric":"sessions","value":1,"mode":"max"}`), "/data/mode", "enum"},
		"no contract":            {with("contract.signed", `{}`), "/data/contract", "required"},
		"currency in small":      {with("contract.signed", `{"contract":"c","arr":{"amount":1,"currency":"eur"}}`), "/data/arr/currency", "format"},
		"half a cent":            {with("contract.signed", `{"contract":"c","arr":{"amount":1.5,"currency":"EUR"}}`), "/data/arr", "type"},
		"money a number":         {with("contract.signed", `{"contract":"c","arr":48000}`), "/data/arr", "type"},
		"negative money":         {with("contract.signed", `{"contract":"c","arr":{"amount":-1,"currency":"EUR"}}`), "/data/arr/amount", "range"},
		"renewal on 31 April":    {with("contract.signed", `{"contract":"c","renewal_date":"2026-04-31"}`), "/data/renewal_date", "format"},
		"priority":               {with("ticket.opened", `{"ticket":"1","priority":"HIGH"}`), "/data/priority", "enum"},
		"pulse 6":                {with("pulse.reported", `{"score":6}`), "/data/score", "range"},
		"external ids, no list":  {with("account.updated", `{"external_ids":{"crm":"1"}}`), "/data/external_ids", "type"},
		"a number":               {`42`, "", "type"},
		"a text":                 {`"x"`, "", "type"},
		"null":                   {`null`, "", "type"},
		"too long":               {swap(`:3`, `:3,"attributes":{"a":"`+strings.Repeat("x", 17_000)+`"}`), "", "range"},
		"empty array":            {`[]`, "", "required"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			doc := r.wantProblem(r.post(test.body), 422)
			for _, e := range doc.Errors {
				if e.Pointer == test.pointer && e.Code == test.code && e.Index == nil && e.Detail != "" {
					return
				}
			}
			t.Errorf("the errors are %+v, want %s at %q", doc.Errors, test.code, test.pointer)
		})
	}
}

func attributesJSON(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(`"a%d":1`, i)
	}
	return strings.Join(all, ",")
}

func TestUnreadableBodies(t *testing.T) {
	tests := map[string]struct {
		kind, body, pointer string
		index               int // -1 for none
	}{
		"empty":                   {"", "", "", -1},
		"blank":                   {"", " \n", "", -1},
		"cut off":                 {"", nps[:60], "", -1},
		"two values":              {"", nps + nps, "", -1},
		"lines as JSON":           {"", nps + "\n" + nps, "", -1},
		"a comma too many":        {"", `{"id":"1",}`, "", -1},
		"NaN":                     {"", with("feedback.nps", `{"score":NaN}`), "", -1},
		"not UTF-8":               {"", strings.Replace(nps, "Exports", "\xff\xfe", 1), "", -1},
		"overlong UTF-8":          {"", strings.Replace(nps, "Exports", "\xc0\xaf", 1), "", -1},
		"byte order mark":         {"", "\ufeff" + nps, "", -1},
		"member twice":            {"", strings.Replace(nps, `{`, `{"id":"0",`, 1), "/id", -1},
		"score twice":             {"", with("feedback.nps", `{"score":1,"score":9}`), "/data/score", -1},
		"score twice, escaped":    {"", with("feedback.nps", `{"score":1,"\u0073core":9}`), "/data/score", -1},
		"member twice in array":   {"", array(nps, with("feedback.nps", `{"score":1,"score":9}`)), "/data/score", 1},
		"deep":                    {"", strings.Repeat("[", 33) + strings.Repeat("]", 33), "", -1},
		"very deep":               {"", strings.Repeat(`{"a":`, 100_000), "", -1},
		"bad line in the middle":  {"application/x-ndjson", nps + "\n\n{oops\n" + nps, "", 1},
		"line with score twice":   {"application/x-ndjson", nps + "\n" + with("feedback.nps", `{"score":1,"score":9}`), "/data/score", 1},
		"structured, cut off":     {"application/cloudevents+json", nps[:60], "", -1},
		"batch, second cut short": {"application/cloudevents-batch+json", "[" + nps + "," + nps[:50], "", -1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			doc := r.wantProblem(r.post(test.body, "Content-Type: "+or(test.kind, "application/json")), 400)
			if len(doc.Errors) != 1 || doc.Errors[0].Pointer != test.pointer || indexOf(doc.Errors[0]) != test.index {
				t.Errorf("the errors are %+v, want one at %q of %d", doc.Errors, test.pointer, test.index)
			}
		})
	}
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func indexOf(e heed.FieldError) int {
	if e.Index == nil {
		return -1
	}
	return *e.Index
}

func TestAllOrNothing(t *testing.T) {
	bad := with("feedback.nps", `{"score":11,"colour":"red"}`)
	for kind, body := range map[string]string{
		"application/json":                   array(nps, bad, nps, "7", bad),
		"application/cloudevents-batch+json": array(nps, bad, nps, "7", bad),
		"application/x-ndjson":               strings.Join([]string{nps, "", bad, nps, "7", bad}, "\n"),
	} {
		t.Run(kind, func(t *testing.T) {
			r := newRig(t)
			doc := r.wantProblem(r.post(body, "Content-Type: "+kind), 422)
			var got []string
			for _, e := range doc.Errors {
				got = append(got, fmt.Sprint(indexOf(e), e.Pointer, " ", e.Code))
			}
			want := "1/data/score range,1/data/colour unknown,3 type,4/data/score range,4/data/colour unknown"
			if strings.Join(got, ",") != want {
				t.Errorf("the errors are %v, want %s", got, want)
			}
		})
	}
}

func TestFirstHundredErrors(t *testing.T) {
	r := newRig(t)
	bad := make([]string, 1000)
	for i := range bad {
		bad[i] = `{"colour":1}`
	}
	doc := r.wantProblem(r.post(array(bad...)), 422)
	if len(doc.Errors) != heed.MaxFieldErrors {
		t.Errorf("%d errors are named, want %d", len(doc.Errors), heed.MaxFieldErrors)
	}
}

func TestTooLarge(t *testing.T) {
	for name, body := range map[string]string{
		"a body above 1 MiB": "[" + nps + strings.Repeat(" ", maxBody) + "]",
		"1001 signals":       array(numbered("acme", 1001)...),
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.wantProblem(r.post(body), 413)
		})
	}
	r := newRig(t)
	r.wantProblem(r.post(strings.Join(numbered("acme", 1001), "\n"), "Content-Type: application/x-ndjson"), 413)
}

func TestUnsupportedTypes(t *testing.T) {
	for _, kind := range []string{
		"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
		"application/cloudevents+xml", "application/json; charset=latin1", "application/json; charset", "application/avro", "/",
	} {
		r := newRig(t)
		r.wantProblem(r.post(nps, "Content-Type: "+kind), 415)
	}
}

func TestWhoMaySend(t *testing.T) {
	tests := map[string]struct {
		header string
		status int
	}{
		"no key":      {"X-Nothing: 1", 401},
		"unknown key": {"Authorization: Bearer heed_unknown", 401},
		"expired key": {"Authorization: Bearer " + staleKey, 401},
		"basic":       {"Authorization: Basic " + ingestKey, 401},
		"bare key":    {"Authorization: " + ingestKey, 401},
		"read key":    {"Authorization: Bearer " + readKey, 403},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.wantProblem(r.serve("POST", "/v1/signals", nps, test.header), test.status)
		})
	}
}

func TestNarrowedKey(t *testing.T) {
	r := newRig(t)
	widget := "Authorization: Bearer " + widgetKey
	doc := r.wantProblem(r.serve("POST", "/v1/signals", array(nps, with("ticket.opened", `{"ticket":"1"}`)), widget), 403)
	if !strings.Contains(doc.Detail, "ticket.opened") {
		t.Errorf("the detail does not name the type: %s", doc.Detail)
	}
	r.wantAccepted(r.serve("POST", "/v1/signals", nps, widget), 202, `{"accepted":1}`, 1)
}

func TestDryRun(t *testing.T) {
	r := newRig(t)
	key := "Authorization: Bearer " + ingestKey
	r.wantAccepted(r.serve("POST", "/v1/signals?dry_run=true", array(nps, nps), key), 200, `{"accepted":2,"dry_run":true}`, 0)
	r.wantProblem(r.serve("POST", "/v1/signals?dry_run=true", `{}`, key), 422)
	for _, query := range []string{"dryrun=true", "dry_run=yes", "dry_run=", "dry_run=true&dry_run=false", "dry_run=true&x=1", "%zz"} {
		r.wantProblem(r.serve("POST", "/v1/signals?"+query, nps, key), 422)
	}
	r.wantAccepted(r.serve("POST", "/v1/signals?dry_run=false", nps, key), 202, `{"accepted":1}`, 1)
}

func TestOtherMethodsAndAddresses(t *testing.T) {
	r := newRig(t)
	for _, method := range []string{"GET", "PUT", "DELETE", "PATCH", "OPTIONS"} {
		for _, path := range []string{"/v1/signals", "/v1/hooks/zendesk", "/v1/hooks/zendesk/token"} {
			w := r.serve(method, path, "")
			r.wantProblem(w, 405)
			if w.Header().Get("Allow") != "POST" {
				t.Errorf("%s %s allows %q", method, path, w.Header().Get("Allow"))
			}
		}
	}
	for _, path := range []string{"/", "/v1/signals/", "/v1/hooks", "/v1/hooks/a/b/c"} {
		r.wantProblem(r.serve("POST", path, nps), 404)
	}
}

func TestRetentionBounds(t *testing.T) {
	r := newRig(t)
	edge := noon.AddDate(0, -heed.DefaultSettings().Retention.SignalMonths, 0)
	old := strings.Replace(nps, "2026-03-02T11:30:00Z", edge.Add(-time.Second).Format(time.RFC3339), 1)
	r.wantProblem(r.post(old), 422)
	r.wantAccepted(r.post(strings.Replace(nps, "2026-03-02T11:30:00Z", edge.Format(time.RFC3339), 1)), 202, `{"accepted":1}`, 1)
}
