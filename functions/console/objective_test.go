package console

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

const objectivePath = "/v1/accounts/acme/objectives/faster-closing"

// said is an objective that began 100 days ago and is due in as many.
func said(more string) string {
	today := heed.DayOf(time.Now())
	return `{"title":"Close the books faster","unit":"days","baseline":12,"target":2,"start":"` + string(today.Add(-100)) + `","due":"` + string(today.Add(100)) + `"` + more + `}`
}

func TestAnObjectiveTellsHowFarItHasCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.put(heed.Account{ID: "acme"})
		a := b.want(http.StatusOK, "PUT", objectivePath, said(`,"value":{"amount":6000000,"currency":"EUR"},"note":"Ask Kim."`))
		if a.body["progress"] != nil || a.body["on_track"] != nil || a.body["expected"] != .5 || a.body["status"] != "open" {
			t.Errorf("before it was measured it is %s", a.raw)
		}
		if touched := b.touches.touched(t); len(touched) != 1 || touched[0] != "acme" {
			t.Errorf("judged again are %v", touched)
		}
		a = b.want(http.StatusOK, "PATCH", objectivePath, `{"current":10}`)
		if a.body["progress"] != .2 || a.body["on_track"] != false || a.at("benefit", "amount") != 1200000. || a.body["measured_on"] != string(heed.DayOf(time.Now())) {
			t.Errorf("measured, it is %s", a.raw)
		}
		time.Sleep(24 * time.Hour)
		a = b.want(http.StatusOK, "PATCH", objectivePath, `{"current":6}`)
		if a.body["progress"] != .6 || a.body["on_track"] != true || len(a.body["measurements"].([]any)) != 2 || a.body["note"] != "Ask Kim." {
			t.Errorf("a day later it is %s", a.raw)
		}
		a = b.want(http.StatusOK, "PUT", objectivePath, said(`,"status":"met"`))
		if a.body["note"] != nil || a.body["current"] != nil || a.body["on_track"] != true || len(a.body["measurements"].([]any)) != 2 {
			t.Errorf("met and replaced it is %s", a.raw)
		}
	})
}

func TestANoteIsForThoseWhoMaySeeWhoPeopleAre(t *testing.T) {
	b := newBench(t)
	b.put(heed.Account{ID: "acme"})
	b.want(http.StatusOK, "PUT", objectivePath, said(`,"note":"Ask Kim."`))
	for scope, want := range map[heed.Scope]any{heed.ScopeRead: nil, heed.ScopePersonal: "Ask Kim."} {
		if a := b.as(heed.ScopeRead, scope).get(objectivePath); a.body["note"] != want {
			t.Errorf("with %s it is %s", scope, a.raw)
		}
	}
	b.as(heed.ScopeRead).want(http.StatusForbidden, "PATCH", objectivePath, `{"current":1}`)
}

func TestObjectivesAreEditedByTheirTag(t *testing.T) {
	b := newBench(t)
	b.put(heed.Account{ID: "acme"})
	b.want(http.StatusNotFound, "GET", objectivePath, "")
	first := b.want(http.StatusOK, "PUT", objectivePath, said(""), "If-None-Match", "*").header.Get("ETag")
	b.want(http.StatusPreconditionFailed, "PUT", objectivePath, said(""), "If-None-Match", "*")
	if again := b.want(http.StatusOK, "PUT", objectivePath, said("")).header.Get("ETag"); again != first {
		t.Errorf("the same again is tagged %s after %s", again, first)
	}
	b.want(http.StatusNotModified, "GET", objectivePath, "", "If-None-Match", first)
	b.want(http.StatusOK, "PATCH", objectivePath, `{"current":3}`, "If-Match", first)
	b.want(http.StatusPreconditionFailed, "PATCH", objectivePath, `{"current":4}`, "If-Match", first)
	b.want(http.StatusPreconditionFailed, "DELETE", objectivePath, "", "If-Match", first)
	b.want(http.StatusNoContent, "DELETE", objectivePath, "")
	b.want(http.StatusNoContent, "DELETE", objectivePath, "")
	b.want(http.StatusNotFound, "GET", objectivePath, "")
	if whats := pick(b.everything("/v1/audit?limit=100"), "what"); !strings.Contains(strings.Join(whats, "\n"), "PATCH "+objectivePath) {
		t.Errorf("the audit log has %q", whats)
	}
}

