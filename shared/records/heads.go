package records

import (
	"bytes"
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// Heads reads the portfolio again and again and decodes only what changed in between:
// of ten thousand accounts that is the dearer part by far. It is for one reader at a time.
type Heads struct {
	rec   *Records
	known [shards]map[store.Key]head
}

// head is an account as it was stored when it was decoded.
type head struct {
	data    []byte
	account heed.Account
}

// Heads is a reader that remembers.
func (r *Records) Heads() *Heads { return &Heads{rec: r} }

// Portfolio lists every account as Records.Portfolio does. What the accounts point to
// is shared between the lists: nobody may change it.
func (h *Heads) Portfolio(ctx context.Context) ([]heed.Account, error) {
	return sharded(func(shard int) ([]heed.Account, error) { return h.shard(ctx, shard) })
}

func (h *Heads) shard(ctx context.Context, shard int) (all []heed.Account, err error) {
	before := h.known[shard]
	now := make(map[store.Key]head, len(before))
	for it, err := range h.rec.db.Query(ctx, store.Query{Partition: portfolioPartition(itoa(shard)), By: true}) {
		if err != nil {
			return nil, err
		}
		k, same := before[it.Key]
		if !same || !bytes.Equal(k.data, it.Data) {
			row, err := rowOf[heed.Account](it)
			if err != nil {
				return nil, err
			}
			k = head{it.Data, row.Value}
		}
		now[it.Key], all = k, append(all, k.account)
	}
	h.known[shard] = now
	return all, nil
}
