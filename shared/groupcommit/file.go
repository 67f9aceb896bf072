// Package groupcommit shares one bbolt file among many writers with one fsync.
//
// Writers that arrive while a commit is being fsynced are committed together by
// the next one, so a laptop keeps what it has answered without paying one fsync
// for each request. Nothing waits on a timer.
package groupcommit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"
)

// maxGroup bounds the writers of one commit, so that none waits for long.
const maxGroup = 512

// ErrClosed is returned for reads and writes after Close.
var ErrClosed = errors.New("groupcommit: the file is closed")

// errAllRefused ends a transaction that has nothing to commit.
var errAllRefused = errors.New("groupcommit: every write was refused")

// File is an open bbolt file. It is safe for concurrent use.
type File struct {
	db      *bbolt.DB
	writes  chan *write // unbuffered: what was taken is committed, even while closing
	closing chan struct{}
	looping sync.WaitGroup
	close   func() error // at the first call; later ones repeat its answer
	commits atomic.Int64
}

type write struct {
	check, apply func(*bbolt.Tx) error
	err          error
	done         chan struct{}
}

// Open opens or creates the file, readable by its owner alone. A second process
// that opens the same file is told so after a second.
func Open(path string) (*File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("making the data folder: %w", err)
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second, FreelistType: bbolt.FreelistMapType})
	if errors.Is(err, bbolterrors.ErrTimeout) {
		return nil, fmt.Errorf("%s is in use: stop the other heed, or set HEED_DATA to another folder", path)
	}
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	f := &File{db: db, writes: make(chan *write), closing: make(chan struct{})}
	f.close = sync.OnceValue(f.shut)
	f.looping.Go(f.commitLoop)
	return f, nil
}

// View runs a read-only transaction on a consistent snapshot.
func (f *File) View(fn func(*bbolt.Tx) error) error {
	err := f.db.View(fn)
	if errors.Is(err, bbolterrors.ErrDatabaseNotOpen) {
		return ErrClosed
	}
	return err
}

// Update runs check and, unless it returns an error, apply, in one durable
// transaction that other updates may share. Only check may refuse: it must not
// write, and its error is returned as it is. An error of apply is a fault of the
// file: it undoes the whole group and is returned to every writer in it.
func (f *File) Update(check, apply func(*bbolt.Tx) error) error {
	w := &write{check: check, apply: apply, done: make(chan struct{})}
	select {
	case <-f.closing:
		return ErrClosed
	case f.writes <- w:
		<-w.done
		return w.err
	}
}

// Commits counts the durable transactions so far: when it has not moved, nothing was written.
func (f *File) Commits() int64 { return f.commits.Load() }

// Close commits what is under way, refuses what comes after, waits for the readers
// and closes the file. It may be called again.
func (f *File) Close() error { return f.close() }

func (f *File) shut() error {
	close(f.closing)
	f.looping.Wait()
	return f.db.Close()
}

func (f *File) commitLoop() {
	for {
		select {
		case w := <-f.writes:
			f.commit(f.gather(w))
		case <-f.closing:
			return
		}
	}
}

// gather takes the writers that wait. Those that the last commit has just answered
// often write again: they run first, or each second commit would be of one writer.
func (f *File) gather(first *write) []*write {
	runtime.Gosched()
	group := []*write{first}
	for len(group) < maxGroup {
		select {
		case w := <-f.writes:
			group = append(group, w)
		default:
			return group
		}
	}
	return group
}

func (f *File) commit(group []*write) {
	err := f.db.Update(func(tx *bbolt.Tx) error { return apply(tx, group) })
	if errors.Is(err, errAllRefused) {
		err = nil
	} else if err == nil {
		f.commits.Add(1)
	}
	for _, w := range group {
		if err != nil { // also for the refused, who may have seen what is undone now
			w.err = fmt.Errorf("committing to the data file: %w", err)
		}
		close(w.done)
	}
}

// apply runs the group in order, each write on top of those before it.
func apply(tx *bbolt.Tx, group []*write) error {
	refused := 0
	for _, w := range group {
		if w.err = w.check(tx); w.err != nil {
			refused++
			continue
		}
		if err := w.apply(tx); err != nil {
			return err
		}
	}
	if refused == len(group) {
		return errAllRefused
	}
	return nil
}
