package main

import (
	"fmt"
	"math"
	"path/filepath"

	"github.com/heed-cs/heed/shared/risk/learn"
)

// raven is the RavenStack accounts with what their subscriptions, usage and tickets
// come to: counts, sums and means. What is written after the fact (end dates, churn
// flags of subscriptions, the churn events) is left out. Its labels were drawn
// without looking at any of it, so there is nothing to find.
func (b *bench) raven() (*learn.Table, error) {
	accounts, err := read(filepath.Join(b.folder, "ravenstack_accounts.csv"))
	if err != nil {
		return nil, err
	}
	labels, err := accounts.column("churn_flag")
	if err != nil {
		return nil, err
	}
	lost, err := outcomes(labels, "TRUE")
	if err != nil {
		return nil, err
	}
	t, err := accounts.table(lost, "churn_flag", "account_name")
	if err != nil {
		return nil, err
	}
	return t, b.add(t, accounts)
}

// add joins the three other files to the accounts.
func (b *bench) add(t *learn.Table, accounts *sheet) error {
	ids, err := accounts.column("account_id")
	if err != nil {
		return err
	}
	owner := map[string]string{} // of subscriptions
	for _, id := range ids {
		owner[id] = id
	}
	for _, j := range []struct {
		file, key string
		values    []string
	}{
		{"ravenstack_subscriptions.csv", "account_id", []string{"seats", "mrr_amount", "upgrade_flag", "downgrade_flag", "auto_renew_flag"}},
		{"ravenstack_support_tickets.csv", "account_id", []string{"resolution_time_hours", "first_response_time_minutes", "satisfaction_score", "escalation_flag"}},
		{"ravenstack_feature_usage.csv", "subscription_id", []string{"usage_count", "usage_duration_secs", "error_count", "is_beta_feature"}},
	} {
		s, err := read(filepath.Join(b.folder, j.file))
		if err != nil {
			return err
		}
		if err := s.owns(owner); err != nil {
			return err
		}
		if err := s.join(t, j.key, owner, ids, j.values); err != nil {
			return fmt.Errorf("%s: %w", j.file, err)
		}
	}
	return nil
}

// owns notes whose the subscriptions of a file are.
func (s *sheet) owns(owner map[string]string) error {
	subscriptions, err := s.column("subscription_id")
	if err != nil {
		return nil // a file without any
	}
	accounts, err := s.column("account_id")
	if err != nil {
		return nil // a file that only names them
	}
	for i, id := range subscriptions {
		owner[id] = accounts[i]
	}
	return nil
}

// join adds to every account how many rows it has and their mean values.
func (s *sheet) join(t *learn.Table, key string, owner map[string]string, ids, values []string) error {
	keys, err := s.column(key)
	if err != nil {
		return err
	}
	count := map[string]float64{}
	for _, k := range keys {
		count[owner[k]]++
	}
	t.Columns = append(t.Columns, learn.Column{Name: key + " rows with " + values[0], Numbers: each1(ids, func(id string) float64 { return count[id] })})
	for _, name := range values {
		column, err := s.column(name)
		if err != nil {
			return err
		}
		sum, known := map[string]float64{}, map[string]float64{}
		for i, v := range column {
			if x, err := flag01(v); err == nil {
				sum[owner[keys[i]]] += x
				known[owner[keys[i]]]++
			}
		}
		t.Columns = append(t.Columns, learn.Column{Name: "mean " + name, Numbers: each1(ids, func(id string) float64 { return sum[id] / known[id] })})
	}
	return nil
}

func each1[T any](ids []string, of func(string) T) []T {
	list := make([]T, len(ids))
	for i, id := range ids {
		list[i] = of(id)
	}
	return list
}

// flag01 reads a number, or a flag as one.
func flag01(v string) (float64, error) {
	switch v {
	case "TRUE":
		return 1, nil
	case "FALSE":
		return 0, nil
	case "":
		return math.NaN(), fmt.Errorf("missing")
	}
	return number(v)
}

// measureNull asks where nothing is to be found, again and again.
func measureNull(b *bench) error {
	raven, err := b.raven()
	if err != nil {
		return err
	}
	telco, err := b.telco()
	if err != nil {
		return err
	}
	m, _, err := learn.Train(raven, learn.Options{Seed: 1})
	if err != nil {
		return err
	}
	b.out.atMost("RavenStack step", "%.0f", float64(m.Step), float64(learn.BaseRate), m.Reason+"; 1 is the base rate")
	for _, set := range []struct {
		name  string
		table *learn.Table
	}{{"RavenStack", raven}, {"Telco", telco}} {
		share := b.permuted(set.table)
		b.out.atLeast(set.name+" permuted: base rate", "%.0f %%", 100*share, 95, fmt.Sprintf("of %d permutations of the labels", b.draws))
	}
	return nil
}

// permuted is how often the base rate is chosen when labels mean nothing.
func (b *bench) permuted(t *learn.Table) float64 {
	chosen := make([]bool, b.draws)
	parallel(b.draws, func(k int) {
		rows := shuffled(uint64(k), t.Rows())
		mixed := *t
		mixed.Lost = make([]bool, t.Rows())
		for i, row := range rows {
			mixed.Lost[i] = t.Lost[row]
		}
		m, _, err := learn.Train(&mixed, learn.Options{Seed: uint64(k)})
		chosen[k] = err == nil && m.Step == learn.BaseRate
	})
	n := 0.
	for _, c := range chosen {
		if c {
			n++
		}
	}
	return n / float64(b.draws)
}
