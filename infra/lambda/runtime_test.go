package lambda

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestOnlyTheCurrentEventIsAnswered posts answers to the Runtime API of an
// environment that works on the event "now".
func TestOnlyTheCurrentEventIsAnswered(t *testing.T) {
	in := &invocation{id: "now", outcome: make(chan outcome, 1)}
	e := &environment{current: in}
	post := func(path, body string) int {
		w := httptest.NewRecorder()
		e.runtimeAPI().ServeHTTP(w, httptest.NewRequest("POST", "/2018-06-01/runtime/invocation/"+path, strings.NewReader(body)))
		return w.Code
	}
	if code := post("before/response", "late"); code != 400 || len(in.outcome) > 0 {
		t.Errorf("the answer to an earlier event is answered %d, and taken for the current one's", code)
	}
	if code := post("now/response", "in time"); code != 202 || string((<-in.outcome).body) != "in time" {
		t.Errorf("the answer is answered %d", code)
	}
	if code := post("now/error", "{}"); code != 400 {
		t.Errorf("a second answer is answered %d", code)
	}
}

func TestAnAnswerTooLargeIsAnError(t *testing.T) {
	in := &invocation{id: "now", outcome: make(chan outcome, 1)}
	w := httptest.NewRecorder()
	(&environment{current: in}).runtimeAPI().ServeHTTP(w, httptest.NewRequest("POST", "/2018-06-01/runtime/invocation/now/response", strings.NewReader(strings.Repeat("x", maxPayload+1))))
	failed, ok := errors.AsType[*FunctionError]((<-in.outcome).err)
	if !ok || failed.Type != "Function.ResponseSizeTooLarge" {
		t.Errorf("it is taken as %v", failed)
	}
}
