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
}

// New makes a Measure. What all accounts pay is remembered for an age, because
// reading it is most of the work of an answer.
func New(rec *records.Records, accounts Accounts, age time.Duration) *Measure {
	return &Measure{rec: rec, accounts: accounts, revenue: memo.New(age, func(ctx context.Context, _ string) (map[string]heed.Revenue, error) {
		all, err := rec.AllRevenue(ctx)
		byAccount := make(map[string]heed.Revenue, len(all))
		for _, r := range all {
			byAccount[r.Account] = r
		}
		return byAccount, err
	})}
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
