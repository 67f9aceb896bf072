package groupcommit_test

import (
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"go.etcd.io/bbolt"

	"github.com/heed-cs/heed/shared/groupcommit"
)

func TestCloseRefusesWhatComesAfter(t *testing.T) {
	f := open(t, temp(t))
	if err := errors.Join(put(f, 0, accept), f.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	if err := put(f, 1, accept); !errors.Is(err, groupcommit.ErrClosed) {
		t.Errorf("Update = %v, want ErrClosed", err)
	}
	if err := f.View(accept); !errors.Is(err, groupcommit.ErrClosed) {
		t.Errorf("View = %v, want ErrClosed", err)
	}
}

func TestCloseKeepsWhatItAnswered(t *testing.T) {
	const writers = 16
	path := temp(t)
	f := open(t, path)
	var kept [writers]bool
	var wg sync.WaitGroup
	for n := range writers {
		wg.Go(func() {
			err := put(f, n, accept)
			kept[n] = err == nil
			if err != nil && !errors.Is(err, groupcommit.ErrClosed) {
				t.Errorf("Update = %v, want nil or ErrClosed", err)
			}
		})
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	expect(t, open(t, path), writers, func(n int) bool { return kept[n] })
}

// TestCloseWaitsForTheUpdateUnderWay closes while one update is in its transaction
// and others wait for theirs.
func TestCloseWaitsForTheUpdateUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := temp(t)
		f := open(t, path)
		release, errs := make(chan struct{}), make([]error, 6)
		var wg sync.WaitGroup
		wg.Go(func() { errs[0] = put(f, 0, func(*bbolt.Tx) error { <-release; return nil }) })
		synctest.Wait()
		for n := 1; n < len(errs); n++ {
			wg.Go(func() { errs[n] = put(f, n, accept) })
		}
		wg.Go(func() {
			if err := f.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
		synctest.Wait()
		close(release)
		wg.Wait()
		if errs[0] != nil {
			t.Errorf("the update under way: %v", errs[0])
		}
		for n, err := range errs {
			if err != nil && !errors.Is(err, groupcommit.ErrClosed) {
				t.Errorf("update %d: %v, want nil or ErrClosed", n, err)
			}
		}
		expect(t, open(t, path), len(errs), func(n int) bool { return errs[n] == nil })
	})
}
