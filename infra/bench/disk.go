package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// diskEvery is how often the disk is asked: seldom enough to leave it to what is measured.
const diskEvery = 20 * time.Millisecond

// durably measures waits that the disk has its part in, and puts them down with
// how long that disk takes, in the same seconds, to keep one page of a file of its own.
func (b *bench) durably(figure string, g *goal, method string, measure func() (sample, error)) (sample, error) {
	f, err := os.Create(filepath.Join(b.dir, "page"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	over, syncs := make(chan struct{}), make(chan sample)
	go func() { syncs <- synced(f, over) }()
	took, err := measure()
	close(over)
	disk := <-syncs
	if err != nil {
		return nil, err
	}
	b.out.latency(figure, took, g, method)
	b.out.row("  p99 of the disk alone", disk.percentile(99), " ms", "most "+number(disk.most()), nil,
		fmt.Sprintf("one page kept in the same folder every %v of the same seconds; -dir on a disk of memory leaves it out", diskEvery))
	return took, nil
}

// synced writes a page and syncs it until it is over, in ms each. A fault of the
// disk ends it: whoever is measured beside it meets the same.
func synced(f *os.File, over <-chan struct{}) (all sample) {
	page, tick := make([]byte, os.Getpagesize()), time.NewTicker(diskEvery)
	defer tick.Stop()
	for n := int64(0); ; n++ {
		select {
		case <-over:
			return all
		case <-tick.C:
		}
		if _, err := f.WriteAt(page, n*int64(len(page))); err != nil {
			return all
		}
		began := time.Now()
		if f.Sync() != nil {
			return all
		}
		all = append(all, float64(time.Since(began))/float64(time.Millisecond))
	}
}
