package risk

import (
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// The figure that counts is accounts judged per second on one core, with all
// explanations: usage once a week, and everything going wrong. Daily usage of
// five metrics is the heaviest a snapshot becomes.
func BenchmarkAssess(b *testing.B) {
	daily := troubled()
	daily.Usage = slicesOf(reports(heed.ActiveUsers, 48, 12, 1), reports(heed.FeaturesUsed, 14, 8, 1),
		reports(heed.DecisionMakerLogins, 2, 0, 1), reports(heed.SeatsUsed, 26, 9, 1), reports(heed.SeatsTotal, 40, 40, 1))
	for _, c := range []struct {
		name string
		s    Snapshot
	}{{"calm", acme()}, {"troubled", troubled()}, {"daily usage", daily}, {"unknown", Snapshot{}}} {
		b.Run(c.name, func(b *testing.B) {
			m, set := Prior(.10), heed.DefaultSettings()
			b.ReportAllocs()
			for b.Loop() {
				Assess(c.s, m, set, now)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "accounts/s")
		})
	}
}
