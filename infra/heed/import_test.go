package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// npsTally is what NPS must be for the scores that were given.
type npsTally struct {
	n, promoters, detractors int
}

// aFile writes a file of NPS answers of several accounts, every hundredth of them
// bad, and tells what they add up to.
func aFile(t *testing.T, rows int) (path string, want npsTally) {
	t.Helper()
	var text strings.Builder
	text.WriteString("type,id,source,time,account,score,comment\n")
	for i := range rows {
		score := i * 7 % 11
		if i%100 == 99 {
			score = 11
		}
		fmt.Fprintf(&text, "feedback.nps,r-%d,old,2019-%02d-%02dT10:00:00Z,acc-%d,%d,\"line one\nline %d\"\n", i, 1+i%12, 1+i%28, i%37, score, i)
		switch {
		case score == 11:
			continue
		case score >= 9:
			want.promoters++
		case score <= 6:
			want.detractors++
		}
		want.n++
	}
	path = filepath.Join(t.TempDir(), "answers.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, want
}

// counts waits until NPS is what it must be.
func (s *session) counts(key string, want npsTally) {
	s.t.Helper()
	var got npsTally
	eventually(s.t, func() bool {
		var answer struct {
			Series []struct {
				Points []struct {
					N      int
					Detail struct{ Promoters, Detractors int }
				}
			}
		}
		if err := s.api(key).call(s.t.Context(), http.MethodGet, "/v1/metrics/nps?from=2018-01-01&to=2021-01-01", nil, &answer); err != nil {
			s.t.Fatal(err)
		}
		got = npsTally{}
		for _, series := range answer.Series {
			for _, p := range series.Points {
				got = npsTally{p.N, p.Detail.Promoters, p.Detail.Detractors}
			}
		}
		return got == want
	}, func() string { return fmt.Sprintf("it counts %+v, want %+v", got, want) })
}

// TestImport holds that good rows count once, however often they are brought, that
// bad ones are written down, and that nobody is told of history.
func TestImport(t *testing.T) {
	path, want := aFile(t, 3000)
	s := serve(t, "--data", t.TempDir())
	key := s.printedKey()
	for _, again := range [][]string{nil, nil, {"--again"}} {
		args := append([]string{"import", path, "--url", s.url(), "--key", key}, again...)
		c := begin(t, args...)
		if code := c.code(); code != 1 || !strings.Contains(c.err.String(), "bad rows: 30;") || !strings.Contains(c.out.String(), "feedback.nps  2970") {
			t.Fatalf("it ends with %d\n%s%s", code, c.out, c.err)
		}
		bad, err := os.ReadFile(strings.TrimSuffix(path, ".csv") + ".bad.csv")
		if err != nil || strings.Count(string(bad), "score: the member must lie between 0 and 10") != 30 {
			t.Errorf("the bad rows are %s (%v)", bad, err)
		}
		s.counts(key, want)
	}
	var events struct{ Items []json.RawMessage }
	if err := s.api(key).call(t.Context(), http.MethodGet, "/v1/events", nil, &events); err != nil || len(events.Items) > 0 {
		t.Errorf("history made events: %s (%v)", events.Items, err)
	}
}

func TestDryRunNeedsNoHeed(t *testing.T) {
	path, _ := aFile(t, 200)
	c := begin(t, "import", "--dry-run", path)
	if code := c.code(); code != 1 || !strings.Contains(c.out.String(), "feedback.nps  198") || !strings.Contains(c.err.String(), "nothing was sent") {
		t.Errorf("it ends with %d\n%s%s", code, c.out, c.err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*.bad.*")); len(left) > 0 {
		t.Errorf("it leaves %s", left)
	}
}

// TestKilledImport holds that an import which is cut short in its midst, again and
// again, goes on where it was: nothing is missing and nothing counts twice. Every
// third answer is lost on its way.
func TestKilledImport(t *testing.T) {
	path, want := aFile(t, 20_000)
	s := serve(t, "--data", t.TempDir())
	key := s.printedKey()
	target, err := url.Parse(s.url())
	if err != nil {
		t.Fatal(err)
	}
	var posts, brought atomic.Int64
	proxy := httputil.NewSingleHostReverseProxy(target)
	runs := 0
	for done := false; !done; runs++ {
		var stop func()
		left := atomic.Int64{}
		left.Store(6)
		lossy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPost {
				proxy.ServeHTTP(w, r)
				return
			}
			brought.Add(1)
			if posts.Add(1)%3 == 0 {
				proxy.ServeHTTP(httptest.NewRecorder(), r) // it happens, and nobody hears of it
				panic(http.ErrAbortHandler)
			}
			if proxy.ServeHTTP(w, r); left.Add(-1) == 0 {
				stop()
			}
		}))
		c := begin(t, "import", path, "--url", lossy.URL, "--key", key)
		stop = c.stop
		done = c.code() == 1 && strings.Contains(c.err.String(), "bad rows: 200;")
		lossy.Close()
		if runs > 20 {
			t.Fatalf("it is not through after %d runs\n%s", runs, c.err)
		}
	}
	if runs < 3 || brought.Load() > 80 {
		t.Errorf("%d runs posted %d times: it was not cut short, or began anew each time", runs, brought.Load())
	}
	s.counts(key, want)
	var list struct{ Items []map[string]any }
	if err := s.api(key).call(t.Context(), http.MethodGet, "/v1/imports", nil, &list); err != nil {
		t.Fatal(err)
	}
	if one := list.Items[0]; len(list.Items) != 1 || one["lines"] != 19_800. || one["accepted"] != 19_800. || one["finished_at"] == nil {
		t.Errorf("the imports are %v", list.Items)
	}
}

