package score

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"strconv"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// revenue writes down what the account pays and paid: at once when its contracts say
// something else than before, and once a day when its tickets or seats do. It notes
// on the head what was written, and reads nothing while nothing changes.
func (r *round) revenue(ctx context.Context, d *records.Dossier, now time.Time) ([]store.Op, error) {
	rev, err := judgement.Revenue(*d, now)
	if err != nil {
		return nil, err
	}
	card, of := &d.Account.Value.Card, bookedOf(rev, now)
	if of.Contracts == card.Booked.Contracts && (of.Months == card.Booked.Months || card.Booked.On >= of.On) {
		return nil, nil
	}
	row, err := r.rec.Revenue(ctx, rev.Account)
	if err != nil {
		return nil, err
	}
	row.Value = judgement.Remembering(rev, row.Value, now, r.set.Retention)
	card.Booked = of
	return []store.Op{records.PutRevenue(row)}, nil
}

// bookedOf tells what is written down from what was before. Nothing has no name.
func bookedOf(rev heed.Revenue, now time.Time) heed.Booked {
	of := heed.Booked{On: heed.DayOf(now)}
	if len(rev.Contracts) > 0 {
		of.Contracts = digestOf(rev.Contracts, rev.Terms)
	}
	if len(rev.Months) > 0 {
		of.Months = digestOf(rev.Months)
	}
	return of
}

func digestOf(parts ...any) string {
	raw, _ := json.Marshal(parts) // plain data
	h := fnv.New64a()
	h.Write(raw)
	return strconv.FormatUint(h.Sum64(), 36)
}
