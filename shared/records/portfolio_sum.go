package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const portfolioSumPartition = "PORTSUM"

// PortfolioSum is how all customers together stood on one day, in the currency that
// sums were in then. It is small, and kept for as long as Heed runs.
type PortfolioSum struct {
	Day          heed.Day   `json:"day"`
	Accounts     int        `json:"accounts"`
	ARR          heed.Money `json:"arr"`
	ARRAtRisk    heed.Money `json:"arr_at_risk"`
	ExpectedLoss heed.Money `json:"expected_loss"`
}

// PutPortfolioSum sets a day's sum.
func PutPortfolioSum(sum PortfolioSum) store.Op {
	return store.Put(store.Item{Key: store.Key{Partition: portfolioSumPartition, Sort: string(sum.Day)}, Data: encode(sum)})
}

// PortfolioSums reads the sums of the days in [from, to) that have one, oldest first.
func (r *Records) PortfolioSums(ctx context.Context, from, to heed.Day) ([]PortfolioSum, error) {
	return collect[PortfolioSum](ctx, r.db, store.Query{Partition: portfolioSumPartition, From: string(from), To: string(to)})
}
