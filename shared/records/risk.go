package records

import (
	"context"
	"fmt"
	"iter"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const receiptSort = "~R#"

func receiptKey(account string, n int64) store.Key {
	return store.Key{Partition: accountPartition(account), Sort: fmt.Sprintf("%s%010d", receiptSort, n)}
}

// Receipt is one judgement in an account's history.
type Receipt struct {
	N    int64     `json:"n"`
	Risk heed.Risk `json:"risk"`
}

// PutReceipt writes the nth receipt of an account, once.
func PutReceipt(account string, rc Receipt) store.Op {
	return store.Put(store.Item{Key: receiptKey(account, rc.N), Data: encode(rc)}).IfAbsent()
}

// NewestReceipt reads an account's last receipt; not found when it was never judged.
func (r *Records) NewestReceipt(ctx context.Context, account string) (Row[Receipt], error) {
	q := prefixed(accountPartition(account), receiptSort)
	q.Backward, q.Limit = true, 1
	for row, err := range rows[Receipt](ctx, r.db, q) {
		return row, err
	}
	return Row[Receipt]{}, nil
}

// ReceiptsBack walks an account's history, newest first.
func (r *Records) ReceiptsBack(ctx context.Context, account string) iter.Seq2[Receipt, error] {
	return func(yield func(Receipt, error) bool) {
		q := prefixed(accountPartition(account), receiptSort)
		q.Backward = true
		for row, err := range rows[Receipt](ctx, r.db, q) {
			if !yield(row.Value, err) || err != nil {
				return
			}
		}
	}
}

// Receipts pages through an account's history, newest first: those before a
// number, or from the newest when it is 0.
func (r *Records) Receipts(ctx context.Context, account string, before int64, limit int) ([]Receipt, error) {
	q := prefixed(accountPartition(account), receiptSort)
	q.Backward, q.Limit = true, limit
	if before > 0 {
		q.To = receiptKey(account, before).Sort
	}
	return collect[Receipt](ctx, r.db, q)
}
