package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

func hearingKey(name string) store.Key {
	return store.Key{Partition: "CONN#" + name, Sort: "HEARD"}
}

// Hearing reads when a connection brought signals of late.
func (r *Records) Hearing(ctx context.Context, name string) (Row[heed.Hearing], error) {
	return get[heed.Hearing](ctx, r.db, hearingKey(name))
}

// Hearings reads those of all connections that ever brought one, by name.
func (r *Records) Hearings(ctx context.Context) ([]Row[heed.Hearing], error) {
	connections, err := r.Connections(ctx)
	if err != nil || len(connections) == 0 {
		return nil, err
	}
	keys := make([]store.Key, len(connections))
	for i, c := range connections {
		keys[i] = hearingKey(c.Name)
	}
	l, err := r.Load(ctx, keys...)
	if err != nil {
		return nil, err
	}
	var all []Row[heed.Hearing]
	for _, key := range keys {
		row, err := loaded[heed.Hearing](l, key)
		if err != nil {
			return nil, err
		}
		if row.Found() {
			all = append(all, row)
		}
	}
	return all, nil
}

// PutHearing writes it back.
func PutHearing(row Row[heed.Hearing]) store.Op {
	return store.Put(store.Item{Key: hearingKey(row.Value.Connection), Data: encode(row.Value)}).IfVersion(row.Version)
}

// DeleteHearing forgets it.
func DeleteHearing(name string) store.Op { return store.Delete(hearingKey(name)) }
