package console

import (
	"context"
	"errors"
	"math"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// shown is a demonstration's console with a small portfolio, and a browser at home.
func shown(t *testing.T) (*bench, *browser) {
	t.Helper()
	b := newBench(t).seeded()
	c := b.asDemo(Demo{
		Account: "northwind", MakeUnhappy: func(context.Context) error { return nil },
		Requests: func() []SignedRequest { return []SignedRequest{signed(t, `{"reason":"It's <bad>"}`)} },
		Secret:   func() string { return demoSecret },
	})
	return b, atHome(t, c)
}

func mustHold(t *testing.T, page string, wanted ...string) {
	t.Helper()
	for _, text := range wanted {
		if !strings.Contains(page, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
}

func mustLack(t *testing.T, page string, unwanted ...string) {
	t.Helper()
	for _, text := range unwanted {
		if strings.Contains(page, text) {
			t.Errorf("the page holds %q", text)
		}
	}
}

func TestPortfolioInBothLanguages(t *testing.T) {
	_, b := shown(t)
	english := b.page("/")
	mustHold(t, english, `<html lang="en" `, "Most worth calling", "€60,000", "of €120,000", "Critical", "in 41 days", "The champion left.",
		"Find a new champion", "The champion left, said 1 times.", "Send a bad answer", "webhook-signature: v1,")
	b.lang = "de-AT,de;q=0.9,en;q=0.5"
	german := b.page("/")
	mustHold(t, german, `<html lang="de" `, "60.000\u00a0€", "Kritisch", "in 41 Tagen", "Der Fürsprecher ist gegangen.",
		`lang="en">The champion left, said 1 times.`)
}

func TestAccountInBothLanguages(t *testing.T) {
	_, b := shown(t)
	mustHold(t, b.page("/ui/accounts/northwind"), `<html lang="en" `, "prior, 0 outcomes learned: an opinion, not proof",
		"urgent_tickets moves it.", "no source has said it yet", "Find a new champion", "score 1", "Exports keep &lt;b&gt;")
	b.lang = "de-AT,de;q=0.9,en;q=0.5"
	mustHold(t, b.page("/ui/accounts/northwind"), `<html lang="de" `, "Vorannahme, 0 Ausgänge gelernt: eine Meinung, kein Beweis", "−2,62",
		"Neuen Fürsprecher finden", "NPS-Antwort")
}

func TestLanguageChoiceIsKept(t *testing.T) {
	_, b := shown(t)
	mustHold(t, b.page("/ui/accounts?lang=de&q=contoso"), `<html lang="de" `, `href="/ui/accounts?lang=en&amp;q=contoso"`)
	mustHold(t, b.page("/"), `<html lang="de" `)
	mustHold(t, b.page("/?lang=en"), `<html lang="en" `)
	mustHold(t, b.page("/?lang=xx"), `<html lang="en" `)
	mustHold(t, b.page("/ui/session?next=/ui/accounts/contoso"), `href="/ui/session?lang=de&amp;next=%2Fui%2Faccounts%2Fcontoso"`)
	_, refused := b.load(http.MethodPost, "/ui/bad-answer", nil)
	mustHold(t, refused, `href="/?lang=de"`)
}

func TestTotalsLeaveProvisionalAndLostApart(t *testing.T) {
	_, b := shown(t)
	page := b.page("/")
	mustHold(t, page, "€210,000", "Provisional: <b>1</b> (€1,800,000)", `Churned</a>: <b>1</b>`)
	mustLack(t, page, "Lost Ltd", "/ui/accounts/ghost")
	if calls := strings.Count(section(t, page, "calls"), `<a href="/ui/accounts/`); calls != 3 {
		t.Errorf("%d accounts to call, want the three above low", calls)
	}
}

// section is one part of a page.
func section(t *testing.T, page, id string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, `<section id="`+id+`"`)
	part, _, closed := strings.Cut(rest, "</section>")
	if !found || !closed {
		t.Fatalf("the page has no section %q", id)
	}
	return part
}

var (
	figure = regexp.MustCompile(`<data value="([^"]+)">`)
	bar    = regexp.MustCompile(`class="step-bar (raise|lower)" x="([\d.]+)%" width="([\d.]+)%"`)
	mark   = regexp.MustCompile(`class="mark" x="([\d.]+)%"`)
)

func number(t *testing.T, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestReceiptFiguresAddUp(t *testing.T) {
	_, b := shown(t)
	page := section(t, b.page("/ui/accounts/northwind"), "receipt")
	var figures []float64
	for _, m := range figure.FindAllStringSubmatch(page, -1) {
		figures = append(figures, number(t, m[1]))
	}
	if len(figures) != 2+2*5+1 {
		t.Fatalf("%d figures: want the base twice, two for each of five groups, and the sum", len(figures))
	}
	sum := figures[0]
	for i := 2; i+1 < len(figures); i += 2 {
		if sum += figures[i]; math.Abs(sum-figures[i+1]) > 1e-9 {
			t.Errorf("after %v the sum is %v, shown is %v", figures[i], sum, figures[i+1])
		}
	}
	if last := figures[len(figures)-1]; math.Abs(last-sum) > 1e-9 {
		t.Errorf("the log-odds are %v, the factors add up to %v", last, sum)
	}
	mustHold(t, page, "= −0.06 log-odds = 49%", "Judged, and moving nothing: CSM pulse.", "measured against prior: expert opinion",
		"2 factors that are largely one thing", "Usage trend <span class=\"num\">&#43;0.49</span>", "Seat utilisation <span class=\"num\">−0.10</span>")
}

func TestReceiptBarsAddUp(t *testing.T) {
	_, b := shown(t)
	page := section(t, b.page("/ui/accounts/northwind"), "receipt")
	marks := mark.FindAllStringSubmatch(page, -1)
	if len(marks) != 2 {
		t.Fatalf("%d marks, want the base and the sum", len(marks))
	}
	at := number(t, marks[0][1])
	for _, m := range bar.FindAllStringSubmatch(page, -1) {
		x, width := number(t, m[2]), number(t, m[3])
		start, end := x, x+width
		if m[1] == "lower" {
			start, end = end, start
		}
		if math.Abs(start-at) > .01 {
			t.Errorf("a bar starts at %v%%, the one before ended at %v%%", start, at)
		}
		at = end
	}
	if sum := number(t, marks[1][1]); math.Abs(sum-at) > .01 {
		t.Errorf("the sum is marked at %v%%, the last bar ends at %v%%", sum, at)
	}
}

func TestCommentsAreForThosePermitted(t *testing.T) {
	b := newBench(t).seeded()
	for _, c := range []struct {
		scopes []heed.Scope
		sees   bool
	}{
		{[]heed.Scope{heed.ScopeRead}, false},
		{[]heed.Scope{heed.ScopeWrite}, false},
		{[]heed.Scope{heed.ScopeRead, heed.ScopePersonal}, true},
		{[]heed.Scope{heed.ScopeAdmin}, true},
	} {
		visitor := elsewhere(t, b.console)
		visitor.signIn(b.as(c.scopes...).key)
		for _, path := range []string{"/ui/accounts/northwind", "/ui/accounts/northwind?part=live"} {
			page := visitor.page(path)
			if got := strings.Contains(page, "Exports keep &lt;b&gt;"); got != c.sees {
				t.Errorf("%v sees the comment at %s: %t, want %t", c.scopes, path, got, c.sees)
			}
			if got := strings.Contains(page, "lacks the scope personal"); got == c.sees {
				t.Errorf("%v is told of a hidden comment at %s: %t", c.scopes, path, got)
			}
		}
		mustLack(t, visitor.page("/"), "Exports keep")
	}
}

func TestReadersSeeNoDeliveriesOrSecrets(t *testing.T) {
	b, _ := shown(t)
	visitor := elsewhere(t, b.asDemo(Demo{
		Account: "northwind", Requests: func() []SignedRequest { return []SignedRequest{signed(t, "{}")} },
		Secret: func() string { return demoSecret },
	}))
	visitor.signIn(b.as(heed.ScopeRead).key)
	mustLack(t, visitor.page("/"), demoSecret, "webhook-signature", `id="deliveries"`, "/ui/bad-answer")
	visitor = elsewhere(t, visitor.c)
	visitor.signIn(b.as(heed.ScopeAdmin).key)
	mustHold(t, visitor.page("/"), demoSecret, `id="deliveries"`, "/ui/bad-answer")
}

func TestBadAnswer(t *testing.T) {
	b := newBench(t).seeded()
	sent, broken := 0, error(nil)
	c := b.asDemo(Demo{Account: "northwind", MakeUnhappy: func(context.Context) error { sent++; return broken }})
	home := atHome(t, c)
	page := home.page("/")

	answer, _ := home.load(http.MethodPost, "/ui/bad-answer", url.Values{"token": {formToken(t, page)}})
	if answer.StatusCode != http.StatusSeeOther || sent != 1 {
		t.Fatalf("the button answers %d and sent %d, want 303 and 1", answer.StatusCode, sent)
	}
	mustHold(t, home.page(answer.Header.Get("Location")), "Northwind", `role="status"`)

	for name, form := range map[string]url.Values{"no token": nil, "a wrong token": {"token": {"AAAA"}}} {
		if answer, _ := home.load(http.MethodPost, "/ui/bad-answer", form); answer.StatusCode != http.StatusForbidden {
			t.Errorf("with %s the button answers %d, want 403", name, answer.StatusCode)
		}
	}
	answer, _ = home.load(http.MethodPost, "/ui/bad-answer", url.Values{"token": {formToken(t, page)}}, "Sec-Fetch-Site", "cross-site")
	if answer.StatusCode != http.StatusForbidden || sent != 1 {
		t.Errorf("from another site the button answers %d and sent %d, want 403 and 1", answer.StatusCode, sent)
	}
	broken = errors.New("the queue is down")
	if answer, _ := home.load(http.MethodPost, "/ui/bad-answer", url.Values{"token": {formToken(t, page)}}); answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("without a queue the button answers %d, want 503", answer.StatusCode)
	}
}

func TestReadersSendNoBadAnswer(t *testing.T) {
	b := newBench(t).seeded()
	visitor := elsewhere(t, b.asDemo(Demo{Account: "northwind", MakeUnhappy: func(context.Context) error {
		t.Error("a bad answer was sent")
		return nil
	}}))
	visitor.signIn(b.as(heed.ScopeRead).key)
	form := url.Values{"token": {formToken(t, visitor.page("/"))}}
	if answer, _ := visitor.load(http.MethodPost, "/ui/bad-answer", form); answer.StatusCode != http.StatusForbidden {
		t.Errorf("the button answers %d, want 403", answer.StatusCode)
	}
}

func TestBadAnswerOutsideTheDemonstration(t *testing.T) {
	b := newBench(t).seeded()
	visitor := elsewhere(t, b.console)
	visitor.signIn(b.key)
	page := visitor.page("/")
	mustLack(t, page, "/ui/bad-answer", `id="request"`)
	if answer, _ := visitor.load(http.MethodPost, "/ui/bad-answer", url.Values{"token": {formToken(t, page)}}); answer.StatusCode != http.StatusNotFound {
		t.Errorf("the button answers %d, want 404", answer.StatusCode)
	}
}

func formToken(t *testing.T, page string) string {
	t.Helper()
	m := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatal("the page has no form")
	}
	return m[1]
}

func TestPartsThatChange(t *testing.T) {
	b, home := shown(t)
	answer, body := home.load(http.MethodGet, "/?part=live", nil)
	tag := answer.Header.Get("ETag")
	mustLack(t, body, "<html", "/ui/session/end")
	mustHold(t, body, `id="events"`, `id="calls"`)
	answer, body = home.load(http.MethodGet, "/?part=live", nil, "If-None-Match", tag)
	if answer.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("unchanged it answers %d with %d bytes, want 304 and none", answer.StatusCode, len(body))
	}
	b.event("northwind", 2)
	answer, body = home.load(http.MethodGet, "/?part=live", nil, "If-None-Match", tag)
	if answer.StatusCode != http.StatusOK || strings.Index(body, "said 2 times") > strings.Index(body, "said 1 times") {
		t.Errorf("after an event it answers %d, want 200 with the newest first", answer.StatusCode)
	}
	if answer, _ := elsewhere(t, home.c).load(http.MethodGet, "/?part=live", nil); answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("a stranger gets %d, want 401", answer.StatusCode)
	}
}

