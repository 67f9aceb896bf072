package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

func arrivalsKey(connection string) store.Key {
	return store.Key{Partition: "CONN#" + connection, Sort: "ARRIVALS"}
}

// Arrivals reads the last webhooks of a connection.
func (r *Records) Arrivals(ctx context.Context, connection string) (Row[heed.Arrivals], error) {
	return get[heed.Arrivals](ctx, r.db, arrivalsKey(connection))
}

// PutArrivals writes them back.
func PutArrivals(row Row[heed.Arrivals]) store.Op {
	return store.Put(store.Item{Key: arrivalsKey(row.Value.Connection), Data: encode(row.Value)}).IfVersion(row.Version)
}

// DeleteArrivals forgets them.
func DeleteArrivals(connection string) store.Op { return store.Delete(arrivalsKey(connection)) }

// Reception is how a connection was heard of late.
type Reception struct {
	Hearing  heed.Hearing
	Arrivals heed.Arrivals
}

// Receptions reads those of connections, by name; empty for one that was never heard.
func (r *Records) Receptions(ctx context.Context, connections ...string) (map[string]Reception, error) {
	var keys []store.Key
	for _, name := range connections {
		keys = append(keys, hearingKey(name), arrivalsKey(name))
	}
	l, err := r.Load(ctx, keys...)
	if err != nil {
		return nil, err
	}
	all := make(map[string]Reception, len(connections))
	for _, name := range connections {
		hearing, err := loaded[heed.Hearing](l, hearingKey(name))
		if err != nil {
			return nil, err
		}
		arrivals, err := loaded[heed.Arrivals](l, arrivalsKey(name))
		if err != nil {
			return nil, err
		}
		all[name] = Reception{hearing.Value, arrivals.Value}
	}
	return all, nil
}
