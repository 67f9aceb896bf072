package records

import (
	"context"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Contracts lists an account's agreements as of a moment, in the order of their ids.
func (r *Records) Contracts(ctx context.Context, account string, asOf time.Time) ([]heed.Contract, error) {
	var all []heed.Contract
	for row, err := range rows[heed.Facts](ctx, r.db, prefixed(accountPartition(account), contractSort)) {
		if err != nil {
			return nil, err
		}
		c, err := heed.ContractOf(row.Value.Until(asOf), asOf)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}
