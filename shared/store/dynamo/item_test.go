package dynamo

import (
	"regexp"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/store"
)

// TestItemsComeBackAsTheyWere writes items of all shapes and reads them again.
func TestItemsComeBackAsTheyWere(t *testing.T) {
	text := rapid.StringN(1, 20, -1)
	rapid.Check(t, func(t *rapid.T) {
		it := store.Item{
			Key:      store.Key{Partition: text.Draw(t, "partition"), Sort: text.Draw(t, "sort")},
			Version:  rapid.Int64Min(1).Draw(t, "version"),
			Data:     rapid.SliceOf(rapid.Byte()).Draw(t, "data"),
			Counters: rapid.MapOfN(rapid.String(), rapid.Int64(), 0, 5).Draw(t, "counters"),
		}
		if rapid.Bool().Draw(t, "listed") {
			it.By = store.Key{Partition: text.Draw(t, "by partition"), Sort: text.Draw(t, "by sort")}
		}
		if rapid.Bool().Draw(t, "expires") {
			it.Expires = time.Unix(rapid.Int64Range(1, 1<<40).Draw(t, "at"), 0)
		}
		got, err := decode(encode(it))
		if err != nil || !same(got, it) {
			t.Errorf("%+v came back as %+v, %v", it, got, err)
		}
	})
}

// TestStatementsNameWhatTheyUse holds DynamoDB's rule that every name and value is used.
func TestStatementsNameWhatTheyUse(t *testing.T) {
	full := store.Item{
		Key: store.Key{Partition: "p", Sort: "a"}, By: store.Key{Partition: "q", Sort: "b"},
		Data: []byte("d"), Expires: time.Unix(1, 0), Counters: map[string]int64{"n": 1, "m": 2},
	}
	for _, it := range []store.Item{full, {Key: full.Key}} {
		for _, op := range []store.Op{store.Put(it), store.Add(it), store.Delete(it.Key)} {
			for _, op := range []store.Op{op, op.IfAbsent(), op.IfVersion(3)} {
				for _, seen := range []map[int]store.Item{nil, {0: {}}, {0: {Version: 2}}, {0: {Version: 2, Expires: time.Unix(1, 0)}}} {
					s := (&plan{ops: []store.Op{op}, now: time.Now(), seen: seen}).statement(0)
					wantUsed(t, s)
				}
			}
		}
	}
}

func wantUsed(t *testing.T, s statement) {
	t.Helper()
	used := map[string]bool{}
	for _, word := range regexp.MustCompile(`[#:]\d+`).FindAllString(s.update+" "+s.condition, -1) {
		used[word] = true
	}
	for name := range s.names {
		if !used[name] {
			t.Errorf("%s is not used in %q %q", name, s.update, s.condition)
		}
	}
	for value := range s.values {
		if !used[value] {
			t.Errorf("%s is not used in %q %q", value, s.update, s.condition)
		}
	}
	if len(used) != len(s.names)+len(s.values) {
		t.Errorf("%q %q names more than %v", s.update, s.condition, s.names)
	}
}
