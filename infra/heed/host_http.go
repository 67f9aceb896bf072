package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/heed-cs/heed/infra/plan"
	"github.com/heed-cs/heed/shared/problem"
	"github.com/heed-cs/heed/shared/trace"
)

// maxBody is what reaches a Lambda function at most, 6 MB.
const maxBody = 6_000_000

// route answers as a function behind API Gateway would: with an id, a deadline
// and a bounded body, and one log line per request. A caller cannot choose the
// id. The line has the pattern and
// not the path or query, because these may name a contact or hold a token.
func (h *Host) route(f plan.Function, inner http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, id := time.Now(), rand.Text()
		ctx, cancel := context.WithTimeout(trace.With(r.Context(), trace.Of(r.Header)), f.Timeout)
		defer cancel()
		r = r.WithContext(ctx)
		r.Header.Set(problem.RequestID, id)
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		answer := &answer{ResponseWriter: w}
		answer.Header().Set(problem.RequestID, id)

		h.guard(f, answer, r, inner)
		h.log.LogAttrs(ctx, slog.LevelInfo, "request", slog.String("function", f.Name), slog.String("request_id", id),
			slog.String("method", r.Method), slog.String("route", r.Pattern), slog.Int("status", answer.code()),
			slog.Int64("bytes", answer.bytes), slog.Int64("ms", time.Since(start).Milliseconds()))
		h.worked()
	})
}

// guard turns a panic into 500, if nothing was answered yet.
func (h *Host) guard(f plan.Function, w *answer, r *http.Request, inner http.Handler) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if cause == http.ErrAbortHandler {
			panic(cause) // the handler's way to cut the connection
		}
		h.log.ErrorContext(r.Context(), "panic", "function", f.Name, "request_id", r.Header.Get(problem.RequestID), "cause", cause, "stack", string(debug.Stack()))
		if w.status == 0 {
			crashed(w, r.Header.Get(problem.RequestID))
		}
	}()
	inner.ServeHTTP(w, r)
}

func crashed(w http.ResponseWriter, id string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(http.StatusInternalServerError)
	_ = json.NewEncoder(w).Encode(problem.Document{ // the caller may be gone
		Type: "about:blank", Title: "Internal Server Error", Status: http.StatusInternalServerError, Code: "internal", RequestID: id,
		Detail: "Heed failed on this request, and its log says why under this request_id. Whether it was kept is unknown: send the same again.",
	})
}

// answer notes what was answered.
type answer struct {
	http.ResponseWriter
	status int // 0 until it is known
	bytes  int64
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= 200 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	a.status = a.code()
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// code is the status, which is 200 when the function names none.
func (a *answer) code() int {
	if a.status == 0 {
		return http.StatusOK
	}
	return a.status
}
