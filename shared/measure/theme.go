package measure

import (
	"context"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Theme is what comments of customers speak of.
type Theme struct {
	heed.ThemeCount
	Accounts int64 // of which at least one comment does
}

// Themes counts what the comments of some months speak of, the commonest first: of
// the accounts that belong, and no provisional ones. From and to, which is not
// included, are first days of months.
func (m *Measure) Themes(ctx context.Context, from, to heed.Day, belongs func(heed.Profile) bool, now time.Time) ([]Theme, error) {
	months, err := m.months.Get(ctx, "")
	if err != nil {
		return nil, err
	}
	accounts, err := m.accounts(ctx, now)
	if err != nil {
		return nil, err
	}
	counts, of := map[string]heed.Spoken{}, map[string]int64{}
	for _, a := range accounts {
		if a.Provisional || !belongs(a.Profile) {
			continue
		}
		for theme, spoken := range themesOf(months[a.ID], from, to) {
			counts[theme] = counts[theme].Plus(spoken)
			of[theme]++
		}
	}
	return commonest(counts, of), nil
}

// themesOf adds up the months of one account.
func themesOf(months heed.Months, from, to heed.Day) map[string]heed.Spoken {
	all := map[string]heed.Spoken{}
	for _, m := range months.Months {
		if first := m.FirstDay(); first >= from && first < to {
			for theme, spoken := range m.Themes {
				all[theme] = all[theme].Plus(spoken)
			}
		}
	}
	return all
}

func commonest(counts map[string]heed.Spoken, of map[string]int64) []Theme {
	listed := make([]heed.ThemeCount, len(heed.Themes))
	for i, theme := range heed.Themes {
		listed[i] = heed.ThemeCount{Theme: theme, Spoken: counts[theme]}
	}
	listed = heed.Commonest(listed)
	all := make([]Theme, len(listed))
	for i, c := range listed {
		all[i] = Theme{c, of[c.Theme]}
	}
	return all
}

// LastMonths are the present month and those before it, so many in all.
func LastMonths(n int, now time.Time) (from, to heed.Day) {
	first := firstOfMonth(heed.DayOf(now))
	return first.AddMonths(1 - n), first.AddMonths(1)
}
