// Package memo remembers for a while what was read, so that a busy function does
// not read the same row for every request. Nothing wakes it; it reads what its
// caller reads, writes nothing, and remembers no failure.
package memo

import (
	"context"
	"sync"
	"time"
)

// max bounds the memory a flood of different names can take.
const max = 1000

// Memo remembers values by name. It is safe for concurrent use.
type Memo[T any] struct {
	ttl  time.Duration
	read func(ctx context.Context, name string) (T, error)

	mu   sync.RWMutex
	kept map[string]remembered[T]
}

type remembered[T any] struct {
	value T
	until time.Time
}

// New remembers for ttl what read gives; with a ttl of 0 it always reads.
func New[T any](ttl time.Duration, read func(context.Context, string) (T, error)) *Memo[T] {
	return &Memo[T]{ttl: ttl, read: read, kept: map[string]remembered[T]{}}
}

// Get gives what is remembered under the name, or reads it.
func (m *Memo[T]) Get(ctx context.Context, name string) (T, error) {
	if value, ok := m.Recall(name); ok {
		return value, nil
	}
	return m.Refresh(ctx, name)
}

// Recall gives what is remembered and still good.
func (m *Memo[T]) Recall(name string) (T, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	found, ok := m.kept[name]
	return found.value, ok && time.Now().Before(found.until)
}

// Refresh reads anew and remembers.
func (m *Memo[T]) Refresh(ctx context.Context, name string) (T, error) {
	value, err := m.read(ctx, name)
	if err != nil {
		return value, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.kept) >= max {
		clear(m.kept)
	}
	m.kept[name] = remembered[T]{value, time.Now().Add(m.ttl)}
	return value, nil
}
