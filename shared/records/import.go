package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const importsPartition = "IMPORTS"

func importKey(name string) store.Key { return store.Key{Partition: "IMPORT#" + name, Sort: "IMPORT"} }

// Import reads how far an import came.
func (r *Records) Import(ctx context.Context, name string) (Row[heed.Import], error) {
	return get[heed.Import](ctx, r.db, importKey(name))
}

// Imports lists all of them, by name, from the second order.
func (r *Records) Imports(ctx context.Context) ([]heed.Import, error) {
	return collect[heed.Import](ctx, r.db, store.Query{Partition: importsPartition, By: true})
}

// PutImport writes an import back.
func PutImport(row Row[heed.Import]) store.Op {
	it := store.Item{
		Key: importKey(row.Value.Name), Data: encode(row.Value),
		By: store.Key{Partition: importsPartition, Sort: row.Value.Name},
	}
	return store.Put(it).IfVersion(row.Version)
}

// DeleteImport forgets how far an import came.
func DeleteImport(name string) store.Op { return store.Delete(importKey(name)) }
