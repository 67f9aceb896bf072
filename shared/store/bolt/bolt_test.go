package bolt_test

import (
	"path/filepath"
	"testing"

	"github.com/heed-cs/heed/shared/groupcommit"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/bolt"
	"github.com/heed-cs/heed/shared/store/storetest"
)

func open(t testing.TB) *bolt.Table {
	t.Helper()
	file, err := groupcommit.Open(filepath.Join(t.TempDir(), "heed.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	table, err := bolt.New(file)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Table { return open(t) })
}

func TestDifferential(t *testing.T) {
	storetest.Differential(t, open(t), storetest.NewModel())
}
