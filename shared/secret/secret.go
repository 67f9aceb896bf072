// Package secret seals what the table must not show: the secrets of endpoints
// and the credentials of connections. It also hashes identifiers of people, so
// that they can stand in keys.
//
// One root key of 32 bytes does both. On a laptop it lives in a file that only
// its owner may read (FromFile); on AWS it lies in the table, wrapped by KMS,
// which unwraps it once at start (Unwrap). Nothing wakes this package
// afterwards: sealing and hashing are computed in memory and write nothing.
// What is sealed under a key that is lost cannot be opened by anyone.
package secret

import "context"

// KeySize is the length of a root key in bytes.
const KeySize = 32

// Box seals and opens short byte strings. Implementations are safe for
// concurrent use and may ask a remote key service, hence the context.
type Box interface {
	// Seal encrypts plaintext so that only Open with the same aad gives it back.
	// aad, which is authenticated but not hidden, names the place where the
	// sealed bytes are kept, such as the item's key: moved elsewhere, they do not open.
	// Sealing the same bytes twice gives different results.
	Seal(ctx context.Context, plaintext, aad []byte) ([]byte, error)

	// Open returns what was sealed, or ErrOpen or ErrFormat.
	Open(ctx context.Context, sealed, aad []byte) ([]byte, error)
}

// Hasher gives identifiers a stable name that does not tell them.
type Hasher interface {
	// Hash returns 32 hexadecimal digits that stand for the parts in this order.
	// Equal parts give equal digits for as long as the root key lives; the digits
	// tell nothing about the parts to whoever lacks the key.
	Hash(parts ...string) string
}
