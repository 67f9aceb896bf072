package bolt

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/store"
)

func TestItemsAreFoundAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := store.Item{
			Key:     anyKey.Draw(t, "key"),
			Version: rapid.Int64Min(1).Draw(t, "version"),
		}
		if rapid.Bool().Draw(t, "listed") {
			want.By = anyKey.Draw(t, "by")
		}
		if rapid.Bool().Draw(t, "expires") {
			want.Expires = time.Unix(rapid.Int64Range(-1e9, 1e12).Draw(t, "seconds"), 0).UTC()
		}
		if rapid.Bool().Draw(t, "with content") {
			want.Data = rapid.SliceOfN(rapid.Byte(), 1, 300).Draw(t, "data")
			want.Counters = rapid.MapOfN(rapid.String(), rapid.Int64(), 1, 5).Draw(t, "counters")
		}
		got, err := decode(want.Key, encode(want))
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Data) == 0 {
			got.Data = nil
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("decoded %+v, want %+v", got, want)
		}
	})
}

func TestDecodeRefuses(t *testing.T) {
	whole := encode(store.Item{Version: 1, Data: []byte("data"), Counters: map[string]int64{"n": 1}, By: store.Key{Partition: "p", Sort: "s"}})
	for name, b := range map[string][]byte{
		"a later format": {format + 1, 0, 1, 0, 0},
		"only a format":  {format},
		"a huge length":  {format, 0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01},
		"many counters":  {format, 0, 1, 0, 0xff, 0x7f, 0},
		"a cut item":     whole[:len(whole)-1],
	} {
		if it, err := decode(store.Key{Partition: "p", Sort: "s"}, b); err == nil {
			t.Errorf("%s: decoded %+v, want an error", name, it)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(encode(store.Item{Version: 3, Data: []byte("data"), Counters: map[string]int64{"n": -1}}))
	f.Add(encode(store.Item{Version: 1, By: store.Key{Partition: "p", Sort: "s"}, Expires: time.Unix(1, 0)}))
	f.Add([]byte{format, 0, 1, 0, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, b []byte) {
		k := store.Key{Partition: "p", Sort: "s"}
		it, err := decode(k, b)
		if err != nil || it.Version == 0 {
			return
		}
		again, err := decode(k, encode(it))
		if err != nil || again.Version != it.Version || len(again.Counters) != len(it.Counters) || string(again.Data) != string(it.Data) {
			t.Fatalf("decoded %+v and, encoded again, %+v (%v)", it, again, err)
		}
	})
}
