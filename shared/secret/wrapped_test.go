package secret

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var errAway = errors.New("away")

// vault is a key service that inverts bits, and what keeps the wrapped key.
type vault struct {
	mu       sync.Mutex
	kept     []byte
	made     int
	slow     time.Duration // of making a key
	load     error
	keep     error
	generate error
	unwrap   error
}

func (v *vault) Generate(context.Context) ([]byte, error) {
	time.Sleep(v.slow)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.made++
	root := make([]byte, KeySize)
	_, _ = rand.Read(root)
	return invert(root), v.generate
}

func (v *vault) Unwrap(_ context.Context, wrapped []byte) ([]byte, error) {
	return invert(wrapped), v.unwrap
}

func (v *vault) Load(context.Context) ([]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return bytes.Clone(v.kept), v.load
}

func (v *vault) Keep(_ context.Context, wrapped []byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.kept == nil && v.keep == nil {
		v.kept = wrapped
	}
	return v.keep
}

func invert(b []byte) []byte {
	out := bytes.Clone(b)
	for i := range out {
		out[i] ^= 0xff
	}
	return out
}

func TestTheRootKeyIsMadeOnce(t *testing.T) {
	v := &vault{}
	if _, err := Unwrap(t.Context(), v, v); !errors.Is(err, ErrNoRootKey) || v.made != 0 {
		t.Fatalf("Unwrap of nothing = %v after %d made", err, v.made)
	}
	first, err := UnwrapOrMake(t.Context(), v, v)
	if err != nil {
		t.Fatal(err)
	}
	for name, again := range map[string]func(context.Context, Wrapper, Keeper) (*Key, error){"Unwrap": Unwrap, "UnwrapOrMake": UnwrapOrMake} {
		if key, err := again(t.Context(), v, v); err != nil || key.Hash("x") != first.Hash("x") || v.made != 1 {
			t.Errorf("%s gives another key, or %v; %d made", name, err, v.made)
		}
	}
}

// TestFunctionsStartingAtOnceAgree lets all of them find nothing and make a key.
func TestFunctionsStartingAtOnceAgree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &vault{slow: time.Second}
		hashes := make([]string, 32)
		var all sync.WaitGroup
		for i := range hashes {
			all.Go(func() {
				key, err := UnwrapOrMake(t.Context(), v, v)
				if err != nil {
					t.Error(err)
					return
				}
				hashes[i] = key.Hash("x")
			})
		}
		all.Wait()
		if v.made != len(hashes) {
			t.Errorf("%d made a key, want all %d", v.made, len(hashes))
		}
		for _, h := range hashes {
			if h != hashes[0] {
				t.Fatal("two functions ended with different keys")
			}
		}
	})
}

// TestNoKeyIsMadeInTheDark holds that a failure never begins a second root key,
// with which nothing sealed before would open.
func TestNoKeyIsMadeInTheDark(t *testing.T) {
	kept := bytes.Repeat([]byte{1}, KeySize)
	for _, c := range []struct {
		name string
		v    *vault
		want string
		made int
	}{
		{"the table is away", &vault{kept: kept, load: errAway}, "loading the root key: away", 0},
		{"the key service is away", &vault{kept: kept, unwrap: errAway}, "unwrapping the root key: away", 0},
		{"it makes none", &vault{generate: errAway}, "making the root key: away", 1},
		{"it is not kept", &vault{keep: errAway}, "keeping the root key: away", 1},
		{"the kept one is short", &vault{kept: kept[1:]}, "31 bytes", 0},
	} {
		key, err := UnwrapOrMake(t.Context(), c.v, c.v)
		if key != nil || err == nil || !strings.Contains(err.Error(), c.want) || c.v.made != c.made {
			t.Errorf("%s: %v after %d made, want %q after %d", c.name, err, c.v.made, c.want, c.made)
		}
	}
}
