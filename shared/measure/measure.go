// Package measure puts numbers to questions about metrics: it reads the roll-ups,
// counters, revenue or profiles that a metric is made of, groups them and hands them
// to package metric. The API and the daily check of targets both go through it, so
// that a target is missed by the number people see.
//
// It wakes for nobody and writes nothing. A question that cannot be answered is
// refused with the name of the parameter that is wrong; when the table fails, so
// does the answer.
package measure

import (
	"context"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/memo"
	"github.com/heed-cs/heed/shared/metric"
	"github.com/heed-cs/heed/shared/records"
)

// Accounts lists all accounts as they are about now.
type Accounts func(ctx context.Context, now time.Time) ([]heed.Account, error)

// Measure answers questions. It is safe for concurrent use.
type Measure struct {
	rec      *records.Records
	accounts Accounts
	revenue  *memo.Memo[map[string]heed.Revenue]
	months   *memo.Memo[map[string]heed.Months]
}

// New makes a Measure. What all accounts pay is remembered for an age, because
// reading it is most of the work of an answer.
func New(rec *records.Records, accounts Accounts, age time.Duration) *Measure {
	return &Measure{
		rec: rec, accounts: accounts,
		revenue: byAccount(age, rec.AllRevenue, func(r heed.Revenue) string { return r.Account }),
		months:  byAccount(age, rec.AllMonths, func(m heed.Months) string { return m.Account }),
	}
}

func byAccount[T any](age time.Duration, read func(context.Context) ([]T, error), account func(T) string) *memo.Memo[map[string]T] {
	return memo.New(age, func(ctx context.Context, _ string) (map[string]T, error) {
		all, err := read(ctx)
		found := make(map[string]T, len(all))
		for _, v := range all {
			found[account(v)] = v
		}
		return found, err
	})
}

// Series are the points of one group. Group is empty when nothing is grouped; the
// value of what says nothing of the dimension is "".
type Series struct {
	Group  map[string]string `json:"group"`
	Points []Point           `json:"points"`
}

// Point is one stretch of a series.
type Point struct {
	From heed.Day `json:"from"`
	To   heed.Day `json:"to"` // not included
	metric.Score
}

// Answer answers a question that passed its Check. With groups, only those are
// answered that have data in the stretch.
func (m *Measure) Answer(ctx context.Context, q Question) ([]Series, error) {
	if q.about.Source == metric.FromCounters {
		days, err := m.counted(ctx, q)
		if err != nil {
			return nil, err
		}
		return q.counterSeries(days)
	}
	groups, err := m.customers(ctx, q)
	if err != nil {
		return nil, err
	}
	return q.customerSeries(groups)
}
