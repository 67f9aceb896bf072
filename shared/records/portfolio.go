package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// PortfolioDay is how all accounts stood at the daily sweep, one shard of it.
type PortfolioDay struct {
	Day      heed.Day                 `json:"day"`
	Accounts map[string]heed.Standing `json:"accounts"`
}

func portfolioDayPartition(d heed.Day) string { return "PORTDAY#" + string(d) }

// PutPortfolioDay sets one shard of a day's standing; the sweep cuts the
// portfolio into shards small enough for an item.
func PutPortfolioDay(shard int, day PortfolioDay) store.Op {
	key := store.Key{Partition: portfolioDayPartition(day.Day), Sort: itoa(shard)}
	return store.Put(store.Item{Key: key, Data: encode(day)})
}

// PortfolioDay reads how the accounts stood at a day's sweep; empty when there was none.
func (r *Records) PortfolioDay(ctx context.Context, d heed.Day) (map[string]heed.Standing, error) {
	shards, err := collect[PortfolioDay](ctx, r.db, store.Query{Partition: portfolioDayPartition(d)})
	if err != nil {
		return nil, err
	}
	all := map[string]heed.Standing{}
	for _, shard := range shards {
		for account, s := range shard.Accounts {
			all[account] = s
		}
	}
	return all, nil
}

// sweepsBack is how many days back a daily sweep is looked for.
const sweepsBack = 7

// LastPortfolioDay finds how the accounts stood at the newest sweep before a day, at
// most a week back; the day is empty when there was none.
func (r *Records) LastPortfolioDay(ctx context.Context, before heed.Day) (heed.Day, map[string]heed.Standing, error) {
	for back := 1; back <= sweepsBack; back++ {
		day := before.Add(-back)
		standings, err := r.PortfolioDay(ctx, day)
		if err != nil || len(standings) > 0 {
			return day, standings, err
		}
	}
	return "", nil, nil
}
