package secret

import (
	"context"
	"errors"
	"fmt"
)

// ErrNoRootKey says that no process has made the installation's root key yet.
var ErrNoRootKey = errors.New("secret: the installation has no root key yet: the first run of Fold, a minute after the first deployment, or the first request to the console makes it")

// Wrapper is a key service that keeps a master key to itself. Both methods say in
// their errors what an operator can do.
type Wrapper interface {
	// Generate makes a root key of KeySize bytes and returns it wrapped.
	Generate(ctx context.Context) (wrapped []byte, err error)
	// Unwrap returns the root key.
	Unwrap(ctx context.Context, wrapped []byte) (root []byte, err error)
}

// Keeper keeps the one wrapped root key of an installation.
type Keeper interface {
	// Load returns the wrapped key, or nil when there is none.
	Load(ctx context.Context) ([]byte, error)
	// Keep keeps it for ever, unless there is one already, which stays.
	Keep(ctx context.Context, wrapped []byte) error
}

// Unwrap returns the Key of the installation's root key, or ErrNoRootKey.
func Unwrap(ctx context.Context, w Wrapper, k Keeper) (*Key, error) {
	wrapped, err := k.Load(ctx)
	switch {
	case err != nil:
		return nil, fmt.Errorf("secret: loading the root key: %w", err)
	case wrapped == nil:
		return nil, ErrNoRootKey
	}
	root, err := w.Unwrap(ctx, wrapped)
	if err != nil {
		return nil, fmt.Errorf("secret: unwrapping the root key: %w", err)
	}
	return FromKey(root)
}

// UnwrapOrMake is Unwrap, and makes the root key where there is none. Processes
// that do so at the same time all end with the same key: the one kept first.
func UnwrapOrMake(ctx context.Context, w Wrapper, k Keeper) (*Key, error) {
	key, err := Unwrap(ctx, w, k)
	if !errors.Is(err, ErrNoRootKey) {
		return key, err
	}
	wrapped, err := w.Generate(ctx)
	if err != nil {
		return nil, fmt.Errorf("secret: making the root key: %w", err)
	}
	if err := k.Keep(ctx, wrapped); err != nil {
		return nil, fmt.Errorf("secret: keeping the root key: %w", err)
	}
	return Unwrap(ctx, w, k)
}
