package records_test

import (
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// TestEventsAreKeptAsLongAsSignals holds that neither an event nor a delivery stays
// for ever, and that no delivery outlives its event.
func TestEventsAreKeptAsLongAsSignals(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	ev := heed.Event{ID: "evt_1", Type: heed.RiskRaised, Account: "acme", At: at}
	crm := heed.Endpoint{ID: "crm", Events: []string{"*"}, Status: heed.EndpointEnabled}
	for name, c := range map[string]struct {
		keep            heed.Retention
		event, delivery time.Time
	}{
		"as usual":              {heed.Retention{SignalMonths: 25, DeliveryDays: 30}, at.AddDate(0, 26, 0), at.AddDate(0, 0, 30)},
		"deliveries for longer": {heed.Retention{SignalMonths: 1, DeliveryDays: 365}, at.AddDate(0, 0, 365), at.AddDate(0, 0, 365)},
	} {
		ops, knocks := records.Fanout(ev, []heed.Endpoint{crm}, heed.Rates{}, c.keep)
		if len(ops) != 2 || len(knocks) != 1 || !ops[0].Item.Expires.Equal(c.event) || !ops[1].Item.Expires.Equal(c.delivery) {
			t.Errorf("%s: %d operations, kept until %v and %v", name, len(ops), ops[0].Item.Expires, ops[len(ops)-1].Item.Expires)
		}
	}
}
