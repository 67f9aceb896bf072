package records

import (
	"context"
	"iter"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const usefulPartition = "USEFUL"

func usefulKey(event string) store.Key {
	return store.Key{Partition: "USEFUL#" + event, Sort: "USEFUL"}
}

// PutUseful keeps what somebody thought of an event, in place of what was thought
// before.
func PutUseful(u heed.Useful, expires time.Time) store.Op {
	by := store.Key{Partition: usefulPartition, Sort: u.Type + "#" + u.Event}
	return store.Put(store.Item{Key: usefulKey(u.Event), By: by, Data: encode(u), Expires: expires})
}

// Useful walks what was thought of all events, by type, from the second order.
func (r *Records) Useful(ctx context.Context) iter.Seq2[Row[heed.Useful], error] {
	return rows[heed.Useful](ctx, r.db, store.Query{Partition: usefulPartition, By: true})
}
