package records

import (
	"context"
	"iter"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// caseSort are an account's cases, behind all that it is judged by, and before what
// was said of it: a merge moves them.
const caseSort = "~C#"

const (
	openCases   = "CASES#open"
	closedCases = "CASES#closed"
)

func caseKey(account, id string) store.Key {
	return store.Key{Partition: accountPartition(account), Sort: caseSort + id}
}

func caseItem(c heed.Case, expires time.Time) store.Item {
	by := store.Key{Partition: openCases, Sort: string(c.Due) + "#" + c.ID}
	if !c.Open() {
		by = store.Key{Partition: closedCases, Sort: heed.Instant(c.ClosedAt) + "#" + c.ID}
	}
	return store.Item{Key: caseKey(c.Account, c.ID), By: by, Data: encode(c), Expires: expires}
}

// OpenCase writes a case that an event opens. There is one at most, so who writes
// the event writes it.
func OpenCase(c heed.Case) store.Op { return store.Put(caseItem(c, time.Time{})) }

// PutCase writes a case; one that is closed is kept until it expires.
func PutCase(row Row[heed.Case], expires time.Time) store.Op {
	return store.Put(caseItem(row.Value, expires)).IfVersion(row.Version)
}

// Case reads one.
func (r *Records) Case(ctx context.Context, account, id string) (Row[heed.Case], error) {
	return get[heed.Case](ctx, r.db, caseKey(account, id))
}

// CasesOf walks an account's cases.
func (r *Records) CasesOf(ctx context.Context, account string) iter.Seq2[Row[heed.Case], error] {
	return rows[heed.Case](ctx, r.db, prefixed(accountPartition(account), caseSort))
}

// Cases walks the open cases from the second order, those due first at the front, or
// the closed ones, those closed last at the front.
func (r *Records) Cases(ctx context.Context, open bool) iter.Seq2[Row[heed.Case], error] {
	if open {
		return rows[heed.Case](ctx, r.db, store.Query{Partition: openCases, By: true})
	}
	return rows[heed.Case](ctx, r.db, store.Query{Partition: closedCases, By: true, Backward: true})
}
