package risk

import (
	"strconv"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// The figure that counts is accounts judged per second on one core, with all
// explanations: nothing wrong, as accounts are, and everything going wrong.
// Daily usage of five metrics is the heaviest a snapshot becomes.
func BenchmarkAssess(b *testing.B) {
	daily := troubled()
	daily.Usage = slicesOf(reports(heed.ActiveUsers, 48, 12, 1), reports(heed.FeaturesUsed, 14, 8, 1),
		reports(heed.DecisionMakerLogins, 2, 0, 1), reports(heed.SeatsUsed, 26, 9, 1), reports(heed.SeatsTotal, 40, 40, 1))
	for _, c := range []struct {
		name string
		s    Snapshot
	}{{"calm", acme()}, {"typical", typical()}, {"troubled", troubled()}, {"daily usage", daily}, {"unknown", Snapshot{}}} {
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

// typical is acme in the middle of a year's life: as many answers, tickets and
// days with counters as an account has, judged before, and a little worse since.
func typical() Snapshot {
	s := acme()
	days := map[heed.Day]heed.Activity{}
	for i := range 20 {
		s.Answers = append(s.Answers, answer(heed.FeedbackNPS, 5+i%6, 12*i, "h"+strconv.Itoa(i%9), ""))
		s.Answers = append(s.Answers, answer(heed.FeedbackCSAT, 3+i%3, 11*i, "h"+strconv.Itoa(i%7), ""))
		s.Tickets = append(s.Tickets, heed.Ticket{ID: "t" + strconv.Itoa(i), Priority: "normal", OpenedAt: daysAgo(9 * i), ResolvedAt: daysAgo(9*i - 2)})
		days[dayAgo(9*i)] = happened("ticket", "opened", 1)
		days[dayAgo(12*i+1)] = happened("engagement", heed.BucketTwoWay, 1)
	}
	s.Days = daysOf(days)
	before := Assess(acme(), Prior(.10), heed.DefaultSettings(), daysAgo(7))
	told := &heed.Previous{Band: before.Band, Factors: map[string]float64{}}
	for _, f := range before.Factors {
		told.Factors[f.Factor] = f.Contribution
	}
	s.Previous = NewPrevious(told)
	return s
}
