package records_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/groupcommit"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/bolt"
)

// TestHeadsRememberNothingThatChanged holds a reader that remembers against one that
// does not, through changes, removals and accounts that come again.
func TestHeadsRememberNothingThatChanged(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		file, err := groupcommit.Open(filepath.Join(t.TempDir(), "heed.db"))
		if err != nil {
			rt.Fatal(err)
		}
		defer file.Close()
		table, err := bolt.New(file)
		if err != nil {
			rt.Fatal(err)
		}
		rec := records.New(table, nil)
		heads := rec.Heads()
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			id := fmt.Sprint("account-", rapid.IntRange(0, 5).Draw(rt, "account"))
			row, err := rec.Account(rt.Context(), id)
			if err != nil {
				rt.Fatal(err)
			}
			op := records.PutAccount(row)
			if row.Found() && rapid.Bool().Draw(rt, "goes") {
				op = store.Delete(op.Item.Key)
			} else {
				row.Value = heed.Account{ID: id, Profile: heed.Profile{Name: rapid.SampledFrom([]string{"one", "two"}).Draw(rt, "name")}}
				op = records.PutAccount(row)
			}
			if err := rec.Write(rt.Context(), op); err != nil {
				rt.Fatal(err)
			}
			got, err := heads.Portfolio(rt.Context())
			if err != nil {
				rt.Fatal(err)
			}
			want, err := rec.Portfolio(rt.Context())
			if err != nil {
				rt.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				rt.Fatalf("what is remembered differs (-want +got):\n%s", diff)
			}
		}
	})
}
