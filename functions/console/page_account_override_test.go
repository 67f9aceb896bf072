package console

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

func TestAViewOfOnesOwnStandsBesideTheJudgement(t *testing.T) {
	b, visitor := actor(t, heed.ScopeWrite)
	const path = "/ui/accounts/northwind/override"
	last := heed.DayOf(time.Now()).Add(9)
	to, _ := visitor.fill(path, "band", "low", "reason", "They signed; the paper is on its way.", "expires_at", string(last))
	page := section(t, visitor.page(to), "verdict")
	mustHold(t, page, "test sees it as", `class="band low"`, "until "+locale(heed.English).Day(last), "They signed", `class="band critical"`, "unchanged beside it")
	mustHold(t, visitor.page("/ui/accounts"), `title="test sees it as">seen as <span class="band low">`)
	if a := b.account("northwind").Value; a.Card.Band != heed.Critical || a.Override.Band != heed.Low {
		t.Errorf("the account is %s, a person sees it as %s", a.Card.Band, a.Override.Band)
	}
	mustHold(t, visitor.page(path), `value="low" required checked`, "They signed")

	answer, _ := visitor.send(path, path+"/end", url.Values{})
	mustHold(t, visitor.page(answer.Header.Get("Location")), "The view was taken away.", "See it otherwise")
	if b.account("northwind").Value.Override != nil {
		t.Error("the view stands still")
	}
}

func TestAViewThatIsRefusedStaysOnThePage(t *testing.T) {
	_, visitor := actor(t, heed.ScopeWrite)
	visitor.lang = "de"
	_, page := visitor.fill("/ui/accounts/northwind/override", "band", "medium", "reason", " ", "expires_at", "2001-01-01")
	mustHold(t, page, `value="medium" required checked`, `value="2001-01-01"`, `id="wrong-reason"`, `id="wrong-expires_at"`, "Es wurde nichts geändert.")
}

func TestReadersSeeViewsAndSetNone(t *testing.T) {
	b, visitor := actor(t, heed.ScopeRead)
	until := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	b.want(http.StatusOK, "PUT", "/v1/accounts/northwind/risk/override", `{"band":"low","reason":"They signed.","expires_at":"`+until+`"}`)
	page := visitor.page("/ui/accounts/northwind")
	mustHold(t, page, "They signed.")
	mustLack(t, page, "/override")
	if answer, _ := visitor.load(http.MethodGet, "/ui/accounts/northwind/override", nil); answer.StatusCode != http.StatusForbidden {
		t.Errorf("the page answers %d", answer.StatusCode)
	}
	form := url.Values{"token": {formToken(t, page)}, "band": {"low"}}
	for _, path := range []string{"/ui/accounts/northwind/override", "/ui/accounts/northwind/override/end"} {
		if answer, _ := visitor.load(http.MethodPost, path, form); answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s answers %d", path, answer.StatusCode)
		}
	}
}
