package console

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// BenchmarkAccountsPage measures the first page of 10,000 accounts: with the
// portfolio read anew each time, as after a quiet second, and as it is remembered.
func BenchmarkAccountsPage(b *testing.B) {
	c := manyAccounts(b, 10_000)
	for name, before := range map[string]func(){"read": c.portfolio.forget, "remembered": func() {}} {
		for _, path := range []string{"/ui/accounts", "/"} {
			b.Run(name+path, func(b *testing.B) {
				var took []time.Duration
				for b.Loop() {
					before()
					r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, path, http.NoBody)
					r.Host, r.RemoteAddr = "127.0.0.1:8080", "127.0.0.1:50123"
					w, start := httptest.NewRecorder(), time.Now()
					c.ServeHTTP(w, r)
					took = append(took, time.Since(start))
					if w.Code != http.StatusOK {
						b.Fatal(w.Code)
					}
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			})
		}
	}
}

// manyAccounts is a demonstration's console with so many accounts.
func manyAccounts(b *testing.B, n int) *Console {
	bench := newBenchOn(b, func(table store.Table) store.Table { return table })
	var ops []store.Op
	for i := range n {
		a := heed.NewAccount(fmt.Sprintf("account-%05d", i), heed.Account{}, pageNow)
		a.Profile = heed.Profile{Name: fmt.Sprintf("Customer %d", i), Segment: "mid", Owner: fmt.Sprintf("csm-%d", i%20)}
		band := heed.Bands[i%len(heed.Bands)]
		a.Card = heed.Card{
			Status: heed.Active, Band: band, Probability: float64(i%100) / 100, ARRSource: heed.ARRFromContracts,
			ARR: &heed.Money{Amount: int64(i) * 1000, Currency: "EUR"}, ExpectedLoss: &heed.Money{Amount: int64(i) * 300, Currency: "EUR"},
			DecisionDate: heed.DayOf(time.Now()).Add(i % 400), Reason: heed.Text{EN: "Nobody has spoken with them for a while.", DE: "Lange hat niemand mit ihnen gesprochen."},
		}
		ops = append(ops, records.PutAccount(records.Row[heed.Account]{Value: a}))
	}
	bench.rows(ops...)
	return bench.asDemo(Demo{})
}
