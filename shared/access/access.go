// Package access decides who may do what over HTTP. It reads API keys from the
// table, by the hash of their secret, and remembers good ones for a short while,
// so that a revoked key ends within that while. It writes nothing and logs no key.
package access

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// maxRemembered bounds the memory a flood of different keys can take.
const maxRemembered = 1000

// Keys checks the bearer keys of requests. It is safe for concurrent use.
type Keys struct {
	rec *records.Records
	ttl time.Duration

	mu   sync.Mutex
	good map[string]remembered
}

type remembered struct {
	key   heed.Key
	until time.Time
}

// New makes a checker that remembers a good key for ttl.
func New(rec *records.Records, ttl time.Duration) *Keys {
	return &Keys{rec: rec, ttl: ttl, good: map[string]remembered{}}
}

// Allow finds the key of a request and requires a scope of it. The error is a
// Problem when the caller is at fault.
func (k *Keys) Allow(r *http.Request, scope heed.Scope) (heed.Key, error) {
	key, err := k.Of(r)
	if err != nil {
		return heed.Key{}, err
	}
	if !key.Allows(scope, time.Now()) {
		return heed.Key{}, heed.Refuse(heed.Forbidden, "this key has not the scope %q: use one that has, or make one with POST /v1/keys", scope)
	}
	return key, nil
}

// Of finds the key of a request, whatever it may do.
func (k *Keys) Of(r *http.Request) (heed.Key, error) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || secret == "" {
		return heed.Key{}, heed.Refuse(heed.Unauthorized, "send a key: Authorization: Bearer heed_…")
	}
	return k.Secret(r.Context(), strings.TrimSpace(secret))
}

// Secret finds the key with a secret.
func (k *Keys) Secret(ctx context.Context, secret string) (heed.Key, error) {
	// Looking up a hash takes the same time for every wrong key.
	hash, now := heed.HashKey(secret), time.Now()
	if key, ok := k.recall(hash, now); ok {
		return key, nil
	}
	row, err := k.rec.Key(ctx, hash)
	if err != nil {
		return heed.Key{}, err
	}
	if !row.Found() || row.Value.Expired(now) {
		return heed.Key{}, heed.Refuse(heed.Unauthorized, "the key is not known here, or its time is over")
	}
	k.remember(hash, row.Value, now)
	return row.Value, nil
}

func (k *Keys) recall(hash string, now time.Time) (heed.Key, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	found, ok := k.good[hash]
	return found.key, ok && now.Before(found.until) && !found.key.Expired(now)
}

func (k *Keys) remember(hash string, key heed.Key, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.good) >= maxRemembered {
		clear(k.good)
	}
	k.good[hash] = remembered{key, now.Add(k.ttl)}
}
