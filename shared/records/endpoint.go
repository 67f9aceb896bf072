package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const endpointPartition = "EP"

func endpointKey(id string) store.Key { return store.Key{Partition: endpointPartition, Sort: id} }

// Endpoint reads one endpoint.
func (r *Records) Endpoint(ctx context.Context, id string) (Row[heed.Endpoint], error) {
	return get[heed.Endpoint](ctx, r.db, endpointKey(id))
}

// Endpoints lists all of them, by id, strongly consistent.
func (r *Records) Endpoints(ctx context.Context) ([]heed.Endpoint, error) {
	return collect[heed.Endpoint](ctx, r.db, store.Query{Partition: endpointPartition})
}

// PutEndpoint writes an endpoint back.
func PutEndpoint(row Row[heed.Endpoint]) store.Op {
	return store.Put(store.Item{Key: endpointKey(row.Value.ID), Data: encode(row.Value)}).IfVersion(row.Version)
}

// DeleteEndpoint removes an endpoint; its deliveries stay until they expire.
func DeleteEndpoint(id string) store.Op { return store.Delete(endpointKey(id)) }