// When the account could not be touched, the same request says nothing new, and yet
// has it judged.
func TestAnObjectiveIsJudgedAfterItsTouchWasLost(t *testing.T) {
	b := newBench(t)
	b.put(heed.Account{ID: "acme"})
	b.touches.down = true
	b.want(http.StatusServiceUnavailable, "PUT", objectivePath, said(""))
	first := b.get(objectivePath).header.Get("ETag")
	b.touches.down = false
	if again := b.want(http.StatusOK, "PUT", objectivePath, said("")); again.header.Get("ETag") != first {
		t.Errorf("it was written anew: %s", again.raw)
	}
	if touched := b.touches.touched(t); len(touched) != 1 {
		t.Errorf("judged again are %v", touched)
	}
}

func TestAnAccountHasAtMostTwentyObjectives(t *testing.T) {
	b := newBench(t)
	b.put(heed.Account{ID: "acme"})
	for i := range heed.MaxObjectives {
		b.want(http.StatusOK, "PUT", "/v1/accounts/acme/objectives/o-"+string(rune('a'+i)), said(""))
	}
	b.want(http.StatusConflict, "PUT", "/v1/accounts/acme/objectives/more", said(""))
	b.want(http.StatusOK, "PATCH", "/v1/accounts/acme/objectives/o-a", `{"current":3}`)
	if ids := pick(b.everything("/v1/accounts/acme/objectives?limit=7"), "id"); len(ids) != heed.MaxObjectives || ids[0] != "o-a" {
		t.Errorf("listed are %v", ids)
	}
	b.want(http.StatusNotFound, "GET", "/v1/accounts/nobody/objectives", "")
}

func TestObjectivesWithMistakesAreRefused(t *testing.T) {
	b := newBench(t)
	b.put(heed.Account{ID: "acme"})
	tomorrow := string(heed.DayOf(time.Now()).Add(1))
	for body, pointer := range map[string]string{
		`{"target":1,"due":"` + tomorrow + `"}`:               "/title",
		`{"title":" ","target":1,"due":"` + tomorrow + `"}`:   "/title",
		`{"title":"x","due":"` + tomorrow + `"}`:              "/target",
		`{"title":"x","target":0,"due":"` + tomorrow + `"}`:   "/target",
		`{"title":"x","target":1}`:                            "/due",
		`{"title":"x","target":1,"due":"2020-01-01"}`:         "/due",
		said(`,"measured_on":"2026-01-01"`):                   "/measured_on",
		said(`,"current":1,"measured_on":"` + tomorrow + `"`): "/measured_on",
		said(`,"value":{"amount":-1,"currency":"EUR"}`):       "/value/amount",
		said(`,"status":"red"`):                               "/status",
		said(`,"targt":1`):                                    "/targt",
		said(`,"current":1e13`):                               "/current",
	} {
		if a := b.want(http.StatusUnprocessableEntity, "PUT", objectivePath, body); a.at("errors", 0, "pointer") != pointer {
			t.Errorf("%s is answered %s", body, a.raw)
		}
	}
	b.want(http.StatusUnprocessableEntity, "PUT", "/v1/accounts/acme/objectives/a.b", said(""))
	b.want(http.StatusUnprocessableEntity, "PATCH", objectivePath, `{"current":1}`)
	b.want(http.StatusNotFound, "PUT", "/v1/accounts/nobody/objectives/x", said(""))
}