// portfolio is told before an export: profiles, contracts, answers that replace one
// another, what was retracted, and usage.
const portfolio = `[
 {"id":"1","source":"crm","type":"account.updated","subject":"acme","data":{"name":"Acme","segment":"smb","owner":"csm-1","external_ids":{"zendesk":["77"]}}},
 {"id":"2","source":"crm","type":"contract.signed","subject":"acme","data":{"contract":"k1","arr":{"amount":4800050,"currency":"EUR"},"term_months":12,"start_date":"2025-01-01","renewal_date":"2026-12-31"}},
 {"id":"3","source":"app","type":"feedback.nps","subject":"acme","time":"2026-10-01T10:00:00Z","data":{"score":3,"response":"r1","comment":"Slow; \"very\"\nslow"}},
 {"id":"4","source":"app","type":"feedback.nps","subject":"acme","time":"2026-10-02T10:00:00Z","data":{"score":9,"response":"r1","touchpoint":"support"}},
 {"id":"5","source":"app","type":"feedback.csat","subject":"zendesk:77","time":"2026-10-03T10:00:00Z","data":{"score":2,"scale":"1-7","channel":"email","contact":"u1","survey":"q4"}},
 {"id":"6","source":"app","type":"feedback.csat","subject":"zendesk:78","time":"2026-10-03T11:00:00Z","data":{"score":5,"scale":"1-5","excluded":"test"}},
 {"id":"7","source":"app","type":"feedback.nps","subject":"beta","time":"2026-10-04T10:00:00Z","data":{"score":0}},
 {"id":"8","source":"app","type":"signal.retracted","subject":"beta","time":"2026-10-05T10:00:00Z","data":{"source":"app","id":"7"}},
 {"id":"9","source":"app","type":"feedback.ces","subject":"beta","time":"2026-10-06T10:00:00Z","data":{"score":2,"direction":"low_is_easy"}},
 {"id":"10","source":"app","type":"usage.reported","subject":"beta","time":"2026-10-06T10:00:00Z","data":{"metric":"seats_used","value":12.5}},
 {"id":"11","source":"app","type":"usage.reported","subject":"beta","time":"2026-10-06T10:00:00Z","data":{"metric":"sessions","value":3,"mode":"add"}}]`

