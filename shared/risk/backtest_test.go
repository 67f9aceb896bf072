package risk

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk/learn"
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
	if smb := b.Segments["smb"].Bands; !reflect.DeepEqual(smb, b.Bands) {
		t.Errorf("all are of one segment, whose alarms are %+v", smb)
	}
}

// Lead times are a mean of the losses that were called, with Student's interval.
func TestLeadTimesHaveAnInterval(t *testing.T) {
	looks, z := []heed.Example{}, []float64{}
	for i, lead := range []int{90, 90, 60, 30} {
		looks = append(looks, heed.Example{Account: fmt.Sprint(i), End: "2026-10-31", Kind: heed.TargetRenewal, LeadDays: lead, Lost: true})
		z = append(z, 2)
	}
	set, nowhere := heed.DefaultSettings(), func(string) string { return "" }
	b := Backtested(looks, z, heed.TargetRenewal, set, nowhere).Bands[0]
	// Mean 67.5, standard error 14.36, t(3) = 3.182.
	if b.Lead == nil || *b.LeadDays != 67.5 || b.Lead.Value != 67.5 || math.Abs(b.Lead.Low-21.8) > .1 || math.Abs(b.Lead.High-113.2) > .1 {
		t.Errorf("the lead is %+v", b.Lead)
	}
	if b := Backtested(looks[:1], z[:1], heed.TargetRenewal, set, nowhere).Bands[0]; b.Lead != nil || *b.LeadDays != 90 {
		t.Errorf("one loss has no interval: %+v", b.Lead)
	}
}

// However many segments there are, a model must not outgrow what a table can store.
func TestTheLargestSegmentsAreShown(t *testing.T) {
	var looks []heed.Example
	for segment := range mostSegments + 10 {
		for i := range leastSegment - 5 + segment {
			looks = append(looks, heed.Example{Account: fmt.Sprintf("%d/%d", segment, i), End: "2026-10-31", Kind: heed.TargetRenewal, LeadDays: 90, Lost: i%5 == 0})
		}
	}
	b := Backtested(looks, make([]float64, len(looks)), heed.TargetRenewal, heed.DefaultSettings(), func(account string) string {
		name, _, _ := strings.Cut(account, "/")
		return name
	})
	if _, small := b.Segments["9"]; small || len(b.Segments) != mostSegments || b.Segments["10"].Judgements != leastSegment-5+10 {
		t.Errorf("%d segments are shown: %v", len(b.Segments), slices.Sorted(maps.Keys(b.Segments)))
	}
}

func TestEveryIntervalHoldsItsFigure(t *testing.T) {
	if got := *figure(learn.Estimate{Value: .020, Low: .021, High: .053}); got != (Figure{.020, .020, .053}) {
		t.Errorf("it is %+v", got)
	}
	if got := figure(learn.Estimate{Value: .5, Low: math.NaN(), High: 1}); got != nil {
		t.Errorf("without an end it is %+v", got)
	}
}
