package records

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
)

// TestUsageComesBackAsItWas: also names that hold the key's own separator.
func TestUsageComesBackAsItWas(t *testing.T) {
	name := rapid.StringMatching(`[a-z#]{1,6}`)
	rapid.Check(t, func(t *rapid.T) {
		want := heed.UsageDay{
			Day: "2026-11-20", Metric: name.Draw(t, "metric"), Set: rapid.Float64Range(0, 1e12).Draw(t, "set"),
			Stamp: heed.Stamp{Time: time.Unix(rapid.Int64Range(0, 1e10).Draw(t, "time"), 0).UTC(), Source: "crm", ID: "1"},
			Added: rapid.Int64().Draw(t, "added"),
		}
		if rapid.Bool().Draw(t, "of a product") {
			want.Product = name.Draw(t, "product")
		}
		key := UsageKey("acme", want.Day, want.Metric, want.Product)
		got, err := usageOf(PutUsage(key, Row[heed.UsageDay]{Value: want}, time.Time{}).Item)
		if err != nil || got.Value != want {
			t.Errorf("%+v came back as %+v, %v", want, got.Value, err)
		}
	})
}
