package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"time"

	"github.com/heed-cs/heed/functions/console"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// admit sees to it that somebody can enter: with the given key or, where there
// is no key at all yet, with a fresh one, which it returns to be shown once.
func admit(ctx context.Context, rec *records.Records, given string, now time.Time) (made string, err error) {
	if given != "" {
		return "", console.EnsureAdminKey(ctx, rec, given, now)
	}
	keys, err := rec.Keys(ctx)
	if err != nil || len(keys) > 0 {
		return "", err
	}
	made = newKey()
	return made, console.EnsureAdminKey(ctx, rec, made, now)
}

// newKey draws a key of 192 random bits.
func newKey() string {
	random := make([]byte, 24)
	_, _ = rand.Read(random) // never fails
	return heed.KeyPrefix + hex.EncodeToString(random)
}
