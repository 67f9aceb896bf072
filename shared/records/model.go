package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const modelsPartition = "MODELS"

func modelKey(id string) store.Key { return store.Key{Partition: "MODEL#" + id, Sort: "MODEL"} }

var trainingKey = store.Key{Partition: "TRAINING", Sort: "TRAINING"}

// Model reads what one training learned.
func (r *Records) Model(ctx context.Context, id string) (Row[heed.TrainedModel], error) {
	return get[heed.TrainedModel](ctx, r.db, modelKey(id))
}

// PutModel keeps what one training learned, once.
func PutModel(m heed.TrainedModel) store.Op {
	by := store.Key{Partition: modelsPartition, Sort: heed.Instant(m.At) + "#" + m.ID}
	return store.Put(store.Item{Key: modelKey(m.ID), By: by, Data: encode(m)}).IfAbsent()
}

// Models pages through what was learned, the newest first; cursor is the end of
// the page before, empty at the start, and next is empty behind the last page.
func (r *Records) Models(ctx context.Context, cursor string, limit int) (page []heed.TrainedModel, next string, err error) {
	q := store.Query{Partition: modelsPartition, To: cursor, By: true, Backward: true, Limit: limit + 1}
	for it, err := range r.db.Query(ctx, q) {
		if err != nil {
			return nil, "", err
		}
		if len(page) == limit {
			return page, next, nil
		}
		row, err := rowOf[heed.TrainedModel](it)
		if err != nil {
			return nil, "", err
		}
		page, next = append(page, row.Value), it.By.Sort
	}
	return page, "", nil
}

// Training reads when models were learned and asked for.
func (r *Records) Training(ctx context.Context) (Row[heed.Training], error) {
	return get[heed.Training](ctx, r.db, trainingKey)
}

// PutTraining writes it back.
func PutTraining(row Row[heed.Training]) store.Op {
	return store.Put(store.Item{Key: trainingKey, Data: encode(row.Value)}).IfVersion(row.Version)
}
