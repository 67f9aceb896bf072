package learn

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

const (
	// longest is how long a training may take: as long as the function runs. One that
	// is not heard of after that has died.
	longest = 15 * time.Minute
	// mostTries is how often what was learned is written while others write beside it.
	mostTries = 8
	// patience is for giving up, when the time for all else is over.
	patience = 2 * time.Second
)

var errCrowded = errors.New("others wrote at every try: the next beat begins anew")

// begin takes the turn; false when another was faster.
func (t *trainee) begin(ctx context.Context, training records.Row[heed.Training]) (bool, error) {
	t.until = t.at.Add(longest)
	training.Value.BusyUntil = t.until
	return written(t.rec.Write(ctx, records.PutTraining(training)))
}

// giveUp ends the turn without a result, so that the next beat need not wait until
// it is plain that this one has died.
func (t *trainee) giveUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if _, err := t.end(ctx, func(*heed.Training, records.Row[records.Book]) []store.Op { return nil }); err != nil {
		t.log.WarnContext(ctx, "the turn to learn ends by itself", "until", t.until, "error", err)
	}
}

// keep writes the model down, and puts it to use if it is to be.
func (t *trainee) keep(ctx context.Context, m heed.TrainedModel) error {
	inUse, err := t.inUse(ctx)
	if err != nil {
		return err
	}
	if m.Promoted {
		inUse = m
	}
	w := t.watch(inUse)
	kept, err := t.end(ctx, func(training *heed.Training, book records.Row[records.Book]) []store.Op {
		training.TrainedAt, training.WatchedAt, training.Newest = t.at, t.at, m.ID
		ops := []store.Op{records.PutModel(m), records.PutWatch(w)}
		if m.Promoted {
			book.Value.Model = m.ID
			ops = append(ops, records.PutBook(book))
		}
		return ops
	})
	if kept {
		t.reportWatch(ctx, w)
		t.report(ctx, m)
	}
	return err
}

// onlyWatch writes down how the judgements in use are doing, when nothing is to be learned.
func (t *trainee) onlyWatch(ctx context.Context) error {
	m, err := t.inUse(ctx)
	if err != nil {
		return err
	}
	w := t.watch(m)
	kept, err := t.end(ctx, func(training *heed.Training, _ records.Row[records.Book]) []store.Op {
		training.WatchedAt = t.at
		return []store.Op{records.PutWatch(w)}
	})
	if kept {
		t.reportWatch(ctx, w)
	}
	return err
}

// end writes what came of the turn, and ends it; false when it was over, and another
// has it. Somebody may ask for a training or set the base meanwhile: theirs is kept.
func (t *trainee) end(ctx context.Context, result func(*heed.Training, records.Row[records.Book]) []store.Op) (bool, error) {
	for range mostTries {
		training, err := t.rec.Training(ctx)
		if err != nil || !training.Value.BusyUntil.Equal(t.until) {
			return false, err
		}
		book, err := t.rec.Book(ctx)
		if err != nil {
			return false, err
		}
		training.Value.BusyUntil = time.Time{}
		ops := result(&training.Value, book)
		if kept, err := written(t.rec.Write(ctx, append(ops, records.PutTraining(training))...)); kept || err != nil {
			return kept, err
		}
	}
	return false, fmt.Errorf("writing down what was learned: %w", errCrowded)
}

// written tells a conflict from a failure.
func written(err error) (bool, error) {
	return err == nil, store.UnlessConflict(err)
}
