package records

import (
	"context"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// Pace is how far the requests of an endpoint that bounds them are planned.
type Pace struct {
	Endpoint string    `json:"endpoint"`
	Free     time.Time `json:"free"` // the next moment nobody has taken
}

func paceKey(endpoint string) store.Key {
	return store.Key{Partition: "EP#" + endpoint, Sort: "PACE"}
}

// Pace reads how far the requests of an endpoint are planned.
func (r *Records) Pace(ctx context.Context, endpoint string) (Row[Pace], error) {
	return get[Pace](ctx, r.db, paceKey(endpoint))
}

// TakeTurn takes the next free moment of an endpoint for one request: the
// operation that says so, and the moment.
func TakeTurn(row Row[Pace], e heed.Endpoint, now time.Time) (store.Op, time.Time) {
	turn := row.Value.Free
	if turn.Before(now) {
		turn = now
	}
	next := Pace{Endpoint: e.ID, Free: turn.Add(time.Minute / time.Duration(e.MaxPerMinute))}
	return store.Put(store.Item{Key: paceKey(e.ID), Data: encode(next)}).IfVersion(row.Version), turn
}

// ForgetEndpoint removes what stands beside an endpoint: its breaker and its pace.
func ForgetEndpoint(id string) []store.Op {
	return []store.Op{store.Delete(breakerKey(id)), store.Delete(paceKey(id))}
}
