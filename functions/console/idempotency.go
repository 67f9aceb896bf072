package console

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/problem"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

const (
	idempotencyKey = "Idempotency-Key"
	// answersKept is how long a repeated request gets the first one's answer.
	answersKept = 24 * time.Hour
)

// plan says what a request writes and what it is answered when that succeeds.
type plan func() (reply, []store.Op, error)

// once carries out a plan. Under an Idempotency-Key the answer is remembered in
// the same Write: either the request happened and its repetition gets the same
// answer, or nothing happened. Requests under one key at the same moment find
// the one that was first in the same way.
func (c *Console) once(r *request, body []byte, p plan) (reply, error) {
	if r.Header.Get(idempotencyKey) == "" {
		return c.carryOut(r, p)
	}
	return c.recalled(r, digest(decoded(body)), func(m memory) (reply, error) { return c.rememberOnce(r, m, p) })
}

// repeatable answers a repeated order under an Idempotency-Key as the first one.
// What these orders do may happen twice all the same, when the process ends between
// doing and remembering: each says for itself why that does no harm.
func (c *Console) repeatable(rt route) func(*request) (reply, error) {
	return func(r *request) (reply, error) {
		if rt.method != http.MethodPost || rt.remembers || r.Header.Get(idempotencyKey) == "" {
			return rt.answer(r)
		}
		body, err := problem.Body(r.Body, maxBody)
		if err != nil {
			return reply{}, err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		return c.recalled(r, digest(string(body)), func(m memory) (reply, error) { return c.answerOnce(r, m, rt.answer) })
	}
}

// memory is where the answer to an order is kept, and the digest of what was ordered.
type memory struct{ key, request string }

// recalled gives the answer that an order had before, or lets it happen.
func (c *Console) recalled(r *request, request string, first func(memory) (reply, error)) (reply, error) {
	key, err := r.idempotencyKey()
	if err != nil {
		return reply{}, err
	}
	m := memory{key, request}
	if out, found, err := c.recall(r.Context(), m); found || err != nil {
		r.harmless() // what was done before is in the log
		return out, err
	}
	return first(m)
}

func (c *Console) answerOnce(r *request, m memory, answer func(*request) (reply, error)) (reply, error) {
	out, err := answer(r)
	if err != nil {
		return reply{}, err
	}
	remember, err := c.remember(r, m, out)
	if err != nil {
		return reply{}, err
	}
	if err = c.rec.Write(r.Context(), remember); store.IsConflict(err) {
		out, _, err = c.recall(r.Context(), m)
	}
	return out, err
}

// idempotencyKey is where the answer to this order of this caller is remembered.
func (r *request) idempotencyKey() (string, error) {
	name := r.Header.Get(idempotencyKey)
	if len(name) > 255 || strings.Trim(name, " ") == "" {
		return "", heed.RefuseField(idempotencyKey, "format", "the key has 1 to 255 characters, such as a UUID")
	}
	return records.AnsweredKey(r.key.ID, r.Method+" "+r.URL.Path, name), nil
}

func (c *Console) carryOut(r *request, p plan) (reply, error) {
	out, ops, err := p()
	if err == nil && len(ops) > 0 {
		err = c.commit(r, ops...)
	}
	return out, err
}

func (c *Console) rememberOnce(r *request, m memory, p plan) (reply, error) {
	out, ops, err := p()
	if err != nil {
		return reply{}, err
	}
	remember, err := c.remember(r, m, out)
	if err != nil {
		return reply{}, err
	}
	err = c.commit(r, append(ops, remember)...)
	var conflict *store.Conflict
	if errors.As(err, &conflict) && slices.Contains(conflict.Failed, len(ops)) {
		first, _, err := c.recall(r.Context(), m)
		return first, err
	}
	return out, err
}

// remember is the operation that keeps an answer.
func (c *Console) remember(r *request, m memory, out reply) (store.Op, error) {
	raw, err := json.Marshal(out.body)
	if err != nil {
		return store.Op{}, err
	}
	sealed, err := c.box.Seal(r.Context(), raw, []byte(m.key))
	answered := records.Answered{Request: m.request, Status: out.status, Sealed: sealed}
	return records.RememberAnswer(m.key, answered, r.now.Add(answersKept)), err
}

// recall gives the answer that is kept; false when there is none.
func (c *Console) recall(ctx context.Context, m memory) (reply, bool, error) {
	row, err := c.rec.Answered(ctx, m.key)
	if err != nil || !row.Found() {
		return reply{}, false, err
	}
	if row.Value.Request != m.request {
		return reply{}, true, heed.RefuseField(idempotencyKey, "conflict", "the key was used with another body in the last 24 hours: send a new key with a new request")
	}
	raw, err := c.box.Open(ctx, row.Value.Sealed, []byte(m.key))
	if err != nil || string(raw) == "null" {
		return reply{status: row.Value.Status}, true, err
	}
	return reply{status: row.Value.Status, body: json.RawMessage(raw)}, true, nil
}
