package metric

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
)

// answered counts n answers of one score.
func answered(metric Name, scale string, score int, n int64) heed.Counts {
	return heed.Counts{{Metric: string(metric), Scale: scale, Bucket: strconv.Itoa(score)}: n}
}

// replies counts each score once per mention.
func replies(metric Name, scale string, scores ...int) heed.Counts {
	counts := heed.Counts{}
	for _, score := range scores {
		counts.Merge(answered(metric, scale, score, 1))
	}
	return counts
}

func merged(all ...heed.Counts) heed.Counts {
	counts := heed.Counts{}
	for _, c := range all {
		counts.Merge(c)
	}
	return counts
}

func times(k int64, counts heed.Counts) heed.Counts {
	more := heed.Counts{}
	for cell, n := range counts {
		more[cell] = k * n
	}
	return more
}

// nps spreads promoters, passives and detractors over their scores.
func nps(promoters, passives, detractors int64) heed.Counts {
	return merged(
		answered(NPS, "", 10, promoters-promoters/2), answered(NPS, "", 9, promoters/2),
		answered(NPS, "", 8, passives-passives/2), answered(NPS, "", 7, passives/2),
		answered(NPS, "", 6, detractors-detractors/2), answered(NPS, "", 0, detractors/2))
}

// drawCounts draws answers to all metrics, cells below zero and foreign cells.
func drawCounts(t *rapid.T, label string) heed.Counts {
	counts := heed.Counts{}
	for range rapid.IntRange(0, 12).Draw(t, label+" cells") {
		s := rapid.SampledFrom(append(scales, scale{metric: "ticket", highest: 3})).Draw(t, "scale")
		cell := heed.Cell{
			Metric:     string(s.metric),
			Touchpoint: rapid.SampledFrom([]string{"", "support", "renewal"}).Draw(t, "touchpoint"),
			Scale:      s.name,
			Bucket:     strconv.Itoa(rapid.IntRange(s.lowest-1, s.highest+1).Draw(t, "score")),
		}
		counts[cell] = rapid.Int64Range(-2, 40).Draw(t, "count")
	}
	return counts
}

func near(t *testing.T, what string, got *float64, want, tolerance float64) {
	t.Helper()
	if got == nil {
		t.Errorf("%s is null, want %v", what, want)
	} else if math.Abs(*got-want) > tolerance {
		t.Errorf("%s = %v, want %v ± %v", what, *got, want, tolerance)
	}
}

// printed is half of the last of two decimals.
const printed = 0.005
