package cost

import (
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/store"
)

func TestNumberBytes(t *testing.T) {
	for n, want := range map[int64]int{0: 1, 7: 2, 10: 2, 12: 2, 123: 3, 1500: 2, 1_700_000_000: 2, 1_763_712_345: 6, -5: 3} {
		if got := numberBytes(n); got != want {
			t.Errorf("%d weighs %d bytes, want %d", n, got, want)
		}
	}
}

func TestImageOf(t *testing.T) {
	bare := store.Item{Key: store.Key{Partition: "A#acme", Sort: "HEAD"}, Version: 1}
	full := bare
	full.By = store.Key{Partition: "PORT#1", Sort: "acme"}
	full.Data, full.Expires = []byte("0123456789"), time.Unix(1_763_712_345, 0)
	full.Counters = map[string]int64{"nps": 12}
	tests := []struct {
		name  string
		item  store.Item
		bytes int
		index bool
	}{
		{"no item", store.Item{}, 0, false},
		{"key and version", bare, 2 + 6 + 2 + 4 + 1 + 2, false},
		{"everything", full, 17 + (4 + 6 + 4) + (1 + 10) + (1 + 6) + (1 + 2) + (2 + 3 + 2), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ImageOf(tt.item)
			if got.Bytes != tt.bytes || (got.Index.Key != "") != tt.index {
				t.Errorf("%+v, want %d bytes, in the index %v", got, tt.bytes, tt.index)
			}
			if tt.index && got.Index.Bytes != got.Bytes {
				t.Errorf("the index has %d bytes of %d: it projects all", got.Index.Bytes, got.Bytes)
			}
		})
	}
}
