package console

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// coolDown is how long after Heed disabled an endpoint it is left alone, whoever
// enables it: enabling in a loop would be no more than sending in a loop.
const coolDown = 5 * time.Minute

// pinged is the data of a ping.
type pinged struct {
	Endpoint string    `json:"endpoint"`
	Reason   string    `json:"reason"`
	Since    time.Time `json:"since"`
}

// revive is what enabling an endpoint that Heed disabled brings along: a breaker
// that lets one attempt through when the time to cool down is over, and a ping to
// be that attempt. Leading one that fails elsewhere lets an attempt through now.
func (c *Console) revive(r *request, before, e heed.Endpoint) (amendment, error) {
	row, err := c.rec.Breaker(r.Context(), e.ID)
	if err != nil {
		return amendment{}, err
	}
	given := before.Status == heed.EndpointOff && before.DisabledReason != reasonManual && e.Status == heed.EndpointEnabled
	switch {
	case given:
		until := before.DisabledAt.Add(coolDown)
		if until.Before(r.now) {
			until = r.now
		}
		row.Value = heed.Breaker{Endpoint: e.ID, Since: r.now, Until: until}
		return c.ping(r, e, row)
	case before.URL != e.URL && row.Found():
		row.Value.Until = r.now
		return amendment{breaker: &row.Value, ops: []store.Op{records.PutBreaker(row)}}, nil
	}
	return amendment{}, nil
}

func (c *Console) ping(r *request, e heed.Endpoint, row records.Row[heed.Breaker]) (amendment, error) {
	settings, err := c.rec.Settings(r.Context())
	if err != nil {
		return amendment{}, err
	}
	ev, err := heed.NewOperationalEvent(heed.Ping, e.ID, r.now, pinged{e.ID, "the endpoint was enabled again", r.now}, false)
	if err != nil {
		return amendment{}, err
	}
	d := records.NewDelivery(ev, e.ID)
	d.NextAt = row.Value.Until
	ops := append(records.Passing(ev, d, expiryOf(settings.Value, r.now)), records.PutBreaker(row))
	return amendment{breaker: &row.Value, ops: ops, born: []heed.Delivery{d}}, nil
}
