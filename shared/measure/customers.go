package measure

import (
	"context"
	"maps"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
)

// customers reads the accounts a question is about, by group. Provisional ones are
// no customers yet.
func (m *Measure) customers(ctx context.Context, q Question) (map[string][]metric.Customer, error) {
	if q.Account != nil {
		c, err := m.customer(ctx, *q.Account)
		return map[string][]metric.Customer{"": {c}}, err
	}
	past, err := m.past(ctx, q)
	if err != nil {
		return nil, err
	}
	accounts, err := m.accounts(ctx, q.Basis.Now)
	if err != nil {
		return nil, err
	}
	groups := map[string][]metric.Customer{}
	if q.By == "" {
		groups[""] = nil
	}
	for _, a := range accounts {
		if !a.Provisional {
			group := groupOf(a, q.By)
			groups[group] = append(groups[group], present(past(a.ID), a))
		}
	}
	return groups, nil
}

// past reads what was booked of all accounts, as far as the metric is made of it.
func (m *Measure) past(ctx context.Context, q Question) (func(account string) metric.Customer, error) {
	if q.about.Source == metric.FromMonths {
		months, err := m.months.Get(ctx, "")
		return func(account string) metric.Customer { return metric.Customer{Months: months[account].Months} }, err
	}
	revenue, err := m.revenue.Get(ctx, "")
	return func(account string) metric.Customer { return metric.Customer{Revenue: revenue[account]} }, err
}

func (m *Measure) customer(ctx context.Context, a heed.Account) (c metric.Customer, err error) {
	revenue, err := m.rec.Revenue(ctx, a.ID)
	if err != nil {
		return c, err
	}
	months, err := m.rec.Months(ctx, a.ID)
	return present(metric.Customer{Revenue: revenue.Value, Months: months.Value.Months}, a), err
}

// present adds what the account is now.
func present(c metric.Customer, a heed.Account) metric.Customer {
	if c.Profile, c.ARR = a.Profile, a.Card.ARR; c.ARR == nil {
		c.ARR = a.Profile.ARR
	}
	return c
}

func groupOf(a heed.Account, by string) string {
	switch by {
	case "segment":
		return a.Profile.Segment
	case "plan":
		return a.Profile.Plan
	case "region":
		return a.Profile.Region
	case "industry":
		return a.Profile.Industry
	case "owner":
		return a.Profile.Owner
	case ByAccount:
		return a.ID
	}
	return ""
}

func (q Question) customerSeries(groups map[string][]metric.Customer) ([]Series, error) {
	all := []Series{}
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		points, any := q.customerPoints(groups[group])
		if q.By == "" {
			return []Series{{Group: map[string]string{}, Points: points}}, nil
		}
		if !any {
			continue
		}
		all = append(all, Series{Group: map[string]string{q.By: group}, Points: points})
		if n := len(all) * len(q.spans); n > maxAllPoints {
			return nil, tooManyPoints(n, maxAllPoints)
		}
	}
	return all, nil
}

func (q Question) customerPoints(customers []metric.Customer) (points []Point, any bool) {
	for _, span := range q.spans {
		p := Point{From: heed.DayOf(span.From), To: heed.DayOf(span.To)}
		p.Score = metric.Measure(q.Metric, customers, p.From, p.To, q.Basis)
		points, any = append(points, p), any || p.N > 0
	}
	return points, any
}
