package console

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// pursues sets an objective that began 100 days ago and is due in as many.
func (b *bench) pursues(account, id, more string) string {
	b.t.Helper()
	b.want(http.StatusOK, "PUT", "/v1/accounts/"+account+"/objectives/"+id, said(more))
	return "/ui/accounts/" + account + "/objectives/" + id
}

func TestAnObjectiveIsSetOnceOnThePage(t *testing.T) {
	b, visitor := actor(t, heed.ScopeWrite)
	const path = "/ui/accounts/northwind/objectives"
	page := visitor.page(path)
	mustHold(t, page, "Nothing is agreed yet", `value="EUR"`)
	form := url.Values{
		"token": {formToken(t, page)}, "once": {"1"}, "title": {"Close the books faster"}, "baseline": {"12"}, "target": {"5"}, "unit": {"days"},
		"start": {"2026-01-01"}, "due": {"2099-01-01"}, "value": {"120000"}, "currency": {"EUR"}, "source": {"their CFO"},
	}
	first, _ := visitor.load(http.MethodPost, path, form)
	second, _ := visitor.load(http.MethodPost, path, form)
	if first.StatusCode != http.StatusSeeOther || second.StatusCode != http.StatusSeeOther {
		t.Fatalf("the form is answered %d and %d", first.StatusCode, second.StatusCode)
	}
	mustHold(t, visitor.page(first.Header.Get("Location")), "The objective is set.", "Close the books faster", "12 → 5 days", "worth €120,000 a year", "not measured yet")
	all := b.everything("/v1/accounts/northwind/objectives")
	if len(all) != 1 || all[0]["source"] != "their CFO" || all[0]["value"].(map[string]any)["amount"] != 12000000. {
		t.Errorf("set are %v", all)
	}
}

func TestAnObjectiveThatIsRefusedStaysOnThePage(t *testing.T) {
	_, visitor := actor(t, heed.ScopeWrite)
	visitor.lang = "de"
	_, page := visitor.fill("/ui/accounts/northwind/objectives", "title", "Schneller", "target", "viel", "due", "2099-01-01", "value", "much", "currency", "EUR")
	mustHold(t, page, `value="Schneller"`, `id="wrong-target"`, `value="viel"`, `id="wrong-value"`, "Es wurde nichts geändert.")
	_, page = visitor.fill("/ui/accounts/northwind/objectives", "title", "", "target", "5", "due", "2099-01-01")
	mustHold(t, page, `id="wrong-title"`)
}

func TestProgressIsReportedAndDrawn(t *testing.T) {
	b, visitor := actor(t, heed.ScopeWrite)
	at := b.pursues("northwind", "faster-closing", "")
	answer, _ := visitor.send(at, at+"/measure", url.Values{"current": {"10"}, "measured_on": {string(heed.DayOf(time.Now()))}})
	mustHold(t, visitor.page(answer.Header.Get("Location")), "The progress is noted", "behind", "20% of the way", "50% of the time", `width="20.000%"`, `x="50.000%"`)
	mustHold(t, visitor.page("/ui/accounts/northwind"), "Close the books faster", "12 → <b>10</b> → 2 days")
	answer, page := visitor.send(at, at+"/measure", url.Values{"current": {"9"}, "measured_on": {"2099-01-01"}})
	if answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a day that lies ahead is answered %d", answer.StatusCode)
	}
	mustHold(t, page, `id="wrong-measured_on"`, `value="9"`, `value="Close the books faster"`)
}

func TestAnObjectiveIsEditedDroppedAndDeleted(t *testing.T) {
	b, visitor := actor(t, heed.ScopeWrite)
	at := b.pursues("northwind", "faster-closing", `,"note":"Ask Kim.","value":{"amount":100,"currency":"EUR"}`)
	mustLack(t, visitor.page(at), "Ask Kim.", `name="note"`)
	today := heed.DayOf(time.Now())
	to, _ := visitor.fill(at, "title", "Close sooner", "baseline", "", "target", "2.5", "unit", "", "start", string(today.Add(-10)), "due", string(today.Add(10)),
		"value", "", "currency", "EUR", "source", "", "status", "dropped")
	mustHold(t, visitor.page(to), "Saved.", "Close sooner", "dropped", "0 → 2.5")
	a := b.get("/v1/accounts/northwind/objectives/faster-closing")
	if a.body["note"] != "Ask Kim." || a.body["value"] != nil || a.body["unit"] != nil {
		t.Errorf("after the edit it is %s", a.raw)
	}
	answer, _ := visitor.send(at, at+"/delete", url.Values{})
	mustHold(t, visitor.page(answer.Header.Get("Location")), "The objective is deleted.", "Nothing is agreed yet")
	if answer, _ := visitor.load(http.MethodGet, at, nil); answer.StatusCode != http.StatusNotFound {
		t.Errorf("its page answers %d", answer.StatusCode)
	}
}

func TestReadersSeeObjectivesAndChangeNone(t *testing.T) {
	b, visitor := actor(t, heed.ScopeRead)
	at := b.pursues("northwind", "faster-closing", "")
	page := visitor.page(at)
	mustHold(t, page, "Close the books faster")
	mustLack(t, page, `name="tag"`, "/measure", "/delete")
	form := url.Values{"token": {formToken(t, page)}, "current": {"1"}}
	for _, path := range []string{"/ui/accounts/northwind/objectives", at, at + "/measure", at + "/delete"} {
		if answer, _ := visitor.load(http.MethodPost, path, form); answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s answers %d", path, answer.StatusCode)
		}
	}
}

func TestIDsOfObjectivesAreMadeOfTheirTitles(t *testing.T) {
	for title, want := range map[string]string{
		"Close the books faster": "close-the-books-faster", "Über 90 % Nutzung!": "ber-90-nutzung", "目標": "objective", "": "objective",
	} {
		id := objectiveID(title, "once")
		if id[:len(id)-7] != want || !heed.ValidSlug(id) {
			t.Errorf("%q becomes %q, want %s-……", title, id, want)
		}
	}
	if long := objectiveID("a very long title that says more than an address should ever have to hold", ""); len(long) > 64 || !heed.ValidSlug(long) {
		t.Errorf("a long title becomes %q", long)
	}
}
