package groupcommit_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"

	"go.etcd.io/bbolt"

	"github.com/heed-cs/heed/shared/groupcommit"
)

var bucket = []byte("numbers")

func open(t testing.TB, path string) *groupcommit.File {
	t.Helper()
	f, err := groupcommit.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func temp(t testing.TB) string { return filepath.Join(t.TempDir(), "data", "heed.db") }

func accept(*bbolt.Tx) error { return nil }

// put is an update that writes the number, unless check refuses.
func put(f *groupcommit.File, n int, check func(*bbolt.Tx) error) error {
	return f.Update(check, func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists(bucket)
		if err != nil {
			return err
		}
		return b.Put(name(n), name(n))
	})
}

func name(n int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(n)) }

func has(tx *bbolt.Tx, n int) bool {
	b := tx.Bucket(bucket)
	return b != nil && bytes.Equal(b.Get(name(n)), name(n))
}

// expect fails the test unless exactly these numbers below limit are in the file.
func expect(t *testing.T, f *groupcommit.File, limit int, want func(n int) bool) {
	t.Helper()
	err := f.View(func(tx *bbolt.Tx) error {
		for n := range limit {
			if has(tx, n) != want(n) {
				t.Errorf("number %d is there: %t, want %t", n, has(tx, n), want(n))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestConcurrentUpdatesAreKept(t *testing.T) {
	const writers, each = 8, 25
	path := temp(t)
	f := open(t, path)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				if err := put(f, w*each+i, accept); err != nil {
					t.Errorf("Update: %v", err)
				}
			}
		})
	}
	wg.Wait()
	if n := f.Commits(); n < 1 || n > writers*each {
		t.Errorf("%d commits for %d updates", n, writers*each)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	expect(t, open(t, path), writers*each+1, func(n int) bool { return n < writers*each })
}

// gang holds the file in a first update until the others wait, so that they share
// the next transaction, and returns their errors. It needs a bubble to see them wait.
func gang(f *groupcommit.File, updates ...func() error) []error {
	var wg sync.WaitGroup
	release := make(chan struct{})
	wg.Go(func() { f.Update(func(*bbolt.Tx) error { <-release; return nil }, accept) })
	synctest.Wait()
	errs := make([]error, len(updates))
	for i, update := range updates {
		wg.Go(func() { errs[i] = update() })
		synctest.Wait() // one after the other, so that their order is known
	}
	close(release)
	wg.Wait()
	return errs
}

func TestWaitingUpdatesShareOneCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t, temp(t))
		var updates []func() error
		for n := range 20 {
			updates = append(updates, func() error { return put(f, n, accept) })
		}
		if err := errors.Join(gang(f, updates...)...); err != nil {
			t.Fatal(err)
		}
		if n := f.Commits(); n != 2 {
			t.Errorf("%d commits, want 2: the first update's and one for the rest", n)
		}
		expect(t, f, 20, func(int) bool { return true })
	})
}

func TestRefusalHarmsNoNeighbour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t, temp(t))
		errNo := errors.New("no")
		refuse := func(*bbolt.Tx) error { return errNo }
		errs := gang(f,
			func() error { return put(f, 0, accept) },
			func() error { return put(f, 1, refuse) },
			func() error { return put(f, 2, accept) })
		if errs[0] != nil || errs[1] != errNo || errs[2] != nil {
			t.Errorf("errors are %v, want the second alone, as it is", errs)
		}
		expect(t, f, 3, func(n int) bool { return n != 1 })
	})
}

func TestCheckSeesTheWritesBeforeIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t, temp(t))
		errThere := errors.New("there already")
		create := func() error {
			return put(f, 7, func(tx *bbolt.Tx) error {
				if has(tx, 7) {
					return errThere
				}
				return nil
			})
		}
		errs := gang(f, create, create, create)
		if errs[0] != nil || errs[1] != errThere || errs[2] != errThere {
			t.Errorf("errors are %v, want the first to create and the rest to be refused", errs)
		}
	})
}

func TestFaultUndoesTheGroup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := open(t, temp(t))
		errFault, errNo := errors.New("fault"), errors.New("no")
		errs := gang(f,
			func() error { return put(f, 0, accept) },
			func() error { return put(f, 1, func(*bbolt.Tx) error { return errNo }) },
			func() error { return f.Update(accept, func(*bbolt.Tx) error { return errFault }) },
			func() error { return put(f, 3, accept) })
		for i, err := range errs {
			if !errors.Is(err, errFault) {
				t.Errorf("writer %d: %v, want the fault", i, err)
			}
		}
		expect(t, f, 4, func(int) bool { return false })
		if err := put(f, 0, accept); err != nil {
			t.Errorf("Update after the fault: %v", err)
		}
	})
}

func TestRefusedUpdatesCommitNothing(t *testing.T) {
	f := open(t, temp(t))
	errNo := errors.New("no")
	if err := put(f, 0, func(*bbolt.Tx) error { return errNo }); err != errNo {
		t.Errorf("Update = %v, want the refusal as it is", err)
	}
	if n := f.Commits(); n != 0 {
		t.Errorf("%d commits, want none", n)
	}
}

func TestOpenNamesTheFix(t *testing.T) {
	path := temp(t)
	open(t, path)
	synctest.Test(t, func(t *testing.T) { // the second it waits passes at once
		if _, err := groupcommit.Open(path); err == nil || !bytes.Contains([]byte(err.Error()), []byte("HEED_DATA")) {
			t.Errorf("Open of a file in use = %v, want the way out", err)
		}
	})
	folder := t.TempDir()
	if _, err := groupcommit.Open(folder); err == nil {
		t.Error("Open of a folder succeeded")
	}
}

func TestFileIsItsOwnersAlone(t *testing.T) {
	path := temp(t)
	open(t, path)
	for name, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): os.ModeDir | 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode() != want {
			t.Errorf("mode of %s is %v (%v), want %v", filepath.Base(name), info.Mode(), err, want)
		}
	}
}
