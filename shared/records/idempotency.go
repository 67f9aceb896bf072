package records

import (
	"context"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// Answered is what a request that may be repeated was answered.
type Answered struct {
	// Request is a digest of the request's body: another body is another request.
	Request string `json:"request"`
	Status  int    `json:"status"`
	// Sealed is the answer's body, which may hold a secret that is shown once.
	Sealed []byte `json:"sealed"`
}

// AnsweredKey names the answer to a request by who sent it, where to, and the
// name the sender gave it. The name is hashed: people write anything into it.
func AnsweredKey(sender, route, name string) string { return heed.SignalID(sender+" "+route, name) }

func answeredKey(key string) store.Key { return store.Key{Partition: "IDEM#" + key, Sort: "IDEM"} }

// Answered reads what was answered under a key.
func (r *Records) Answered(ctx context.Context, key string) (Row[Answered], error) {
	return get[Answered](ctx, r.db, answeredKey(key))
}

// RememberAnswer keeps an answer until it expires, once.
func RememberAnswer(key string, a Answered, expires time.Time) store.Op {
	return store.Put(store.Item{Key: answeredKey(key), Data: encode(a), Expires: expires}).IfAbsent()
}
