// Package trace carries one W3C trace context from the webhook that came in to
// the webhooks that go out, so that one id finds every log line between them.
//
// Nothing wakes it: intake reads the caller's traceparent or begins a trace,
// messages and deliveries carry it, and deliver sends it on. It records nothing;
// log lines do. What is not exactly a trace context is dropped in silence, as the
// specification asks (https://www.w3.org/TR/trace-context/): tracing must never
// cost a signal. A tracestate is not passed on.
package trace

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"net/http"
	"strings"
)

// The headers that a trace comes by: W3C's own, and the one AWS sets.
const (
	Header       = "Traceparent"
	amazonHeader = "X-Amzn-Trace-Id"
)

// The flags that are passed on: recorded, and made at random.
const (
	sampled    = 1
	knownFlags = 3
)

// Context is one place in a trace. The zero value is none.
type Context struct {
	trace [16]byte
	span  [8]byte
	flags byte
}

// New begins a trace. It counts as recorded, because every log line names it.
func New() Context {
	c := Context{flags: sampled}
	binary.BigEndian.PutUint64(c.trace[:8], rand.Uint64())
	binary.BigEndian.PutUint64(c.trace[8:], rand.Uint64()|1) // never all zero, which is none
	return c.Next()
}

// Next is a new span of the same trace; of none it is none.
func (c Context) Next() Context {
	if c.None() {
		return c
	}
	binary.BigEndian.PutUint64(c.span[:], rand.Uint64()|1)
	return c
}

// None reports whether there is no trace.
func (c Context) None() bool { return c.trace == [16]byte{} }

// ID is the trace's id as log lines name it, 32 hexadecimal digits; empty of none.
func (c Context) ID() string {
	if c.None() {
		return ""
	}
	return hex.EncodeToString(c.trace[:])
}

// String is the context as a traceparent, 55 bytes; empty of none.
func (c Context) String() string {
	if c.None() {
		return ""
	}
	text := append(make([]byte, 0, size), "00-"...)
	text = append(hex.AppendEncode(text, c.trace[:]), '-')
	text = append(hex.AppendEncode(text, c.span[:]), '-')
	return string(hex.AppendEncode(text, []byte{c.flags}))
}

// size is the length of a traceparent of version 00.
const size = len("00-00000000000000000000000000000000-0000000000000000-00")

// Parse reads a traceparent. Anything else is none. What versions to come append
// is passed over.
func Parse(text string) (c Context) {
	if len(text) < size || text[2] != '-' || text[35] != '-' || text[52] != '-' {
		return Context{}
	}
	later := text[:2] != "00"
	if len(text) > size && (!later || text[size] != '-') || text[:2] == "ff" {
		return Context{}
	}
	var version, flags [1]byte
	whole := digits(version[:], text[:2]) && digits(c.trace[:], text[3:35]) && digits(c.span[:], text[36:52]) && digits(flags[:], text[53:size])
	if !whole || c.span == [8]byte{} {
		return Context{}
	}
	c.flags = flags[0] & knownFlags
	return c
}

// digits reads lower-case hexadecimal digits, the only ones there are.
func digits(into []byte, text string) bool {
	_, err := hex.Decode(into, []byte(text))
	return err == nil && text == strings.ToLower(text)
}

// Of is the trace that a request belongs to: the one its caller names, else the
// one AWS began, else a new one.
func Of(h http.Header) Context {
	if named := h[Header]; len(named) == 1 {
		if c := Parse(named[0]); !c.None() {
			return c.Next()
		}
	}
	if c := parseAmazon(h.Get(amazonHeader)); !c.None() {
		return c
	}
	return New()
}

// parseAmazon takes the trace's id from "Root=1-5759e988-bd862e3fe1be46a994272793;…".
func parseAmazon(text string) (c Context) {
	for part := range strings.SplitSeq(text, ";") {
		root, ok := strings.CutPrefix(strings.TrimSpace(part), "Root=1-")
		if ok && len(root) == 33 && root[8] == '-' && digits(c.trace[:], root[:8]+root[9:]) {
			c.flags = sampled
			return c.Next()
		}
	}
	return Context{}
}

type key struct{}

// With puts a trace into a context.
func With(ctx context.Context, c Context) context.Context { return context.WithValue(ctx, key{}, c) }

// Cause is the context's traceparent, or that of a trace which begins here: for
// what Heed says of its own accord.
func Cause(ctx context.Context) string {
	if c := From(ctx); !c.None() {
		return c.String()
	}
	return New().String()
}

// From is the trace of a context, or none.
func From(ctx context.Context) Context {
	c, _ := ctx.Value(key{}).(Context)
	return c
}
