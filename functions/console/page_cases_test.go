package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// actor is somebody signed in, with the scopes given, at a Heed with two accounts.
func actor(t *testing.T, scopes ...heed.Scope) (*bench, *browser) {
	t.Helper()
	b := newBench(t).seeded()
	visitor := elsewhere(t, b.console)
	visitor.signIn(b.as(scopes...).key)
	return b, visitor
}

// fill sends a page's form to its own address, and gives where it leads to, or the page again.
func (b *browser) fill(path string, fields ...string) (to, page string) {
	b.t.Helper()
	form := url.Values{}
	if _, rest, found := strings.Cut(b.page(path), `name="tag" value="&#34;`); found {
		version, _, _ := strings.Cut(rest, "&")
		form.Set("tag", `"`+version+`"`)
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	answer, body := b.send(path, path, form)
	if answer.StatusCode != http.StatusSeeOther && answer.StatusCode != http.StatusUnprocessableEntity {
		b.t.Fatalf("the form of %s answers %d", path, answer.StatusCode)
	}
	return answer.Header.Get("Location"), body
}

func TestCasesAreListedThoseDueFirst(t *testing.T) {
	b, visitor := actor(t, heed.ScopeRead)
	late := b.opensCase(heed.RiskCase, "northwind", 1, 5)
	now := b.opensCase(heed.DetractorCase, "contoso", 2, -2)
	page := visitor.page("/ui/cases")
	mustHold(t, page, "Northwind", "The champion left.", "in 5 days", `class="late">2 days overdue`, "Bad answer", `href="/ui/cases?owner=mia`)
	if strings.Index(page, now.ID) > strings.Index(page, late.ID) {
		t.Error("what is due later stands first")
	}
	mustLack(t, visitor.page("/ui/cases?kind=risk"), now.ID)
	mustHold(t, visitor.page("/ui/cases?owner=nobody"), "No case is like that.")
	mustHold(t, visitor.page("/ui/cases?status=closed"), "No case was closed yet.")
	visitor.lang = "de"
	mustHold(t, visitor.page("/ui/cases"), "Fort.", "in 5 Tagen", "2 Tage überfällig", "Schlechte Antwort")
	if answer, _ := visitor.load(http.MethodGet, "/ui/cases?kind=x", nil); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a kind that does not exist is answered %d", answer.StatusCode)
	}
}

func TestTheListOfCasesIsMadeAnewOnlyForNews(t *testing.T) {
	b, visitor := actor(t, heed.ScopeRead)
	answer, _ := visitor.load(http.MethodGet, "/ui/cases?part=live", nil)
	tag := answer.Header.Get("ETag")
	if answer, _ := visitor.load(http.MethodGet, "/ui/cases?part=live", nil, "If-None-Match", tag); answer.StatusCode != http.StatusNotModified {
		t.Errorf("unchanged it answers %d", answer.StatusCode)
	}
	b.opensCase(heed.RiskCase, "northwind", 1, 5)
	if answer, _ := visitor.load(http.MethodGet, "/ui/cases?part=live", nil, "If-None-Match", tag); answer.StatusCode != http.StatusOK {
		t.Errorf("after a case was opened it answers %d", answer.StatusCode)
	}
}

func TestTheListOfCasesComesInPages(t *testing.T) {
	b, visitor := actor(t, heed.ScopeRead)
	for n := range int64(defaultLimit + 1) {
		b.opensCase(heed.DetractorCase, "northwind", n, int(n))
	}
	first := visitor.page("/ui/cases?kind=detractor")
	_, rest, found := strings.Cut(first, `rel="next" href="`)
	next, _, _ := strings.Cut(rest, `"`)
	if !found || strings.Count(first, `<th scope="row">`) != defaultLimit {
		t.Fatalf("the first page leads to %q", next)
	}
	last := visitor.page(strings.ReplaceAll(next, "&amp;", "&"))
	mustHold(t, last, "in 50 days", `data-live=""`)
	mustLack(t, last, `rel="next"`)
}

func TestACaseIsWorkedOnClosedAndOpenedAgain(t *testing.T) {
	b, visitor := actor(t, heed.ScopeWrite, heed.ScopePersonal)
	k := b.opensCase(heed.RiskCase, "northwind", 1, 5)
	at := caseAt("northwind", k.ID)
	due := string(heed.DayOf(time.Now()).Add(3))
	to, _ := visitor.fill(at, "owner", "noa", "due", due, "note", "Called them.", "outcome", "", "do", "save")
	mustHold(t, visitor.page(to), "Saved.", "noa", "in 3 days", "Called them.")

	_, again := visitor.fill(at, "owner", "noa", "due", due, "note", "They agreed.", "outcome", "", "do", "close")
	mustHold(t, again, "Nothing was changed.", `id="wrong-outcome"`, "They agreed.")

	to, _ = visitor.fill(at, "owner", "noa", "due", due, "note", "They agreed.", "outcome", "resolved", "do", "close")
	mustHold(t, visitor.page(to), "The case is closed.", "resolved", "Open it again")
	mustHold(t, visitor.page("/ui/cases?status=closed"), "resolved", "Northwind")
	if b.account("northwind").Value.RiskCase != "" {
		t.Error("the head still names the case")
	}
	to, _ = visitor.fill(at, "do", "reopen")
	mustHold(t, visitor.page(to), "The case is open again.", "not yet known")
}

