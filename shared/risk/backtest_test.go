package risk

import (
	"fmt"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// Three looks at each decision tell no more than one of how good judgements are, but
// an alarm at any of them is one.
func TestABacktestCountsDecisions(t *testing.T) {
	var looks []heed.Example
	var z []float64
	for i := range 60 {
		for _, lead := range []int{30, 90, 60} {
			looks = append(looks, heed.Example{Account: fmt.Sprint(i), Contract: "k", End: "2026-10-31", Kind: heed.TargetRenewal, LeadDays: lead, Lost: i%4 == 0})
			said := -3 + float64(i%5)
			if lead == 30 && i < 8 {
				said = 2 // the alarm came late
			}
			z = append(z, said)
		}
	}
	b := Backtested(looks, z, heed.TargetRenewal, heed.DefaultSettings(), func(string) string { return "smb" })
	if b.Judgements != 60 || b.Losses != 15 || b.Segments["smb"].Judgements != 60 {
		t.Errorf("it counts %d judgements with %d losses, %d of them of the segment", b.Judgements, b.Losses, b.Segments["smb"].Judgements)
	}
	high := b.Bands[1]
	if high.Band != heed.High || high.Alarms != 24+6 || high.Losses != 15 {
		t.Errorf("alarms: %+v", high)
	}
}
