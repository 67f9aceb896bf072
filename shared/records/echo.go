package records

import (
	"context"
	"time"

	"github.com/heed-cs/heed/shared/store"
)

// echoKey is of the one row that is called out in the table and heard in its second
// order, to tell how far that lags behind. Nothing reads it for anything else.
var echoKey = store.Key{Partition: "ECHO", Sort: "ECHO"}

type echoDoc struct {
	At time.Time `json:"at"`
}

// CallOut writes the moment.
func CallOut(at time.Time) store.Op {
	return store.Put(store.Item{Key: echoKey, By: echoKey, Data: encode(echoDoc{at})})
}

// Echo is the newest moment that the second order tells; zero when it has none.
func (r *Records) Echo(ctx context.Context) (at time.Time, err error) {
	for row, err := range rows[echoDoc](ctx, r.db, store.Query{Partition: echoKey.Partition, By: true, Limit: 1}) {
		return row.Value.At, err
	}
	return at, nil
}
