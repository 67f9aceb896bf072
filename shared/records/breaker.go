package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

func breakerKey(endpoint string) store.Key {
	return store.Key{Partition: "EP#" + endpoint, Sort: "BRK"}
}

// Breaker reads the breaker of one endpoint; it is not found while the endpoint works.
func (r *Records) Breaker(ctx context.Context, endpoint string) (Row[heed.Breaker], error) {
	return get[heed.Breaker](ctx, r.db, breakerKey(endpoint))
}

// Breakers reads those of the endpoints that fail, by endpoint, in one Get.
func (r *Records) Breakers(ctx context.Context, endpoints ...heed.Endpoint) (map[string]heed.Breaker, error) {
	found := map[string]heed.Breaker{}
	if len(endpoints) == 0 {
		return found, nil
	}
	keys := make([]store.Key, len(endpoints))
	for i, e := range endpoints {
		keys[i] = breakerKey(e.ID)
	}
	items, err := r.db.Get(ctx, keys...)
	if err != nil {
		return nil, err
	}
	for _, it := range items {
		row, err := rowOf[heed.Breaker](it)
		if err != nil {
			return nil, err
		}
		found[row.Value.Endpoint] = row.Value
	}
	return found, nil
}

// PutBreaker writes a breaker back.
func PutBreaker(row Row[heed.Breaker]) store.Op {
	return store.Put(store.Item{Key: breakerKey(row.Value.Endpoint), Data: encode(row.Value)}).IfVersion(row.Version)
}

// CloseBreaker removes a breaker: its endpoint works.
func CloseBreaker(row Row[heed.Breaker]) store.Op {
	return store.Delete(breakerKey(row.Value.Endpoint)).IfVersion(row.Version)
}
