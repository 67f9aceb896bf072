package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const jobPartition = "JOB"

func jobKey(name string) store.Key { return store.Key{Partition: jobPartition, Sort: name} }

// Job reads a job; not found when it is done, or never was.
func (r *Records) Job(ctx context.Context, name string) (Row[heed.Job], error) {
	return get[heed.Job](ctx, r.db, jobKey(name))
}

// Jobs lists those that are not done.
func (r *Records) Jobs(ctx context.Context) ([]Row[heed.Job], error) {
	var all []Row[heed.Job]
	for row, err := range rows[heed.Job](ctx, r.db, store.Query{Partition: jobPartition}) {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}

// OrderJob begins a job, or begins it anew.
func OrderJob(j heed.Job) store.Op {
	return store.Put(store.Item{Key: jobKey(j.Name()), Data: encode(j)})
}

// PutJob writes a job back.
func PutJob(row Row[heed.Job]) store.Op { return OrderJob(row.Value).IfVersion(row.Version) }

// EndJob takes a job away that is done.
func EndJob(row Row[heed.Job]) store.Op {
	return store.Delete(jobKey(row.Value.Name())).IfVersion(row.Version)
}