func TestEveryPageIsHardened(t *testing.T) {
	_, home := shown(t)
	for _, path := range []string{"/", "/?part=live", "/ui/accounts", "/ui/accounts.csv", "/ui/metrics", "/ui/accounts/northwind", "/ui/accounts/nobody", "/ui/session", "/ui/static/heed.css"} {
		answer, body := home.load(http.MethodGet, path, nil)
		h := answer.Header
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s has the policy %q", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" || h.Get("Cache-Control") == "" {
			t.Errorf("%s lacks a header: %v", path, h)
		}
		for _, inline := range []string{" style=", "<style", "<script>", " onclick=", "javascript:"} {
			if strings.Contains(body, inline) {
				t.Errorf("%s has %q, which the policy blocks", path, inline)
			}
		}
	}
}

func TestUnknownAccount(t *testing.T) {
	_, home := shown(t)
	for _, path := range []string{"/ui/accounts/nobody", "/ui/accounts/%20x"} {
		if answer, body := home.load(http.MethodGet, path, nil); answer.StatusCode != http.StatusNotFound || !strings.Contains(body, "<h1>") {
			t.Errorf("%s answers %d, want a page with 404", path, answer.StatusCode)
		}
	}
	mustHold(t, home.page("/ui/accounts/contoso"), "was not judged yet")
}

