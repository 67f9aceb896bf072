package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"

	"go.etcd.io/bbolt"

	"github.com/heed-cs/heed/shared/groupcommit"
)

// measureDurable compares intake on the laptop's queue with what the file can
// do: the same bytes put through the same group commit by as many writers, once
// behind a bare handler and once without any HTTP.
func measureDurable(ctx context.Context, b *bench) error {
	r, err := newRig(b)
	if err != nil {
		return err
	}
	defer r.close()
	raw := &rawPuts{file: r.file, body: []byte(signalNow())}
	sides, end, err := durableSides(ctx, b, r, raw)
	if err != nil {
		return err
	}
	defer end()
	of, err := alternate(ctx, b, sides...)
	if err != nil {
		return err
	}
	b.out.add("durable intake: share of raw puts over HTTP", of[0].perSecond.over(of[1].perSecond), "", atLeast(.6, ""),
		"POST /v1/signals answered once it is fsynced in the queue, against a bare handler that puts the body by group commit")
	b.out.add("durable intake: share of raw puts", of[0].perSecond.over(of[2].perSecond), "", nil,
		"the same against puts called without HTTP: what remains is mostly HTTP's own cost")
	b.out.add("  durable intake", of[0].perSecond, " req/s", nil, fmt.Sprintf("%d keep-alive callers on loopback, one file for all sides", b.writers))
	b.out.add("  raw puts over HTTP", of[1].perSecond, " req/s", nil, "the same callers, in turns")
	b.out.add("  raw puts", of[2].perSecond, " /s", nil, "as many goroutines, in turns")
	return nil
}

func durableSides(ctx context.Context, b *bench, r *rig, raw *rawPuts) (sides []side, end func(), err error) {
	in, err := r.intake(ctx, r.q["signals"])
	if err != nil {
		return nil, nil, err
	}
	request := post("/v1/signals", string(raw.body), "Authorization", "Bearer "+ingestKey)
	mine, err := serve(in, b.writers, request)
	if err != nil {
		return nil, nil, err
	}
	theirs, err := serve(raw, b.writers, request)
	if err != nil {
		mine.close()
		return nil, nil, err
	}
	puts := side{b.writers, func(int) (int, error) { return 1, raw.put(raw.body) }}
	return []side{mine.side(http.StatusAccepted), theirs.side(http.StatusAccepted), puts}, func() { mine.close(); theirs.close() }, nil
}

// rawPuts keeps bodies in a bucket under rising keys, and answers as intake does.
type rawPuts struct {
	file *groupcommit.File
	body []byte
	seq  atomic.Uint64
}

var rawBucket = []byte("raw")

func (p *rawPuts) put(body []byte) error {
	return p.file.Update(func(*bbolt.Tx) error { return nil }, func(tx *bbolt.Tx) error {
		bucket, err := tx.CreateBucketIfNotExists(rawBucket)
		if err != nil {
			return err
		}
		bucket.FillPercent = .95 // keys only rise
		return bucket.Put(binary.BigEndian.AppendUint64(nil, p.seq.Add(1)), body)
	})
}

// ServeHTTP puts the body and then answers.
func (p *rawPuts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if p.put(body) != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	bareAnswer(w, http.StatusAccepted, accepted)
}
