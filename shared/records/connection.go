package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const connectionsPartition = "CONNS"

func connectionKey(name string) store.Key {
	return store.Key{Partition: "CONN#" + name, Sort: "CONN"}
}

// Connection reads one connection.
func (r *Records) Connection(ctx context.Context, name string) (Row[heed.Connection], error) {
	return get[heed.Connection](ctx, r.db, connectionKey(name))
}

// Connections lists all of them, by name, from the second order.
func (r *Records) Connections(ctx context.Context) ([]heed.Connection, error) {
	return collect[heed.Connection](ctx, r.db, store.Query{Partition: connectionsPartition, By: true})
}

// PutConnection writes a connection back.
func PutConnection(row Row[heed.Connection]) store.Op {
	it := store.Item{
		Key: connectionKey(row.Value.Name), Data: encode(row.Value),
		By: store.Key{Partition: connectionsPartition, Sort: row.Value.Name},
	}
	return store.Put(it).IfVersion(row.Version)
}

// DeleteConnection removes a connection.
func DeleteConnection(name string) store.Op { return store.Delete(connectionKey(name)) }
