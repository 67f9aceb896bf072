package sim

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"
)

// plan is what people ask for at a moment.
type plan struct {
	at                 time.Time
	method, path, body string
	erases             Erased // whom it erases, if anybody
}

// plan decides when people notice which accounts are one company: two plain
// doubles, one of the other double, and two companies that nobody introduced. And
// when people want to be erased.
func (w *world) plan() {
	for _, merge := range [][2]string{
		{double(0), company(0)}, {double(1), company(1)}, {double(2), double(1)}, {company(7), company(6)},
	} {
		w.plans = append(w.plans, plan{at: w.someday(), method: http.MethodPost, path: "/v1/accounts/" + merge[1] + "/merge", body: fmt.Sprintf(`{"from":%q}`, merge[0])})
	}
	for range 12 {
		gone := Erased{Account: w.crowd.pick(accounts()...), Contact: w.crowd.pick("u1", "u2", "u3")}
		w.plans = append(w.plans, plan{at: w.someday(), method: http.MethodDelete, path: "/v1/accounts/" + gone.Account + "/contacts/" + gone.Contact, erases: gone})
	}
}

// someday is a minute of the time that is lived through.
func (w *world) someday() time.Time {
	return time.Now().Add(5*24*time.Hour + time.Duration(w.r.IntN(55*24*60))*time.Minute)
}

// carryOut asks for what is due, and again for what was answered 5xx.
func (w *world) carryOut() {
	w.plans = slices.DeleteFunc(w.plans, func(p plan) bool { return !p.at.After(time.Now()) && w.ask(p) })
}

// ask reports whether it was answered for good: done, or nothing to do.
func (w *world) ask(p plan) bool {
	w.fate.arm("console " + p.path + p.body)
	ctx, cancel := context.WithTimeout(w.t.Context(), 10*time.Second)
	defer cancel()
	r := httptest.NewRequest(p.method, p.path, strings.NewReader(p.body))
	r.Header.Set("Authorization", "Bearer "+adminKey)
	answer := httptest.NewRecorder()
	w.api.ServeHTTP(answer, r.WithContext(ctx))
	switch {
	case w.fate.killed() || answer.Code >= 500:
		return false
	case answer.Code < 300:
		w.asked++
		if p.erases.At = time.Now(); p.erases.Contact != "" {
			w.ledger.Erased = append(w.ledger.Erased, p.erases)
		}
	case answer.Code != http.StatusNotFound && answer.Code != http.StatusUnprocessableEntity:
		w.t.Errorf("%s %s was answered %d: %s", p.path, p.body, answer.Code, answer.Body)
	}
	return true
}
