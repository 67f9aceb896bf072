package judgement

import (
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
)

// Revenue folds what a dossier has of contracts into what its account pays and paid,
// and what it has of objectives into what that is worth to it.
func Revenue(d records.Dossier, asOf time.Time) (heed.Revenue, error) {
	rev, err := risk.Revenue(d.Account.Value.ID, d.Terms, asOf)
	for _, o := range d.Objectives {
		if b, known := o.Benefit(); known {
			rev.Benefits = append(rev.Benefits, b)
		}
	}
	return rev, err
}

// Months counts a dossier's tickets, seats and themes by month, as far back as every
// ticket is remembered; [Remembering] adds the months before.
func Months(d records.Dossier, asOf time.Time) (all heed.Months, err error) {
	all.Account = d.Account.Value.ID
	for first := firstMonth(asOf); first <= heed.DayOf(asOf); first = first.AddMonths(1) {
		m := heed.Monthly{Month: heed.MonthOf(first)}
		for _, t := range d.Tickets {
			if !t.FirstAt.IsZero() && heed.MonthOf(heed.DayOf(t.FirstAt)) == m.Month {
				m.Meet(t, asOf)
			}
		}
		for _, a := range d.Answers {
			if heed.MonthOf(heed.DayOf(a.Time)) == m.Month {
				m.Hear(a)
			}
		}
		if err := seat(&m, d); err != nil {
			return all, err
		}
		if !m.Empty() {
			all.Months = append(all.Months, m.Settled())
		}
	}
	return all, nil
}

// firstMonth is the first day of the oldest month of which every ticket is
// remembered.
func firstMonth(asOf time.Time) heed.Day {
	oldest := heed.DayOf(asOf).Add(-heed.TicketDays)
	if first := (heed.Monthly{Month: heed.MonthOf(oldest)}).FirstDay(); first >= oldest {
		return first
	}
	return heed.Monthly{Month: heed.MonthOf(oldest)}.FirstDay().AddMonths(1)
}

// Remembering adds the months of what was known before that can no longer be
// counted again, back to the oldest that is kept.
func Remembering(now, before heed.Months, asOf time.Time, keep heed.Retention) heed.Months {
	from, oldest := firstMonth(asOf), heed.DayOf(asOf).AddMonths(-keep.SignalMonths)
	older := slices.DeleteFunc(slices.Clone(before.Months), func(m heed.Monthly) bool { return m.FirstDay() >= from || m.FirstDay() < oldest })
	now.Months = append(older, now.Months...)
	return now
}

// seat notes the seats of a month: by the newest report of each product, and where
// nobody reports licences, by contract.
func seat(m *heed.Monthly, d records.Dossier) error {
	used, reported := newest(d.Usage, m.Month, heed.SeatsUsed)
	if !reported {
		used, reported = newest(d.Usage, m.Month, heed.ActiveUsers)
	}
	if !reported {
		return nil
	}
	licensed, _ := newest(d.Usage, m.Month, heed.SeatsTotal)
	if licensed == 0 {
		var err error
		if licensed, err = contracted(d.Terms, m.FirstDay().AddMonths(1).Time()); err != nil {
			return err
		}
	}
	if licensed > 0 {
		m.Used, m.Licensed = used, licensed
	}
	return nil
}

// newest adds up, over products, the newest value of a month; false when none was
// reported. Days come in order.
func newest(usage []heed.UsageDay, month, metric string) (sum float64, reported bool) {
	last := map[string]float64{}
	for _, u := range usage {
		if u.Metric == metric && heed.MonthOf(u.Day) == month && !u.Empty() {
			last[u.Product] = u.Value()
		}
	}
	for _, v := range last {
		sum += v
	}
	return sum, len(last) > 0
}

// contracted are the seats of the contracts that ran at a moment.
func contracted(terms map[string]heed.Facts, at time.Time) (seats float64, err error) {
	open, renewed := map[string]heed.Contract{}, map[string]bool{}
	for id, facts := range terms {
		c, err := heed.ContractOf(facts, at)
		if err != nil {
			return 0, err
		}
		if len(facts.Until(at)) > 0 && c.Open() && !c.Trial {
			open[id] = c
			renewed[c.Renews] = c.Renews != id
		}
	}
	for id, c := range open {
		if !renewed[id] {
			seats += float64(c.Seats)
		}
	}
	return seats, nil
}
