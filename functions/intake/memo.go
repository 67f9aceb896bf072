package intake

import (
	"context"
	"sync"
	"time"
)

// maxRemembered bounds the memory a flood of different names can take.
const maxRemembered = 1000

// memo remembers what was read for a while. It remembers no failure.
type memo[T any] struct {
	ttl  time.Duration
	read func(ctx context.Context, name string) (T, error)

	mu   sync.RWMutex
	kept map[string]remembered[T]
}

type remembered[T any] struct {
	value T
	until time.Time
}

func newMemo[T any](ttl time.Duration, read func(context.Context, string) (T, error)) *memo[T] {
	return &memo[T]{ttl: ttl, read: read, kept: map[string]remembered[T]{}}
}

// get gives what is remembered under the name, or reads it.
func (m *memo[T]) get(ctx context.Context, name string) (T, error) {
	if value, ok := m.recall(name); ok {
		return value, nil
	}
	return m.refresh(ctx, name)
}

// recall gives what is remembered and still good.
func (m *memo[T]) recall(name string) (T, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	found, ok := m.kept[name]
	return found.value, ok && time.Now().Before(found.until)
}

// refresh reads anew and remembers.
func (m *memo[T]) refresh(ctx context.Context, name string) (T, error) {
	value, err := m.read(ctx, name)
	if err != nil {
		return value, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.kept) >= maxRemembered {
		clear(m.kept)
	}
	m.kept[name] = remembered[T]{value, time.Now().Add(m.ttl)}
	return value, nil
}
