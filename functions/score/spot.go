package score

import (
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

// opportunities judges what the account could become, once its risk is judged, and
// notes on the new card how that stands.
//
// They look at the band of the risk, not at its probability, so only a band that
// moved without the account moves them: when the base moved it, or when other
// numbers are used, what follows is told to nobody.
func (r *round) opportunities(v *verdict, f *risk.Folded, base heed.Band) {
	card := &v.head.Value.Card
	v.spots = f.Opportunities(*card)
	v.hushed = v.quiet || base != v.before.Band || v.before.Announced && v.before.Spotter != risk.OpportunityModel
	card.Spotter = risk.OpportunityModel
	card.Opportunities = map[string]heed.Spotting{}
	for _, o := range v.spots {
		if kept := o.Kept(); !kept.Empty() {
			card.Opportunities[o.Kind] = kept
		}
	}
}

// spotsMoved reports whether a person would see an opportunity come or go, or it
// began or ceased to be about to go.
func (v *verdict) spotsMoved() bool {
	after := v.head.Value.Card
	for _, kind := range heed.Opportunities {
		was, is := v.before.Opportunities[kind], after.Opportunities[kind]
		if was.Spotted() != is.Spotted() || !was.BelowSince.Equal(is.BelowSince) {
			return true
		}
	}
	return v.before.Spotter != after.Spotter
}

// spotted makes an event of every opportunity that has come since the last
// judgement, or was there before the account was confirmed.
func (r *round) spotted(v *verdict) (events []heed.Event, err error) {
	for _, o := range v.spots {
		had := v.before.Announced && v.before.Opportunities[o.Kind].Spotted()
		if v.hushed || had || !o.Spotted() {
			continue
		}
		o.ToldAt = v.now
		v.head.Value.Card.Opportunities[o.Kind] = o.Spotting
		ev, err := r.opportunitySpotted(v, o)
		if err != nil {
			return nil, err
		}
		events = append(events, ev)
	}
	return events, nil
}

func (r *round) opportunitySpotted(v *verdict, o heed.Opportunity) (heed.Event, error) {
	n, lang := v.next(), r.set.Language
	data := heed.OpportunitySpotted{
		Account: v.head.Value.Ref(r.opt.PublicURL), Sequence: n, Reason: o.Reason.In(lang), Plays: heed.PlaysIn(o.Plays, lang),
	}
	data.Set(o.Kind, o.In(lang))
	return r.event(v, heed.SpottedEvent(o.Kind), n, data, o.Reason)
}
