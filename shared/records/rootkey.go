package records

import (
	"context"

	"github.com/heed-cs/heed/shared/store"
)

var rootKeyKey = store.Key{Partition: "ROOTKEY", Sort: "ROOTKEY"}

// RootKey keeps the installation's root key, wrapped by a key service, in the
// table. It stands apart from Records because these need the key to begin with.
type RootKey struct{ db store.Table }

// NewRootKey makes the keeper of a table's root key.
func NewRootKey(db store.Table) *RootKey { return &RootKey{db: db} }

// wrappedKey is the document.
type wrappedKey struct {
	Wrapped []byte `json:"wrapped"`
}

// Load reads the wrapped key; nil when there is none yet.
func (r *RootKey) Load(ctx context.Context) ([]byte, error) {
	row, err := get[wrappedKey](ctx, r.db, rootKeyKey)
	return row.Value.Wrapped, err
}

// Keep writes the wrapped key, unless there is one already, which stays: that is no error.
func (r *RootKey) Keep(ctx context.Context, wrapped []byte) error {
	err := r.db.Write(ctx, store.Put(store.Item{Key: rootKeyKey, Data: encode(wrappedKey{wrapped})}).IfAbsent())
	return store.UnlessConflict(err)
}
