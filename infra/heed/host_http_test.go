package main

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/problem"
	"github.com/heed-cs/heed/shared/trace"
)

func TestRoutesReachTheirFunction(t *testing.T) {
	h := build(t, func(h *house) {
		for _, name := range []string{"intake", "console"} {
			h.answers(name, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, name+" "+r.PathValue("connection")+r.PathValue("token"))
			})
		}
	})
	for target, want := range map[string]string{
		"POST /v1/signals":       "intake ",
		"DELETE /v1/signals":     "intake ",
		"HEAD /v1/hooks/crm":     "intake crm",
		"POST /v1/hooks/crm/t0k": "intake crmt0k",
		"POST /v1/hooks/a/b/c":   "console ",
		"GET /":                  "console ",
		"GET /v1/accounts/acme":  "console ",
		"GET /ui/accounts":       "console ",
		"PUT /nowhere":           "console ",
	} {
		method, path, _ := strings.Cut(target, " ")
		if got := h.call(method, path, "").Body.String(); got != want {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
	}
}

func TestAPanicIsAnswered(t *testing.T) {
	h := build(t, func(h *house) {
		h.answers("intake", func(http.ResponseWriter, *http.Request) { panic("boom") })
	})
	w := h.call("POST", "/v1/hooks/crm/s3cr3t?hapikey=alsosecret", "private words")
	var refusal problem.Document
	if err := json.Unmarshal(w.Body.Bytes(), &refusal); err != nil {
		t.Fatal(err)
	}
	if w.Code != 500 || w.Header().Get("Content-Type") != "application/problem+json" || refusal.Code != "internal" || refusal.Status != 500 {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if refusal.RequestID == "" || refusal.RequestID != w.Header().Get(problem.RequestID) || strings.Count(h.log.String(), refusal.RequestID) != 2 {
		t.Errorf("request id %q is not in the header and both log lines: %s", refusal.RequestID, h.log)
	}
	for _, secret := range []string{"s3cr3t", "alsosecret", "private"} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log tells %q: %s", secret, h.log)
		}
	}
	if !strings.Contains(h.log.String(), `"route":"/v1/hooks/{connection}/{token}"`) {
		t.Errorf("the log names no route: %s", h.log)
	}
}

func TestAPanicAfterTheAnswerLeavesItAlone(t *testing.T) {
	h := build(t, func(h *house) {
		h.answers("intake", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusAccepted)
			panic("late")
		})
	})
	if w := h.call("POST", "/v1/signals", ""); w.Code != http.StatusAccepted || w.Body.Len() > 0 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestARequestHasATrace(t *testing.T) {
	var got trace.Context
	h := build(t, func(h *house) {
		h.answers("intake", func(_ http.ResponseWriter, r *http.Request) { got = trace.From(r.Context()) })
	})
	r := httptest.NewRequest("POST", "/v1/signals", nil)
	r.Header.Set("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	if h.ServeHTTP(httptest.NewRecorder(), r); got.ID() != "4bf92f3577b34da6a3ce929d0e0e4736" {
		t.Errorf("a caller's trace becomes %v", got)
	}
	if h.call("POST", "/v1/signals", ""); got.None() || got.ID() == "4bf92f3577b34da6a3ce929d0e0e4736" {
		t.Errorf("without one it is %v", got)
	}
}

func TestARequestIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, func(h *house) {
			h.answers("intake", func(w http.ResponseWriter, r *http.Request) {
				<-r.Context().Done()
				w.WriteHeader(http.StatusServiceUnavailable)
			})
			h.answers("console", func(w http.ResponseWriter, r *http.Request) {
				_, err := io.ReadAll(r.Body)
				if tooLarge := (*http.MaxBytesError)(nil); !errors.As(err, &tooLarge) {
					t.Errorf("reading %d bytes: %v", maxBody+1, err)
				}
				if r.Header.Get(problem.RequestID) == "mine" {
					t.Error("the caller chose the request id")
				}
			})
		})
		started := time.Now()
		h.call("POST", "/v1/signals", "")
		if took := time.Since(started); took != h.plan.Functions[0].Timeout {
			t.Errorf("the deadline came after %v, want %v", took, h.plan.Functions[0].Timeout)
		}
		r := httptest.NewRequest("PUT", "/v1/settings", strings.NewReader(strings.Repeat("x", maxBody+1)))
		r.Header.Set(problem.RequestID, "mine")
		h.ServeHTTP(httptest.NewRecorder(), r)
	})
}
