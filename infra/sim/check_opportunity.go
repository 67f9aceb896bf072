package sim

import (
	"encoding/json"
	"math"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

// opportunities holds an account's events against its card: an opportunity that is
// there was told once, what was told is remembered, and nobody heard of an account
// that was only ever named.
func (c *check) opportunities(account string, events []heed.Event) error {
	head, err := c.rec.Account(c.ctx, account)
	if err != nil || !head.Value.Exists() {
		return err
	}
	for _, kind := range heed.Opportunities {
		var told []heed.Event
		for _, ev := range slices.Backward(events) { // oldest first
			if ev.Type == heed.SpottedEvent(kind) {
				told = append(told, ev)
				c.addsUp(ev, kind)
			}
		}
		c.told(head.Value, kind, told)
	}
	return nil
}

// told: within the months of a run an opportunity is told at most once, for there is
// none again too soon.
func (c *check) told(a heed.Account, kind string, told []heed.Event) {
	card := a.Card.Opportunities[kind]
	switch {
	case len(told) > 1:
		c.fault("%s was said of %s %d times within months", heed.SpottedEvent(kind), a.ID, len(told))
	case a.Provisional && len(told) > 0:
		c.fault("%s is provisional and its %s was told", a.ID, kind)
	case !a.Provisional && card.Spotted() && len(told) == 0:
		c.fault("%s shows an %s since %s, of which nobody was told", a.ID, kind, card.Since)
	case len(told) == 1 && !card.ToldAt.Equal(told[0].At):
		c.fault("the %s of %s was told at %s and its card says %s", kind, a.ID, told[0].At, card.ToldAt)
	}
}

func (c *check) addsUp(ev heed.Event, kind string) {
	var body struct{ Data heed.OpportunitySpotted }
	if err := json.Unmarshal(ev.Body, &body); err != nil {
		c.fault("the body of %s is no JSON: %w", ev.ID, err)
		return
	}
	o := map[string]*heed.OpportunityView{heed.Expansion: body.Data.Expansion, heed.Advocate: body.Data.Advocate}[kind]
	if o == nil || !o.Spotted {
		c.fault("%s says no %s", ev.ID, kind)
		return
	}
	sum := o.Base
	for _, f := range o.Factors {
		sum += f.Contribution
	}
	if math.Abs(sum-o.LogOdds) > 1e-9 || math.Abs(o.Score-1/(1+math.Exp(-sum))) > 1e-12 {
		c.fault("the %s of %s adds up to %v and says %v", kind, ev.ID, sum, o.LogOdds)
	}
}
