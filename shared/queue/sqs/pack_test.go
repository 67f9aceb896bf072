package sqs

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/queue"
)

// TestParcelsHoldEverythingOnce draws messages of all sizes, and holds that each is
// in one parcel or refused, in order, and that SQS takes every parcel.
func TestParcelsHoldEverythingOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.OneOf(rapid.IntRange(0, 100), rapid.IntRange(0, queue.MaxBytes+9)), 0, 40).Draw(t, "sizes")
		msgs := make([]queue.Message, len(sizes))
		for i, n := range sizes {
			msgs[i].Body = make([]byte, n)
		}
		parcels, refused := pack(msgs)
		seen := slices.Clone(refused.Failed)
		for _, parcel := range parcels {
			bytes := 0
			for _, i := range parcel {
				bytes += size(msgs[i])
			}
			if len(parcel) == 0 || len(parcel) > maxEntries || bytes > queue.MaxBytes {
				t.Errorf("a parcel of %d messages and %d bytes", len(parcel), bytes)
			}
			seen = append(seen, parcel...)
		}
		for _, i := range refused.Failed {
			if n := sizes[i]; n > 0 && n <= queue.MaxBytes {
				t.Errorf("message %d of %d bytes is refused", i, n)
			}
		}
		if slices.Sort(seen); !slices.Equal(seen, upTo(len(msgs))) {
			t.Errorf("%v of %d messages", seen, len(msgs))
		}
	})
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}
