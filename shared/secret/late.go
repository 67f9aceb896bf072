package secret

import (
	"context"
	"sync"
)

// Late is a Key that is fetched when it is first needed, once, so that starting
// does not wait for a key service. A failure is not remembered.
type Late struct {
	fetch func(context.Context) (*Key, error)

	mu  sync.Mutex
	key *Key
}

var (
	_ Box    = (*Late)(nil)
	_ Hasher = (*Late)(nil)
)

// NewLate makes a key that fetch gives later.
func NewLate(fetch func(context.Context) (*Key, error)) *Late { return &Late{fetch: fetch} }

// Fetch fetches the key, unless it is there. Others wait meanwhile.
func (l *Late) Fetch(ctx context.Context) error {
	_, err := l.get(ctx)
	return err
}

func (l *Late) get(ctx context.Context) (*Key, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.key != nil {
		return l.key, nil
	}
	key, err := l.fetch(ctx)
	if err == nil {
		l.key = key
	}
	return key, err
}

// Seal implements Box. It fails where the key cannot be fetched.
func (l *Late) Seal(ctx context.Context, plaintext, aad []byte) ([]byte, error) {
	key, err := l.get(ctx)
	if err != nil {
		return nil, err
	}
	return key.Seal(ctx, plaintext, aad)
}

// Open implements Box. It fails where the key cannot be fetched, too.
func (l *Late) Open(ctx context.Context, sealed, aad []byte) ([]byte, error) {
	key, err := l.get(ctx)
	if err != nil {
		return nil, err
	}
	return key.Open(ctx, sealed, aad)
}

// Hash implements Hasher. Whoever hashes has called Fetch before: a hash cannot
// fail, so without the key it panics.
func (l *Late) Hash(parts ...string) string {
	l.mu.Lock()
	key := l.key
	l.mu.Unlock()
	if key == nil {
		panic("secret: hashing before the key was fetched") // a defect of the bootstrap
	}
	return key.Hash(parts...)
}
