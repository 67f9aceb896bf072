package console

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

const (
	// sweepsBack is how many days back a daily sweep is looked for.
	sweepsBack = 7
	// maxChanges is how many changes are named.
	maxChanges = 50
)

// changeView is an account that changed its band, and why.
type changeView struct {
	Account     heed.AccountRef `json:"account"`
	From        *heed.Band      `json:"from"` // null when it was not judged then
	To          heed.Band       `json:"to"`
	Probability float64         `json:"probability"`
	Delta       *float64        `json:"delta"` // of the probability; null when it was not judged then
	Reason      string          `json:"reason"`
}

// changes compares customers with how they stood at the last daily sweep before
// today. Customers that are new since then are named unless their risk is low.
func (c *Console) changes(ctx context.Context, customers []heed.Account, lang heed.Language, now time.Time) (*heed.Day, []changeView, error) {
	changed := []changeView{}
	day, then, err := c.lastSweep(ctx, heed.DayOf(now))
	if err != nil || day == "" {
		return nil, changed, err
	}
	for _, a := range customers {
		before, known := then[a.ID]
		if a.Card.Band == heed.NoBand || known && a.Card.Band == before.Band || !known && a.Card.Band == heed.Low {
			continue
		}
		v := changeView{
			Account: a.Ref(c.opt.PublicURL), From: orNull(before.Band), To: a.Card.Band,
			Probability: a.Card.Probability, Reason: a.Card.Reason.In(lang),
		}
		if known {
			v.Delta = new(a.Card.Probability - before.Probability)
		}
		changed = append(changed, v)
	}
	slices.SortFunc(changed, func(a, b changeView) int {
		return cmp.Or(cmp.Compare(b.moved(), a.moved()), cmp.Compare(a.Account.ID, b.Account.ID))
	})
	return &day, changed[:min(len(changed), maxChanges)], nil
}

// moved is how far the probability went, either way; from nothing when it was not judged.
func (v changeView) moved() float64 {
	if v.Delta == nil {
		return v.Probability
	}
	return math.Abs(*v.Delta)
}

// lastSweep finds the newest standing before a day; an empty day when there is none.
func (c *Console) lastSweep(ctx context.Context, today heed.Day) (heed.Day, map[string]records.Standing, error) {
	for back := 1; back <= sweepsBack; back++ {
		day := today.Add(-back)
		standings, err := c.rec.PortfolioDay(ctx, day)
		if err != nil || len(standings) > 0 {
			return day, standings, err
		}
	}
	return "", nil, nil
}