func TestNobodysChangeOfACaseIsLost(t *testing.T) {
	b, visitor := actor(t, heed.ScopeWrite)
	k := b.opensCase(heed.RiskCase, "northwind", 1, 5)
	at := caseAt("northwind", k.ID)
	form := url.Values{"token": {formToken(t, visitor.page(at))}, "tag": {`"1"`}, "owner": {"noa"}, "due": {string(k.Due)}, "do": {"save"}}
	b.want(http.StatusOK, "PATCH", "/v1/accounts/northwind/cases/"+k.ID, `{"owner":"kim"}`)
	answer, page := visitor.load(http.MethodPost, at, form)
	if answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an older page's form is answered %d", answer.StatusCode)
	}
	mustHold(t, page, "Somebody changed it meanwhile.", `value="noa"`)
}

func TestNotesOfCasesAreForThosePermitted(t *testing.T) {
	b, visitor := actor(t, heed.ScopeWrite)
	k := b.opensCase(heed.RiskCase, "northwind", 1, 5)
	at := caseAt("northwind", k.ID)
	b.want(http.StatusOK, "PATCH", "/v1/accounts/northwind/cases/"+k.ID, `{"note":"Spoke with Kim."}`)
	for _, path := range []string{at, "/ui/cases", "/ui/accounts/northwind", "/ui/accounts/northwind/cases"} {
		mustLack(t, visitor.page(path), "Spoke with Kim.", `name="note"`)
	}
	visitor.fill(at, "owner", "noa", "due", string(k.Due), "outcome", "", "do", "save")
	permitted := elsewhere(t, b.console)
	permitted.signIn(b.as(heed.ScopeRead, heed.ScopePersonal).key)
	for _, path := range []string{at, "/ui/cases", "/ui/accounts/northwind", "/ui/accounts/northwind/cases"} {
		mustHold(t, permitted.page(path), "Spoke with Kim.")
	}
	if reads := b.audited("?act=read_personal&account=northwind"); !slices.Contains(reads, "read_personal GET "+at) {
		t.Errorf("the log tells of %q", reads)
	}
}

func TestReadersChangeNoCase(t *testing.T) {
	b, visitor := actor(t, heed.ScopeRead)
	k := b.opensCase(heed.RiskCase, "northwind", 1, 5)
	at := caseAt("northwind", k.ID)
	page := visitor.page(at)
	mustLack(t, page, `name="do"`, `method="post" action="/ui/accounts`)
	form := url.Values{"token": {formToken(t, page)}, "owner": {"noa"}, "do": {"save"}}
	for _, path := range []string{at, "/ui/accounts/northwind/cases"} {
		if answer, _ := visitor.load(http.MethodPost, path, form); answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s is answered %d", path, answer.StatusCode)
		}
	}
}

func TestACaseIsOpenedByHandOnce(t *testing.T) {
	b, visitor := actor(t, heed.ScopeWrite, heed.ScopePersonal)
	const path = "/ui/accounts/northwind/cases"
	page := visitor.page(path)
	due := string(heed.DayOf(time.Now()).Add(9))
	mustHold(t, page, `value="mia"`, "No case is open.")
	form := url.Values{"token": {formToken(t, page)}, "once": {"1"}, "reason": {"Agree on goals"}, "due": {due}, "owner": {"mia"}, "note": {""}}
	first, _ := visitor.load(http.MethodPost, path, form)
	second, _ := visitor.load(http.MethodPost, path, form)
	if first.StatusCode != http.StatusSeeOther || first.Header.Get("Location") != second.Header.Get("Location") {
		t.Errorf("sent twice it leads to %q and %q", first.Header.Get("Location"), second.Header.Get("Location"))
	}
	mustHold(t, visitor.page(first.Header.Get("Location")), "Agree on goals", "The case is open.", "Opened by hand")
	if open := b.everything("/v1/accounts/northwind/cases"); len(open) != 1 {
		t.Errorf("%d cases are open", len(open))
	}
	_, again := visitor.fill(path, "reason", " ", "due", "2001-01-01", "owner", "noa", "note", "")
	mustHold(t, again, `id="wrong-reason"`, `id="wrong-due"`, `value="noa"`)
	mustHold(t, visitor.page("/ui/accounts/northwind"), "Agree on goals", "Open a case")
}
