// Package problem answers HTTP requests that are refused, and reads bodies
// within bounds. Every function that speaks HTTP answers alike through it:
// application/problem+json (RFC 9457) with a stable code, the request's id and
// the fields that are wrong.
package problem

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"

	"github.com/heed-cs/heed/shared/heed"
)

// RequestID is the header in which the host hands every request its id.
const RequestID = "X-Request-Id"

var statuses = map[heed.Code]int{
	heed.Unreadable:   http.StatusBadRequest,
	heed.Unauthorized: http.StatusUnauthorized,
	heed.Forbidden:    http.StatusForbidden,
	heed.NotFound:     http.StatusNotFound,
	heed.Conflicted:   http.StatusConflict,
	heed.Stale:        http.StatusPreconditionFailed,
	heed.TooLarge:     http.StatusRequestEntityTooLarge,
	heed.Unsupported:  http.StatusUnsupportedMediaType,
	heed.Invalid:      http.StatusUnprocessableEntity,
	heed.TooMany:      http.StatusTooManyRequests,
	heed.Unavailable:  http.StatusServiceUnavailable,
}

// Document is the body of a refusal.
type Document struct {
	Type      string            `json:"type"`
	Title     string            `json:"title"`
	Status    int               `json:"status"`
	Code      string            `json:"code"`
	Detail    string            `json:"detail"`
	RequestID string            `json:"request_id"`
	Errors    []heed.FieldError `json:"errors,omitempty"`
}

// Write answers a request with the error: a Problem as it is, anything else as
// 503, because what is not the caller's mistake passes: the same request may be
// sent again. The cause goes to the log, never to the caller.
func Write(w http.ResponseWriter, r *http.Request, log *slog.Logger, err error) {
	p := heed.ProblemOf(err)
	if p == nil {
		log.ErrorContext(r.Context(), "request failed", "request_id", r.Header.Get(RequestID), "error", err.Error())
		p = heed.Refuse(heed.Unavailable, "Heed cannot reach its store or queue right now. Whether the request was kept is unknown: send the same again.")
	}
	status := statuses[p.Code]
	if told := w.Header().Get("Retry-After") != ""; !told && (status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests) {
		w.Header().Set("Retry-After", "5")
	}
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="heed"`)
	}
	document(w, r, status, string(p.Code), p)
}

// Method answers 405 and names the methods that are allowed.
func Method(w http.ResponseWriter, r *http.Request, allow string) {
	w.Header().Set("Allow", allow)
	document(w, r, http.StatusMethodNotAllowed, "method_not_allowed",
		&heed.Problem{Detail: "this address does not take " + r.Method + "; it takes " + allow})
}

func document(w http.ResponseWriter, r *http.Request, status int, code string, p *heed.Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(Document{ // the caller may be gone
		Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code,
		Detail: p.Detail, RequestID: r.Header.Get(RequestID), Errors: p.Fields[:min(len(p.Fields), heed.MaxFieldErrors)],
	})
}

// Body reads at most limit bytes of the request's body.
func Body(r io.Reader, limit int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge), err == nil && int64(len(body)) > limit:
		return nil, heed.Refuse(heed.TooLarge, "the body has more than %d bytes: send less at once", limit)
	case err != nil:
		return nil, heed.Refuse(heed.Unreadable, "the body could not be read to its end: send the request again")
	}
	return body, nil
}
