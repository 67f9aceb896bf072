package console

import (
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/trace"
)

// news is what it takes to tell of something: operations of its Write, and knocks to
// send once they are written.
type news struct {
	ops    []store.Op
	knocks []queue.Message
}

// tellOfCase says with the next Write that a case was opened or closed, and counts
// that on the account's head.
func (c *Console) tellOfCase(r *request, head records.Row[heed.Account], k heed.Case, set heed.Settings) (n news, err error) {
	endpoints, err := c.rec.Endpoints(r.Context())
	if err != nil {
		return n, err
	}
	head.Value.Sequence++
	ev, err := k.Told(head.Value, head.Value.Sequence, r.now, set, c.opt.PublicURL)
	if err != nil {
		return n, err
	}
	ev.Trace = trace.Cause(r.Context())
	ops, knocks := records.Fanout(ev, endpoints, set.Rates(), set.Retention)
	for _, knock := range knocks {
		n.knocks = append(n.knocks, hint.Knock(knock, 0))
	}
	n.ops = append(ops, records.PutAccount(head))
	return n, nil
}
