package score

import (
	"context"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
)

// quiet reports whether nothing may be told of a judgement, because history came or
// other numbers moved the band.
func (r *round) quiet(ctx context.Context, d records.Dossier, now time.Time) (bool, error) {
	if d.Account.Value.History > 0 {
		return true, nil
	}
	return r.renumbered(ctx, d, now)
}

// renumbered reports whether an account was judged by another model or other settings
// before, and its band moves by them alone, which is no news. So what was in use before
// is asked as well: what crosses a band by both, the same way, is the customer's doing,
// and is told. Where it is not kept, nothing is.
func (r *round) renumbered(ctx context.Context, d records.Dossier, now time.Time) (bool, error) {
	name := d.Account.Value.Card.Model
	numbers := judgement.ParseNumbers(name)
	if name == "" || numbers.ButBase(r.numbers) {
		return false, nil
	}
	before, kept, err := r.models.Before(ctx, numbers, r.set, r.book)
	if err != nil || !kept {
		return true, err
	}
	was := r.crossing(d, before, now)
	return was == "" || was != r.crossing(d, judgement.Before{Settings: r.set, Model: r.model}, now), nil
}

// crossing is the event that an account would make by some numbers now, or once it has
// waited to leave its band; empty when it would make none.
func (r *round) crossing(d records.Dossier, by judgement.Before, now time.Time) string {
	s := judgement.Snapshot(d, r.book)
	from := told(s.Account.Card)
	s.Account.Card.BelowSince = risk.WaitServed
	return crossed(from, risk.Judge(s, by.Model, by.Settings, now).Band)
}

// told is the band that was told last; none before the first judgement that could be.
func told(card heed.Card) heed.Band {
	if !card.Announced {
		return heed.NoBand
	}
	return card.Band
}
