// Package access decides who may do what over HTTP. It reads API keys from the
// table, by the hash of their secret, and remembers good ones for a short while,
// so that a revoked key ends within that while. It writes nothing and logs no key.
package access

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/memo"
	"github.com/heed-cs/heed/shared/records"
)

// Keys checks the bearer keys of requests. It is safe for concurrent use.
type Keys struct{ good *memo.Memo[heed.Key] }

// New makes a checker that remembers a good key for ttl.
func New(rec *records.Records, ttl time.Duration) *Keys {
	return &Keys{good: memo.New(ttl, func(ctx context.Context, hash string) (heed.Key, error) {
		row, err := rec.Key(ctx, hash)
		if err == nil && (!row.Found() || row.Value.Expired(time.Now())) {
			err = heed.Refuse(heed.Unauthorized, "the key is not known here, or its time is over")
		}
		return row.Value, err
	})}
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
	hash := heed.HashKey(secret)
	if key, ok := k.good.Recall(hash); ok && !key.Expired(time.Now()) {
		return key, nil
	}
	return k.good.Refresh(ctx, hash)
}
