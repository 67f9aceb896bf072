package records

import (
	"context"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Contacts lists the people known at an account as of a moment.
func (r *Records) Contacts(ctx context.Context, account string, asOf time.Time) ([]heed.Contact, error) {
	var people []heed.Contact
	for row, err := range rows[heed.Facts](ctx, r.db, prefixed(accountPartition(account), contactSort)) {
		if err != nil {
			return nil, err
		}
		c, err := heed.ContactOf(row.Value, asOf)
		if err != nil {
			return nil, err
		}
		people = append(people, c)
	}
	return people, nil
}
