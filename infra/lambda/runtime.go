package lambda

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxPayload is what an invocation carries at most, in each direction.
const maxPayload = 6 << 20

// invocation is one event on its way through an environment.
type invocation struct {
	id       string
	payload  []byte
	deadline time.Time
	outcome  chan outcome // takes one
}

// outcome is what the function answered.
type outcome struct {
	body []byte
	err  error
}

// FunctionError is an error that the function itself returned.
type FunctionError struct {
	Type    string `json:"errorType"`
	Message string `json:"errorMessage"`
}

func (e *FunctionError) Error() string {
	return fmt.Sprintf("the function failed: %s: %s", e.Type, e.Message)
}

// runtimeAPI is the Runtime API of one environment, as the runtime of the function calls it.
func (e *environment) runtimeAPI() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", e.next)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", e.answered(func(body []byte) outcome {
		return outcome{body: body}
	}))
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/error", e.answered(func(body []byte) outcome {
		return outcome{err: failure(body)}
	}))
	mux.HandleFunc("POST /2018-06-01/runtime/init/error", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(io.LimitReader(r.Body, maxPayload)) // what cannot be read has no reason
		e.log.Error("init", "error", failure(body))
		w.WriteHeader(http.StatusAccepted)
	})
	return mux
}

// next waits for an event as long as it takes.
func (e *environment) next(w http.ResponseWriter, r *http.Request) {
	e.started.Do(func() { close(e.ready) })
	select {
	case <-r.Context().Done():
	case in := <-e.work:
		e.mu.Lock()
		e.current = in
		e.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", in.id)
		w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(in.deadline.UnixMilli(), 10))
		w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", e.arn)
		w.Header().Set("Lambda-Runtime-Trace-Id", "Root=1-"+in.id[:8]+"-"+strings.ReplaceAll(in.id[9:], "-", ""))
		_, _ = io.Copy(w, bytes.NewReader(in.payload)) // who does not read it all, runs out of time
	}
}

// answered takes what the function says about its current event.
func (e *environment) answered(read func(body []byte) outcome) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPayload))
		out := read(body)
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			out = outcome{err: &FunctionError{Type: "Function.ResponseSizeTooLarge", Message: fmt.Sprintf("more than %d bytes", maxPayload)}}
		} else if err != nil {
			return // it broke off: the process is ending, and that is noticed
		}
		if !e.settle(r.PathValue("id"), out) {
			http.Error(w, `{"errorType":"InvalidRequestID"}`, http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusAccepted)
	}
}

// settle ends the current event, if it has the id.
func (e *environment) settle(id string, out outcome) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.current == nil || e.current.id != id {
		return false
	}
	e.current.outcome <- out
	e.current = nil
	return true
}

func failure(body []byte) error {
	said := &FunctionError{Type: "Unhandled"}
	_ = json.Unmarshal(body, said) // what cannot be read has no message
	return said
}
