package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const keysPartition = "KEYS"

func keyKey(hash string) store.Key { return store.Key{Partition: "KEY#" + hash, Sort: "KEY"} }

// Key reads the key with the hash of its secret.
func (r *Records) Key(ctx context.Context, hash string) (Row[heed.Key], error) {
	return get[heed.Key](ctx, r.db, keyKey(hash))
}

// Keys lists all keys, by id, from the second order.
func (r *Records) Keys(ctx context.Context) ([]heed.Key, error) {
	return collect[heed.Key](ctx, r.db, store.Query{Partition: keysPartition, By: true})
}

// PutKey writes a key.
func PutKey(row Row[heed.Key]) store.Op {
	it := store.Item{
		Key: keyKey(row.Value.Hash), Data: encode(row.Value), Expires: row.Value.ExpiresAt,
		By: store.Key{Partition: keysPartition, Sort: row.Value.ID},
	}
	return store.Put(it).IfVersion(row.Version)
}

// DeleteKey removes a key.
func DeleteKey(hash string) store.Op { return store.Delete(keyKey(hash)) }
