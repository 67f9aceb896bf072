package heed

import (
	"errors"
	"fmt"
)

// Code says what kind of refusal a Problem is; the HTTP edge turns it into a status.
type Code string

// The refusals, by what the caller can do next.
const (
	Unreadable   Code = "unreadable"   // 400: mend the request's form
	Unauthorized Code = "unauthorized" // 401: send a valid key or signature
	Forbidden    Code = "forbidden"    // 403: use a key with the scope
	NotFound     Code = "not_found"    // 404
	Conflicted   Code = "conflict"     // 409: it is there already, or in use
	Stale        Code = "stale"        // 412: read again, then write
	TooLarge     Code = "too_large"    // 413: send less at once
	Unsupported  Code = "unsupported"  // 415: use another content type
	Invalid      Code = "invalid"      // 422: mend the named fields
	TooMany      Code = "too_many"     // 429: wait
	Unavailable  Code = "unavailable"  // 503: send the same again
)

// Problem is a refusal with its reason and what to do about it.
type Problem struct {
	Code   Code
	Detail string
	Fields []FieldError
}

// MaxFieldErrors is how many field errors an answer lists at most.
const MaxFieldErrors = 100

// FieldError names one wrong member.
type FieldError struct {
	// Index is the element of an array the member belongs to; nil when there is no array.
	Index *int `json:"index,omitempty"`
	// Pointer is the JSON Pointer (RFC 6901) of the member, or the query parameter's name.
	Pointer string `json:"pointer"`
	// Code is stable: "required", "unknown", "type", "range", "enum", "format", "duplicate", "conflict".
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (e FieldError) Error() string { return e.Pointer + ": " + e.Detail }

func (p *Problem) Error() string {
	if len(p.Fields) > 0 {
		return fmt.Sprintf("%s: %s (%s)", p.Code, p.Detail, p.Fields[0].Error())
	}
	return fmt.Sprintf("%s: %s", p.Code, p.Detail)
}

// Refuse makes a Problem.
func Refuse(code Code, format string, args ...any) *Problem {
	return &Problem{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// RefuseField makes an Invalid problem about one member.
func RefuseField(pointer, code, format string, args ...any) *Problem {
	detail := fmt.Sprintf(format, args...)
	return &Problem{Code: Invalid, Detail: detail, Fields: []FieldError{{Pointer: pointer, Code: code, Detail: detail}}}
}

// ProblemOf finds the Problem in an error, or nil.
func ProblemOf(err error) *Problem {
	var p *Problem
	errors.As(err, &p)
	return p
}