func TestEmptyHeedShowsWhatToDo(t *testing.T) {
	b := newBench(t)
	visitor := elsewhere(t, b.console)
	visitor.signIn(b.key)
	mustHold(t, visitor.page("/"), "No account has been judged yet", "Nothing was said", `<a href="/ui/deliveries">`)
}

func TestFilesAreKeptByTheirContent(t *testing.T) {
	_, home := shown(t)
	for _, path := range regexp.MustCompile(`/ui/static/[a-z.]+\?v=[0-9a-f]+`).FindAllString(home.page("/"), -1) {
		answer, body := home.load(http.MethodGet, path, nil)
		if answer.StatusCode != http.StatusOK || !strings.Contains(answer.Header.Get("Cache-Control"), "immutable") || body == "" {
			t.Errorf("%s answers %d, %q", path, answer.StatusCode, answer.Header.Get("Cache-Control"))
		}
	}
	for _, path := range []string{"/ui/static/secrets.txt", "/ui/static/..%2fpage.go"} {
		if answer, _ := home.load(http.MethodGet, path, nil); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d, want 404", path, answer.StatusCode)
		}
	}
}

// TestWords holds that templates ask for words that are there, in both languages,
// with the same values to fill in.
func TestWords(t *testing.T) {
	paths, err := filepath.Glob("templates/*.html")
	if err != nil || len(paths) == 0 {
		t.Fatal("no templates", err)
	}
	asked := regexp.MustCompile(`\.(?:T|Fill) "([^"]+)"`)
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllStringSubmatch(string(raw), -1) {
			if _, there := words()[m[1]]; !there {
				t.Errorf("%s asks for the word %q", path, m[1])
			}
		}
	}
	for name, text := range words() {
		if text.EN == "" || text.DE == "" || strings.Count(text.EN, "{") != strings.Count(text.DE, "{") {
			t.Errorf("the word %q is not the same in both languages", name)
		}
	}
	for _, kind := range slices.Concat(heed.BusinessEvents, heed.OperationalEvents) {
		if _, there := words()["event:"+kind]; !there {
			t.Errorf("the page has no word for the event %s", kind)
		}
	}
}
