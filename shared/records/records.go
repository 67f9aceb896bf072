// Package records maps Heed's nouns to items of the table and back. It is the
// only package that knows keys: which noun lives in which partition, how it
// sorts, and where it stands in the second order.
//
// Readers return rows: the noun with the version it was read at. Writers return
// operations, so that a function can put everything that belongs together into
// one Write. No key holds a contact, an e-mail address or a comment, only a
// keyed hash.
package records

import (
	"bytes"
	"context"
	"errors"
	"hash/fnv"
	"iter"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/store"
)

// shards is how many partitions each listing of the second order is spread over.
const shards = 16

// Hasher makes keyed hashes of identifiers that must not stand in keys.
type Hasher interface {
	Hash(parts ...string) string
}

// Records reads and writes nouns on one table.
type Records struct {
	db   store.Table
	hash Hasher
}

// New makes the records of a table. The hasher holds the installation's secret.
func New(db store.Table, hash Hasher) *Records { return &Records{db: db, hash: hash} }

// Write applies operations to the table, all or none. It needs room for one more
// for each account whose days of the past they change.
func (r *Records) Write(ctx context.Context, ops ...store.Op) error {
	return r.db.Write(ctx, outdating(ops, time.Now())...)
}

// Row is a noun as it was read. Version 0 means that it is not there yet, so
// that writing it back with the version creates it.
type Row[T any] struct {
	Value   T
	Version int64
	// Expires is when the row may vanish; zero means never.
	Expires time.Time
}

// Found reports whether the row was there.
func (r Row[T]) Found() bool { return r.Version > 0 }

func rowOf[T any](it store.Item) (Row[T], error) {
	row := Row[T]{Version: it.Version, Expires: it.Expires}
	return row, decode(it, &row.Value)
}

// get reads one noun; a row of version 0 when it is not there.
func get[T any](ctx context.Context, db store.Table, key store.Key) (Row[T], error) {
	items, err := db.Get(ctx, key)
	if err != nil || len(items) == 0 {
		return Row[T]{}, err
	}
	return rowOf[T](items[0])
}

// rows walks a query's items as nouns.
func rows[T any](ctx context.Context, db store.Table, q store.Query) iter.Seq2[Row[T], error] {
	return func(yield func(Row[T], error) bool) {
		for it, err := range db.Query(ctx, q) {
			row := Row[T]{}
			if err == nil {
				row, err = rowOf[T](it)
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// collect gathers the values of a query.
func collect[T any](ctx context.Context, db store.Table, q store.Query) ([]T, error) {
	var all []T
	for row, err := range rows[T](ctx, db, q) {
		if err != nil {
			return nil, err
		}
		all = append(all, row.Value)
	}
	return all, nil
}

// sharded reads all partitions of a listing at once, and lists what is in them one
// after the other.
func sharded[T any](read func(shard int) ([]T, error)) ([]T, error) {
	parts, errs := make([][]T, shards), make([]error, shards)
	var wait sync.WaitGroup
	for i := range shards {
		wait.Go(func() { parts[i], errs[i] = read(i) })
	}
	wait.Wait()
	return slices.Concat(parts...), errors.Join(errs...)
}

// shardOf spreads accounts over the partitions of a listing.
func shardOf(name string, n int) string {
	h := fnv.New32a()
	h.Write([]byte(name))
	return strconv.Itoa(int(h.Sum32()) % n)
}

// after is the smallest sort key behind every key with the prefix.
func after(prefix string) string {
	end := bytes.Clone([]byte(prefix))
	end[len(end)-1]++
	return string(end)
}

// prefixed is the stretch of a partition whose sort keys begin with the prefix.
func prefixed(partition, prefix string) store.Query {
	return store.Query{Partition: partition, From: prefix, To: after(prefix)}
}
