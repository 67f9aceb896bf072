package aggregate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/trace"
)

const (
	// jobPasses is how often a job looks again, for the second order may lag and a
	// Write that began before the job may end after its first pass.
	jobPasses = 2
	// jobAgain is how long the later pass waits: longer than any function runs.
	jobAgain = 5 * time.Minute
	// jobLost is how long after it should have gone on a job is ordered again.
	jobLost = 10 * time.Minute
	// jobBusy is how long a job waits for another.
	jobBusy = 30 * time.Second
)

var (
	// errDone ends a job before its last pass: there is nothing to do, or no more.
	errDone = errors.New("the job is done")
	// errBusy lets a job wait for another.
	errBusy = errors.New("the account is becoming part of another: the job waits")
)

// job goes on with a job that the table holds. One that is gone is done. A message
// of an earlier round, or one that comes before the next pass is due, is a repeat:
// another will come, or the timer orders the job again.
func (r *run) job(ctx context.Context, b heed.Batch) error {
	row, err := r.rec.Job(ctx, b.Job)
	if err != nil || !row.Found() || b.Pass < row.Value.Round || time.Now().Before(row.Value.Due) {
		return err
	}
	r.note(tally{accounts: []string{row.Value.Account}})
	switch err := r.work(ctx, &row.Value); {
	case errors.Is(err, errDone):
		return r.endJob(ctx, row)
	case errors.Is(err, errMore):
		return r.nextRound(ctx, row, 0)
	case errors.Is(err, errBusy):
		return r.nextRound(ctx, row, jobBusy)
	case err != nil:
		return fmt.Errorf("the job %s of account %s: %w", row.Value.Kind, row.Value.Account, err)
	}
	return r.nextPass(ctx, row)
}

// work does what can be done of a pass, and notes in the job how far that was.
func (r *run) work(ctx context.Context, j *heed.Job) error {
	switch j.Kind {
	case heed.MergeJob:
		return r.merge(ctx, *j)
	case heed.ForgetJob:
		return r.forget(ctx, j)
	}
	return unreadable(fmt.Errorf("there are no jobs of the kind %q: finish the upgrade", j.Kind))
}

// nextRound goes on with a pass whose time ran out, or for which it was not time yet.
// Until then repeats of its message are none of its own: else each would go on for ever.
func (r *run) nextRound(ctx context.Context, row records.Row[heed.Job], wait time.Duration) error {
	row.Value.SeenAt = time.Now().UTC()
	row.Value.Due = row.Value.SeenAt.Add(wait)
	return r.goOnWith(ctx, row, wait)
}

// nextPass ends a pass, and the job with the last one.
func (r *run) nextPass(ctx context.Context, row records.Row[heed.Job]) error {
	row.Value.Pass++
	row.Value.At = heed.Bookmark{}
	if row.Value.Pass >= jobPasses {
		return r.endJob(ctx, row)
	}
	row.Value.SeenAt = time.Now().UTC()
	row.Value.Due = row.Value.SeenAt.Add(jobAgain)
	return r.goOnWith(ctx, row, jobAgain)
}

// goOnWith orders the next round before it writes that this one is over: were it
// the other way round, a lost order would leave a job that nobody goes on with, or
// every repeat would have to order anew, and repeats never end.
func (r *run) goOnWith(ctx context.Context, row records.Row[heed.Job], delay time.Duration) error {
	row.Value.Round++
	if err := r.sendJob(ctx, row.Value, delay); err != nil {
		return err
	}
	_, err := r.overtaken(ctx, records.PutJob(row))
	return err
}

func (r *run) endJob(ctx context.Context, row records.Row[heed.Job]) error {
	_, err := r.overtaken(ctx, records.EndJob(row))
	return err
}

// overtaken writes unless somebody else works on the same, who then goes on.
func (r *run) overtaken(ctx context.Context, ops ...store.Op) (bool, error) {
	err := r.rec.Write(ctx, ops...)
	return store.IsConflict(err), store.UnlessConflict(err)
}

func (a *Aggregate) sendJob(ctx context.Context, j heed.Job, delay time.Duration) error {
	m := hint.Job(j, trace.From(ctx).String())
	m.Delay = delay
	return a.inbox.Send(ctx, m)
}

// lostJobs orders the jobs again that nobody was heard of in time.
func (p *foldPass) lostJobs(ctx context.Context) error {
	jobs, err := p.rec.Jobs(ctx)
	if err != nil {
		return err
	}
	for _, row := range jobs {
		last := row.Value.SeenAt
		if row.Value.Due.After(last) {
			last = row.Value.Due
		}
		if p.at.Sub(last) < jobLost {
			continue
		}
		if err := p.orderAgain(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

func (p *foldPass) orderAgain(ctx context.Context, row records.Row[heed.Job]) error {
	if err := p.sendJob(ctx, row.Value, 0); err != nil {
		return err
	}
	row.Value.SeenAt = p.at
	return store.UnlessConflict(p.rec.Write(ctx, records.PutJob(row)))
}