// TestExportComesBack holds that an export imported into an empty Heed gives equal
// metrics, accounts and usage, in both formats.
func TestExportComesBack(t *testing.T) {
	from := serve(t, "--data", t.TempDir())
	key := from.printedKey()
	if err := from.api(key).call(t.Context(), http.MethodPost, "/v1/signals", json.RawMessage(portfolio), nil); err != nil {
		t.Fatal(err)
	}
	want := ""
	eventually(t, func() bool {
		before := want            // what is read in the midst of a fold is of two moments
		want = from.standing(key) // three answers count: two were replaced or taken back, one is a test's
		return want == before && strings.Contains(want, `"value":3`) && strings.Contains(want, `"contracts"`) && strings.Contains(want, "seats_used")
	}, func() string { return want })
	for _, format := range []string{"csv", "ndjson"} {
		out := begin(t, "export", "--format", format, "--url", from.url(), "--key", key)
		if code := out.code(); code != 0 {
			t.Fatalf("exporting ends with %d: %s", code, out.err)
		}
		path := filepath.Join(t.TempDir(), "export."+format)
		if err := os.WriteFile(path, []byte(out.out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		to := serve(t, "--data", t.TempDir())
		in := begin(t, "import", path, "--url", to.url(), "--key", to.printedKey())
		if code := in.code(); code != 0 {
			t.Fatalf("importing %s ends with %d: %s%s\n%s%s", format, code, in.out, in.err, out.out, out.err)
		}
		got := ""
		eventually(t, func() bool { got = to.standing(to.printedKey()); return got == want }, func() string {
			return format + " gives (-want +got)\n" + cmp.Diff(want, got)
		})
	}
}

// standing is all that an export must bring: metrics by what they are grouped by,
// profiles and usage.
func (s *session) standing(key string) string {
	s.t.Helper()
	var all strings.Builder
	ask := func(path string, pick func(map[string]any) any) {
		var answer map[string]any
		if err := s.api(key).call(s.t.Context(), http.MethodGet, path, nil, &answer); err != nil {
			all.WriteString(err.Error())
			return
		}
		raw, _ := json.Marshal(pick(answer))
		fmt.Fprintf(&all, "%s %s\n", path, raw)
	}
	for _, metric := range []string{"nps", "csat", "ces", "response_count", "share_of_answers"} {
		for _, by := range []string{"", "&by=segment", "&by=owner", "&by=touchpoint", "&by=channel"} {
			ask("/v1/metrics/"+metric+"?from=2026-09-01&to=2026-11-01&interval=month"+by, func(a map[string]any) any { return a["series"] })
		}
	}
	ask("/v1/accounts?sort=name", func(a map[string]any) any {
		var kept []any
		items, _ := a["items"].([]any)
		for _, item := range items {
			m := item.(map[string]any)
			kept = append(kept, []any{m["id"], m["name"], m["segment"], m["owner"], m["provisional"], m["external_ids"], m["arr"], m["arr_source"]})
		}
		return kept
	})
	ask("/v1/accounts/beta/usage", func(a map[string]any) any { return a["items"] })
	return all.String()
}

func TestExportedSheets(t *testing.T) {
	s := serve(t, "--data", t.TempDir())
	key := s.printedKey()
	if err := s.api(key).call(t.Context(), http.MethodPost, "/v1/signals", json.RawMessage(portfolio), nil); err != nil {
		t.Fatal(err)
	}
	export := func(args ...string) string {
		c := begin(t, append([]string{"export", "--url", s.url(), "--key", key}, args...)...)
		if code := c.code(); code != 0 {
			t.Fatalf("export %v ends with %d: %s", args, code, c.err)
		}
		return c.out.String()
	}
	eventually(t, func() bool {
		return strings.Contains(export("metrics", "--format", "csv", "--since", "2026-10-01", "--until", "2026-11-01"), "nps,2026-10-01,2026-11-01,100,1,,,few\n")
	}, func() string { return export("metrics", "--format", "csv") })
	for _, metric := range []string{"net_revenue_retention,2026-10-01", "problem_resolution_rate,2026-10-01", "adoption,2026-10-01", "roi,"} {
		if got := export("metrics", "--format", "csv", "--since", "2026-10-01", "--until", "2026-11-01"); !strings.Contains(got, "\n"+metric) {
			t.Errorf("%s is not among\n%s", metric, got)
		}
	}
	if got := export("metrics", "--since", "2026-10-05", "--until", "2026-10-20"); strings.Count(got, "\n") < 15 {
		t.Errorf("of a part of a month there is only\n%s", got)
	}
	form := map[string]any{"title": "Faster", "target": 5, "baseline": 12, "current": 8.5, "start": "2026-01-01", "due": "2099-01-01"}
	if err := s.api(key).call(t.Context(), http.MethodPut, "/v1/accounts/beta/objectives/faster", form, nil); err != nil {
		t.Fatal(err)
	}
	if got := export("objectives", "--format", "csv"); !strings.Contains(got, "\nbeta,faster,Faster,,12,5,8.5,") {
		t.Errorf("the objectives are %s", got)
	}
	if got := export("signals", "--since", "2026-10-05", "--until", "2026-10-06"); strings.Count(got, "\n") != 1 || !strings.Contains(got, "signal.retracted") {
		t.Errorf("one day holds %s", got)
	}
	if got := export("events", "--format", "csv"); !strings.HasPrefix(got, "id,type,timestamp,account,reason,body\n") {
		t.Errorf("the events are %s", got)
	}
	var reader apiKey
	if err := s.api(key).call(t.Context(), http.MethodPost, "/v1/keys", apiKey{Name: "reader", Scopes: []string{"read"}}, &reader); err != nil {
		t.Fatal(err)
	}
	c := begin(t, "export", "--url", s.url(), "--key", reader.Key)
	if code := c.code(); code != 0 || strings.Contains(c.out.String(), "slow") || !strings.Contains(c.err.String(), "lacks the scope personal") {
		t.Errorf("without the scope personal it ends with %d: %s%s", code, c.out, c.err)
	}
}

// commentMap explains the open comment set of the NHS: from 1, very good, to 5; 6 and
// 7 are no answer.
const commentMap = `int(col("FFT categorical answer")) > 5 ? nil : {type: "feedback.csat", id: col("Comment ID"), account: col("Trust"),
	time: col("Date"), score: 6 - int(col("FFT categorical answer")), scale: "1-5", comment: col("FFT answer"), touchpoint: col("Service type 1")}`

// TestCommentSet holds that CSAT of the comment set, brought with one map, equals a
// recount of its file: of HEED_COMMENTS, when that names it, else of a small one of its form.
func TestCommentSet(t *testing.T) {
	path := os.Getenv("HEED_COMMENTS")
	if path == "" {
		path = filepath.Join("..", "history", "testdata", "comments.csv")
	}
	satisfied, n := recountComments(t, path)
	s := serve(t, "--data", t.TempDir())
	key := s.printedKey()
	c := begin(t, "import", path, "--map", commentMap, "--dates", "dmy", "--bad", filepath.Join(t.TempDir(), "bad.csv"), "--url", s.url(), "--key", key)
	if code := c.code(); !strings.Contains(c.out.String(), fmt.Sprintf("feedback.csat  %d\n", n)) {
		t.Fatalf("it ends with %d, want %d answers\n%s%s", code, n, c.out, c.err)
	}
	got := ""
	want := fmt.Sprintf(`"n":%d,"satisfied":%d`, n, satisfied)
	eventually(t, func() bool {
		var answer struct {
			Series []struct {
				Points []struct {
					Value  float64
					N      int
					Detail struct{ Satisfied int }
				}
			}
		}
		if err := s.api(key).call(t.Context(), http.MethodGet, "/v1/metrics/csat?from=2015-01-01&to=2026-01-01", nil, &answer); err != nil {
			t.Fatal(err)
		}
		p := answer.Series[0].Points[0]
		got = fmt.Sprintf(`"n":%d,"satisfied":%d`, p.N, p.Detail.Satisfied)
		if got == want && math.Abs(p.Value-100*float64(satisfied)/float64(n)) > 1e-9 {
			t.Fatalf("CSAT is %v", p.Value)
		}
		return got == want
	}, func() string { return got + ", want " + want })
}

// recountComments counts the answers of a comment set that can be read, and those
// that are satisfied.
func recountComments(t *testing.T, path string) (satisfied, n int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	answer, date := slices.Index(rows[0], "FFT categorical answer"), slices.Index(rows[0], "Date")
	for _, row := range rows[1:] {
		if score := row[answer]; score <= "5" && row[date] != "" {
			n++
			if score <= "2" {
				satisfied++
			}
		}
	}
	return satisfied, n
}

// What is left of a signal about somebody who was erased is nothing to import.
func TestNobodyIsExported(t *testing.T) {
	api := &answering{answers: []string{
		`{"items":[{"id":"acme","provisional":false}],"next":null}`,
		`{"items":[{"id":"1","source":"crm","type":"contact.joined","time":"2026-11-20T09:30:00Z","subject":"acme","data":{"role":"champion"}},
		  {"id":"2","source":"crm","type":"contact.joined","time":"2026-11-20T09:30:00Z","subject":"acme","data":{"contact":"u-1"}}],"next":null}`,
		`{"items":[],"next":null}`,
	}}
	got := commanded(t, api, 0, "export", "signals")
	if strings.Contains(got, `"champion"`) || !strings.Contains(got, `"u-1"`) {
		t.Errorf("it exports\n%s", got)
	}
}
