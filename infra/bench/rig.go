package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/heed-cs/heed/functions/aggregate"
	"github.com/heed-cs/heed/shared/groupcommit"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
	queuebolt "github.com/heed-cs/heed/shared/queue/bolt"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/store"
	tablebolt "github.com/heed-cs/heed/shared/store/bolt"
)

// rig is what functions stand on, on a fresh data file: the table, and the
// queues by name.
type rig struct {
	file  *groupcommit.File
	table store.Table
	rec   *records.Records
	box   *secret.Key
	q     map[string]*queuebolt.Queue
}

var (
	nowhere = slog.New(slog.DiscardHandler)
	queues  = []string{"signals", "touches", "deliver", "retry"}
)

// visibility is longer than any measurement: nothing is handed out twice.
const visibility = 5 * time.Minute

func newRig(b *bench) (*rig, error) {
	dir, err := os.MkdirTemp(b.dir, "")
	if err != nil {
		return nil, err
	}
	root := make([]byte, secret.KeySize)
	_, _ = rand.Read(root) // never fails
	r := &rig{q: map[string]*queuebolt.Queue{}}
	if r.box, err = secret.FromKey(root); err != nil {
		return nil, err
	}
	if r.file, err = groupcommit.Open(filepath.Join(dir, "heed.db")); err != nil {
		return nil, err
	}
	return r, r.furnish()
}

func (r *rig) furnish() error {
	table, err := tablebolt.New(r.file)
	if err != nil {
		return err
	}
	r.table, r.rec = table, records.New(table, r.box)
	for _, name := range queues {
		if r.q[name], err = queuebolt.Open(r.file, name, queuebolt.Options{Visibility: visibility}); err != nil {
			return err
		}
	}
	return nil
}

func (r *rig) close() { _ = r.file.Close() }

// key lets a secret send signals.
func (r *rig) key(ctx context.Context, text string) error {
	key := heed.Key{ID: "bench", Hash: heed.HashKey(text), Scopes: []heed.Scope{heed.ScopeIngest}}
	return r.rec.Write(ctx, records.PutKey(records.Row[heed.Key]{Value: key}))
}

// aggregate is the function on this rig, its touches and knocks forgotten:
// whoever reads them is measured apart.
func (r *rig) aggregate() *aggregate.Aggregate {
	return aggregate.New(nowhere, r.rec, forget{}, forget{}, forget{}, forget{}, aggregate.Options{})
}

// forget is a queue that forgets.
type forget struct{}

func (forget) Send(context.Context, ...queue.Message) error { return nil }

// failure is any one of a batch's, nil when there is none.
func failure(f queue.Failures) error {
	for _, err := range f {
		return err
	}
	return nil
}
