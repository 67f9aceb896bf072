package risk

import (
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// A factor that moved the risk until now and can be judged no longer is the
// reason for the change.
func TestFadedFactorsAreTheReason(t *testing.T) {
	set := heed.DefaultSettings()
	for name, c := range map[string]struct {
		factor string
		before float64
		change func(*Snapshot, *heed.Settings)
		want   string
	}{
		"it became too old":          {"pulse", .4, func(s *Snapshot, _ *heed.Settings) { s.Pulse = nil }, "CSM pulse no longer counts"},
		"it applies no more":         {"onboarding", .8, func(*Snapshot, *heed.Settings) {}, "Onboarding no longer counts"},
		"notice was taken back":      {"notice", 3, func(*Snapshot, *heed.Settings) {}, "Notice no longer stands"},
		"the renewed term has begun": {"renewed_early", -3, func(*Snapshot, *heed.Settings) {}, "The renewed term has begun"},
		"notice is no longer to count": {"notice", 3, func(s *Snapshot, set *heed.Settings) {
			s.Contracts[0].NoticedAt = daysAgo(2)
			set.Weights = map[string]float64{"notice": 0}
		}, "Notice no longer stands"},
		"too little to see": {"pulse", .04, func(s *Snapshot, _ *heed.Settings) { s.Pulse = nil }, "Nothing that is known"},
	} {
		t.Run(name, func(t *testing.T) {
			s, set := acme(), set
			c.change(&s, &set)
			told := &heed.Previous{Band: heed.Low, Factors: map[string]float64{}}
			for _, f := range Assess(s, Prior(.10), set, now).Factors {
				told.Factors[f.Factor] = f.Contribution
			}
			told.Factors[c.factor] = c.before
			s.Previous = NewPrevious(told)
			if got := Assess(s, Prior(.10), set, now).Reason.EN; !strings.HasPrefix(got, c.want) {
				t.Errorf("the reason is %q, want %q", got, c.want)
			}
		})
	}
}
