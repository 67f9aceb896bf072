package dynamo

import (
	"context"
	"iter"
	"math"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/heed-cs/heed/shared/cloud"
	"github.com/heed-cs/heed/shared/store"
)

// Query reads page by page, each when the caller has used up the one before.
func (t *Table) Query(ctx context.Context, q store.Query) iter.Seq2[store.Item, error] {
	return func(yield func(store.Item, error) bool) {
		if q.Partition == "" {
			yield(store.Item{}, &store.Invalid{Reason: "a query names its partition"})
			return
		}
		for w := t.newWalk(q); !w.done; {
			page, err := w.page(ctx)
			for _, it := range page {
				if !yield(it, nil) {
					return
				}
			}
			if err != nil {
				yield(store.Item{}, err)
				return
			}
		}
	}
}

// walk is how far a query has come.
type walk struct {
	store.Query
	table *Table
	input *dynamodb.QueryInput
	found int
	done  bool
}

func (t *Table) newWalk(q store.Query) *walk {
	w := &walk{Query: q, table: t, done: q.To != "" && q.From >= q.To} // DynamoDB refuses an empty stretch
	w.input = &dynamodb.QueryInput{
		TableName:                 &t.name,
		ConsistentRead:            aws.Bool(!q.By),
		ScanIndexForward:          aws.Bool(!q.Backward),
		KeyConditionExpression:    aws.String(stretch(q)),
		ExpressionAttributeNames:  map[string]string{"#p": attrPartition},
		ExpressionAttributeValues: attributes{":p": text(q.Partition)},
	}
	sort := attrSort
	if q.By {
		w.input.IndexName, w.input.ExpressionAttributeNames["#p"], sort = aws.String(index), attrByPartition, attrBySort
	}
	if q.From != "" || q.To != "" {
		w.input.ExpressionAttributeNames["#s"] = sort
	}
	if q.From != "" {
		w.input.ExpressionAttributeValues[":from"] = text(q.From)
	}
	if q.To != "" {
		w.input.ExpressionAttributeValues[":to"] = text(q.To)
	}
	if q.Limit > 0 {
		w.input.Limit = aws.Int32(int32(min(q.Limit+1, math.MaxInt32))) // one more: the end of a stretch may be read and left out
	}
	return w
}

// stretch is the condition for [From, To). A query takes one condition on the sort
// key, and the only one with two ends includes both: the page leaves To out.
func stretch(q store.Query) string {
	switch {
	case q.From != "" && q.To != "":
		return "#p = :p AND #s BETWEEN :from AND :to"
	case q.From != "":
		return "#p = :p AND #s >= :from"
	case q.To != "":
		return "#p = :p AND #s < :to"
	}
	return "#p = :p"
}

// page reads the next items of the walk.
func (w *walk) page(ctx context.Context) ([]store.Item, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var out *dynamodb.QueryOutput
	err := cloud.Patiently(ctx, cloud.Passing, func() (err error) {
		out, err = w.table.client.Query(ctx, w.input, once)
		return err
	})
	if err != nil {
		return nil, w.table.explain("querying", err)
	}
	page, err := w.choose(out.Items)
	w.next(out.LastEvaluatedKey)
	return page, err
}

// choose takes what is asked for: neither expired, nor at the end, nor beyond the limit.
func (w *walk) choose(rows []attributes) (page []store.Item, err error) {
	now := time.Now()
	for _, row := range rows {
		it, err := decode(row)
		if err != nil {
			return page, err
		}
		if !live(it, now) || w.To != "" && w.sortOf(it) == w.To {
			continue
		}
		page = append(page, it)
		if w.found++; w.found == w.Limit {
			w.done = true
			break
		}
	}
	return page, nil
}

func (w *walk) sortOf(it store.Item) string {
	if w.By {
		return it.By.Sort
	}
	return it.Sort
}

// next goes on behind the key. Pages that were bounded and did not suffice, for
// what they held had expired, give way to larger ones.
func (w *walk) next(last attributes) {
	w.input.ExclusiveStartKey = last
	if len(last) == 0 {
		w.done = true
	}
	if w.input.Limit != nil {
		w.input.Limit = aws.Int32(min(4**w.input.Limit, 1<<20))
	}
}
