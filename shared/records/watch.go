package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

var watchKey = store.Key{Partition: "WATCH", Sort: "WATCH"}

// Watch reads how the judgements in use were doing when they were last looked at;
// not found before the first look.
func (r *Records) Watch(ctx context.Context) (Row[heed.Watch], error) {
	return get[heed.Watch](ctx, r.db, watchKey)
}

// PutWatch writes how they are doing, over what was written before.
func PutWatch(w heed.Watch) store.Op {
	return store.Put(store.Item{Key: watchKey, Data: encode(w)})
}
