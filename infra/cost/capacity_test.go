package cost

import (
	"testing"

	"pgregory.net/rapid"
)

func entry(key string, bytes int) Entry { return Entry{Key: key, Bytes: bytes, Content: key} }

func TestWriteUnits(t *testing.T) {
	listed := Image{Bytes: 600, Index: entry("a", 600)}
	moved := Image{Bytes: 600, Index: entry("b", 600)}
	edited := Image{Bytes: 600, Index: Entry{Key: "a", Bytes: 600, Content: "edited"}}
	big := Image{Bytes: 2500, Index: Entry{Key: "a", Bytes: 2500, Content: "big"}}
	tests := []struct {
		name          string
		before, after Image
		transaction   bool
		want          Units
	}{
		{"put a small item", Image{}, Image{Bytes: 1}, false, Units{1, 0}},
		{"exactly 1 KB", Image{}, Image{Bytes: 1024}, false, Units{1, 0}},
		{"a byte more", Image{}, Image{Bytes: 1025}, false, Units{2, 0}},
		{"the larger of before and after", Image{Bytes: 3000}, Image{Bytes: 10}, false, Units{3, 0}},
		{"put in a transaction", Image{}, Image{Bytes: 600}, true, Units{2, 0}},
		{"put into the index", Image{}, listed, false, Units{1, 1}},
		{"the index counts once in a transaction", Image{}, listed, true, Units{2, 1}},
		{"the entry stays as it is", listed, Image{Bytes: 900, Index: listed.Index}, false, Units{1, 0}},
		{"the entry changes", listed, edited, false, Units{1, 1}},
		{"the entry grows", listed, big, true, Units{6, 3}},
		{"the entry moves: delete and put", listed, moved, false, Units{1, 2}},
		{"the entry leaves", listed, Image{Bytes: 600}, false, Units{1, 1}},
		{"delete", listed, Image{}, false, Units{1, 1}},
		{"delete what is not there", Image{}, Image{}, false, Units{1, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := WriteUnits(tt.before, tt.after, tt.transaction); got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}

// TestPublishedExample is AWS's figure for a put of 0.6 KB in one index and three
// counters in one transaction: 8 units of the table and 1 of the index.
func TestPublishedExample(t *testing.T) {
	total := WriteUnits(Image{}, Image{Bytes: 614, Index: entry("k", 614)}, true)
	for range 3 {
		u := WriteUnits(Image{Bytes: 100}, Image{Bytes: 100}, true)
		total.Table, total.Index = total.Table+u.Table, total.Index+u.Index
	}
	if want := (Units{8, 1}); total != want || total.Sum() != 9 {
		t.Errorf("%+v, want %+v", total, want)
	}
}

func TestRefusedWritesAreBilled(t *testing.T) {
	stored := Image{Bytes: 2000, Index: entry("a", 2000)}
	if got := RefusedUnits(stored, Image{Bytes: 100, Index: entry("b", 100)}, false); got != (Units{2, 0}) {
		t.Errorf("a failed condition costs %+v", got)
	}
	if got := RefusedUnits(Image{}, Image{Bytes: 100}, true); got != (Units{2, 0}) {
		t.Errorf("an operation of a cancelled transaction costs %+v", got)
	}
}

func TestReadUnits(t *testing.T) {
	tests := []struct {
		name       string
		bytes      int
		consistent bool
		want       float64
	}{
		{"nothing there", 0, true, 1},
		{"nothing there, eventually", 0, false, .5},
		{"4 KB", 4096, true, 1},
		{"a byte more", 4097, true, 2},
		{"eventually consistent costs half", 9000, false, 1.5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := ReadUnits(tt.bytes, tt.consistent); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
	if got := GetUnits([]int{10, 10, 5000}, true); got != 4 {
		t.Errorf("a batch of gets counts %v, want each item rounded by itself: 4", got)
	}
}

func TestQueryUnits(t *testing.T) {
	tests := []struct {
		name  string
		sizes []int
		calls int
		units float64
	}{
		{"nothing", nil, 1, 1},
		{"items are added up before rounding", []int{1000, 1000, 1000}, 1, 1},
		{"a page ends at 1 MB", []int{600 << 10, 600 << 10, 100}, 2, 301},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			calls, units := QueryUnits(tt.sizes, true)
			if calls != tt.calls || units != tt.units {
				t.Errorf("%d calls and %v units, want %d and %v", calls, units, tt.calls, tt.units)
			}
		})
	}
}

// TestUnitsNeverFallWithSize: a larger item never costs less, and a transaction
// doubles the table's part alone.
func TestUnitsNeverFallWithSize(t *testing.T) {
	size := rapid.IntRange(0, 400<<10)
	rapid.Check(t, func(t *rapid.T) {
		before, after, more := size.Draw(t, "before"), size.Draw(t, "after"), size.Draw(t, "more")
		small := WriteUnits(Image{Bytes: before}, Image{Bytes: after}, false)
		large := WriteUnits(Image{Bytes: before}, Image{Bytes: after + more}, false)
		double := WriteUnits(Image{Bytes: before}, Image{Bytes: after}, true)
		if large.Sum() < small.Sum() || double.Table != 2*small.Table || double.Index != small.Index {
			t.Errorf("%+v, larger %+v, in a transaction %+v", small, large, double)
		}
		if ReadUnits(after+more, true) < ReadUnits(after, true) {
			t.Error("reading more costs less")
		}
	})
}
