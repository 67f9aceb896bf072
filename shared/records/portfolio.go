package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// Standing is how one account stood on one day.
type Standing struct {
	Band        heed.Band `json:"band"`
	Probability float64   `json:"probability"`
}

// PortfolioDay is how all accounts stood at the daily sweep, one shard of it.
type PortfolioDay struct {
	Day      heed.Day            `json:"day"`
	Accounts map[string]Standing `json:"accounts"`
}

func portfolioDayPartition(d heed.Day) string { return "PORTDAY#" + string(d) }

// PutPortfolioDay sets one shard of a day's standing; the sweep cuts the
// portfolio into shards small enough for an item.
func PutPortfolioDay(shard int, day PortfolioDay) store.Op {
	key := store.Key{Partition: portfolioDayPartition(day.Day), Sort: itoa(shard)}
	return store.Put(store.Item{Key: key, Data: encode(day)})
}

// PortfolioDay reads how the accounts stood at a day's sweep; empty when there was none.
func (r *Records) PortfolioDay(ctx context.Context, d heed.Day) (map[string]Standing, error) {
	shards, err := collect[PortfolioDay](ctx, r.db, store.Query{Partition: portfolioDayPartition(d)})
	if err != nil {
		return nil, err
	}
	all := map[string]Standing{}
	for _, shard := range shards {
		for account, s := range shard.Accounts {
			all[account] = s
		}
	}
	return all, nil
}
