package secret

import (
	"context"
	"errors"
	"sync"
	"testing"
)

func TestALateKeyIsFetchedOnce(t *testing.T) {
	key, err := FromKey(make([]byte, KeySize))
	if err != nil {
		t.Fatal(err)
	}
	fetched := 0
	late := NewLate(func(context.Context) (*Key, error) { fetched++; return key, nil })
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			sealed, err := late.Seal(t.Context(), []byte("secret"), []byte("here"))
			if err != nil {
				t.Error(err)
			}
			if got, err := late.Open(t.Context(), sealed, []byte("here")); string(got) != "secret" || err != nil {
				t.Errorf("it opens as %q, %v", got, err)
			}
		})
	}
	all.Wait()
	if fetched != 1 || late.Hash("x") != key.Hash("x") {
		t.Errorf("it was fetched %d times, and hashes as %s", fetched, late.Hash("x"))
	}
}

func TestALateKeyThatFailsIsFetchedAgain(t *testing.T) {
	away := errors.New("away")
	late := NewLate(func(context.Context) (*Key, error) { return nil, away })
	_, sealing := late.Seal(t.Context(), nil, nil)
	_, opening := late.Open(t.Context(), nil, nil)
	for _, err := range []error{late.Fetch(t.Context()), sealing, opening} {
		if !errors.Is(err, away) {
			t.Errorf("without a key: %v", err)
		}
	}
	late.fetch = func(context.Context) (*Key, error) { return FromKey(make([]byte, KeySize)) }
	if err := late.Fetch(t.Context()); err != nil || late.Hash("x") == "" {
		t.Errorf("later: %v", err)
	}
}

func TestHashingWithoutTheKeyIsADefect(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("it hashed without a key")
		}
	}()
	NewLate(nil).Hash("x")
}
