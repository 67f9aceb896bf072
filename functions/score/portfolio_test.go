package score

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// TestEveryNightKeepsTheSum holds what the portfolio over time is drawn from.
func TestEveryNightKeepsTheSum(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		if err := w.score.Sweep(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
		w.customers(map[string]heed.Band{"a": heed.Low, "b": heed.High})
		for range 2 {
			time.Sleep(24 * time.Hour)
			if err := w.score.Sweep(t.Context(), time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		sums, err := w.rec.PortfolioSums(t.Context(), day(-5), day(1))
		if err != nil || len(sums) != 2 {
			t.Fatalf("%d nights are kept, want the two with customers (%v)", len(sums), err)
		}
		if sums[1].Day != day(0) || sums[1].Accounts != 2 || sums[1].ARRAtRisk.Currency != "EUR" {
			t.Errorf("the last night is kept as %+v", sums[1])
		}
	})
}
