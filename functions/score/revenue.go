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

// books writes down what the account pays, paid and has of it, when its contracts and
// objectives say something else than before, and once a day its tickets and seats, when they do. It notes on
// the head what was written, and reads nothing while nothing changes.
func (r *round) books(ctx context.Context, d *records.Dossier, now time.Time) ([]store.Op, error) {
	paid, err := r.revenue(ctx, d, now)
	if err != nil {
		return nil, err
	}
	counted, err := r.months(ctx, d, now)
	return append(paid, counted...), err
}

func (r *round) revenue(ctx context.Context, d *records.Dossier, now time.Time) ([]store.Op, error) {
	rev, err := judgement.Revenue(*d, now)
	booked, of := &d.Account.Value.Card.Booked, ""
	switch {
	case len(rev.Benefits) > 0:
		of = digestOf(rev.Contracts, rev.Terms, rev.Benefits)
	case len(rev.Contracts) > 0:
		of = digestOf(rev.Contracts, rev.Terms)
	}
	if err != nil || of == booked.Contracts {
		return nil, err
	}
	row, err := r.rec.Revenue(ctx, rev.Account)
	row.Value, booked.Contracts = rev, of
	return []store.Op{records.PutRevenue(row)}, err
}

func (r *round) months(ctx context.Context, d *records.Dossier, now time.Time) ([]store.Op, error) {
	months, err := judgement.Months(*d, now)
	booked, of, today := &d.Account.Value.Card.Booked, "", heed.DayOf(now)
	if len(months.Months) > 0 {
		of = digestOf(months.Months)
	}
	if err != nil || of == booked.Months || booked.On >= today {
		return nil, err
	}
	row, err := r.rec.Months(ctx, months.Account)
	row.Value = judgement.Remembering(months, row.Value, now, r.set.Retention)
	booked.Months, booked.On = of, today
	return []store.Op{records.PutMonths(row)}, err
}

func digestOf(parts ...any) string {
	raw, _ := json.Marshal(parts) // plain data
	h := fnv.New64a()
	h.Write(raw)
	return strconv.FormatUint(h.Sum64(), 36)
}
