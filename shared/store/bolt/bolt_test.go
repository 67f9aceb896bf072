package bolt_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/groupcommit"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/bolt"
	"github.com/heed-cs/heed/shared/store/storetest"
)

func open(t testing.TB) *bolt.Table {
	t.Helper()
	_, table := openFile(t)
	return table
}

func openFile(t testing.TB) (*groupcommit.File, *bolt.Table) {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "heed.db"))
}

func openAt(t testing.TB, path string) (*groupcommit.File, *bolt.Table) {
	t.Helper()
	file, err := groupcommit.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	table, err := bolt.New(file)
	if err != nil {
		t.Fatal(err)
	}
	return file, table
}

func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Table { return open(t) })
}

func TestDifferential(t *testing.T) {
	storetest.Differential(t, open(t), storetest.NewModel())
}

func TestItemsOutliveTheProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "heed.db")
	file, table := openAt(t, path)
	it := store.Item{Key: store.Key{Partition: "p", Sort: "a"}, Data: []byte("data"), By: store.Key{Partition: "by", Sort: "1"}}
	write(t, table, store.Put(it))
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if err := table.Write(t.Context(), store.Put(it)); !errors.Is(err, groupcommit.ErrClosed) {
		t.Errorf("Write to a closed file = %v, want ErrClosed", err)
	}
	_, table = openAt(t, path)
	for got, err := range table.Query(t.Context(), store.Query{Partition: "by", By: true}) {
		if err != nil || got.Key != it.Key || !bytes.Equal(got.Data, it.Data) {
			t.Errorf("Query = %+v, %v, want the item", got, err)
		}
		return
	}
	t.Error("the item is lost")
}

// TestWriteRefusesLongKeys holds that a key bbolt would not take, which would undo the
// writes beside it, never reaches the file.
func TestWriteRefusesLongKeys(t *testing.T) {
	table := open(t)
	key := func(partition, sort int) store.Key {
		return store.Key{Partition: strings.Repeat("p", partition), Sort: strings.Repeat("\x00", sort)}
	}
	write(t, table, store.Put(store.Item{Key: key(2048, 1024), By: key(2048, 1024)}))
	for name, it := range map[string]store.Item{
		"partition":        {Key: key(2049, 1)},
		"sort key":         {Key: key(1, 1025)},
		"second partition": {Key: key(1, 1), By: key(2049, 1)},
		"second sort key":  {Key: key(1, 1), By: key(1, 1025)},
	} {
		err := table.Write(t.Context(), store.Put(it))
		if _, ok := errors.AsType[*store.Invalid](err); !ok {
			t.Errorf("long %s: %v, want an *Invalid", name, err)
		}
	}
}

// TestQueryHoldsNoTransaction grows the file inside the loop, which would wait for
// ever for a reader that is still open.
func TestQueryHoldsNoTransaction(t *testing.T) {
	table := open(t)
	for _, sort := range []string{"a", "b", "c"} {
		write(t, table, store.Put(store.Item{Key: store.Key{Partition: "p", Sort: sort}}))
	}
	for it, err := range table.Query(t.Context(), store.Query{Partition: "p"}) {
		if err != nil {
			t.Fatal(err)
		}
		it.Data = make([]byte, 3<<20)
		write(t, table, store.Put(it).IfVersion(1))
	}
}
