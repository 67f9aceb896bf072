package bolt

import (
	"bytes"
	"cmp"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/store"
)

// text draws strings rich in what the encoding escapes and ends with.
var text = rapid.Map(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom([]byte{0x00, 0x01, 0xfe, 0xff, 'a'}), rapid.Byte()), 1, 5),
	func(b []byte) string { return string(b) })

var anyKey = rapid.Custom(func(t *rapid.T) store.Key {
	return store.Key{Partition: text.Draw(t, "partition"), Sort: text.Draw(t, "sort")}
})

func TestKeysKeepTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyKey.Draw(t, "a"), anyKey.Draw(t, "b")
		b.Partition = a.Partition
		want := cmp.Compare(a.Sort, b.Sort)
		if got := bytes.Compare(itemKey(a), itemKey(b)); got != want {
			t.Fatalf("items: %q and %q compare as %d, want %d", a, b, got, want)
		}
		by := func(k store.Key) store.Item { return store.Item{Key: anyKey.Draw(t, "key"), By: k} }
		if got := bytes.Compare(byKey(by(a)), byKey(by(b))); want != 0 && got != want {
			t.Fatalf("second order: %q and %q compare as %d, want %d", a, b, got, want)
		}
	})
}

func TestKeysAreFoundAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		it := store.Item{Key: anyKey.Draw(t, "key"), By: anyKey.Draw(t, "by"), Expires: time.Unix(rapid.Int64Range(-1e9, 1e12).Draw(t, "expires"), 0)}
		for name, b := range map[string][]byte{
			"items":  itemKey(it.Key),
			"by":     itemKeyOfBy(byKey(it), len(partitionKey(it.By.Partition))),
			"expiry": itemKeyOfExpiry(expiryKey(it)),
		} {
			if got := parseItemKey(b); got != it.Key {
				t.Fatalf("%s: %q, want %q", name, got, it.Key)
			}
		}
	})
}

// TestPartitionsAreApart holds that a partition's stretch has its own keys and no others'.
func TestPartitionsAreApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyKey.Draw(t, "a"), anyKey.Draw(t, "b")
		prefix := partitionKey(a.Partition)
		within := bytes.Compare(itemKey(b), prefix) >= 0 && bytes.Compare(itemKey(b), after(prefix)) < 0
		if within != (a.Partition == b.Partition) {
			t.Fatalf("the stretch of %q has %q: %t", a.Partition, b, within)
		}
	})
}

func TestExpiryOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		if got := bytes.Compare(expiryBound(a), expiryBound(b)); got != cmp.Compare(a, b) {
			t.Fatalf("seconds %d and %d compare as %d", a, b, got)
		}
	})
}
