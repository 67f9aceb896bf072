// Package learn learns from the deployment's own outcomes how much each factor
// moves the risk.
//
// A schedule wakes it every minute; it sets to work when it was asked to, and once
// a week. It reads the examples that scoring wrote down when terms were decided,
// learns a model per kind of target, and holds it against the one in use on
// decisions that neither has seen. It writes what it learned, whether better or
// not, and puts it to use only when it is better: from then on scoring judges with
// it, and tells nobody of what changes by that.
//
// Learning is pure and repeatable: the same examples make the same model. When it
// fails or is cut off, nothing was written, and the next beat begins anew.
package learn

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// Learn is the function. It is safe for concurrent use.
type Learn struct {
	log *slog.Logger
	rec *records.Records
}

// New makes the function.
func New(log *slog.Logger, rec *records.Records) *Learn { return &Learn{log: log, rec: rec} }

// Train learns anew when it is time to.
func (l *Learn) Train(ctx context.Context, at time.Time) error {
	training, err := l.rec.Training(ctx)
	if err != nil || !training.Value.Due(at) {
		return err
	}
	t := trainee{Learn: l, at: at}
	if err := t.read(ctx); err != nil {
		return fmt.Errorf("reading what to learn from: %w", err)
	}
	m, err := t.learn(ctx)
	if err != nil {
		return fmt.Errorf("learning: %w", err)
	}
	training.Value.TrainedAt, training.Value.Newest = at, m.ID
	return t.keep(ctx, m, training)
}

// trainee is one training.
type trainee struct {
	*Learn
	at       time.Time
	set      heed.Settings
	book     records.Row[records.Book]
	examples []heed.Example
	segments map[string]string // by account
}

func (t *trainee) read(ctx context.Context) error {
	set, err := t.rec.Settings(ctx)
	if err != nil {
		return err
	}
	t.set = set.Value
	if t.book, err = t.rec.Book(ctx); err != nil {
		return err
	}
	for lessons, err := range t.rec.AllLessons(ctx) {
		if err != nil {
			return err
		}
		t.examples = append(t.examples, lessons.Examples...)
	}
	accounts, err := t.rec.Portfolio(ctx)
	if err != nil {
		return err
	}
	t.segments = make(map[string]string, len(accounts))
	for _, a := range accounts {
		t.segments[a.ID] = a.Profile.Segment
	}
	return nil
}

// keep writes the model down, and puts it to use if it is to be. When another
// training was faster, this one was for nothing.
func (t *trainee) keep(ctx context.Context, m heed.TrainedModel, training records.Row[heed.Training]) error {
	ops := []store.Op{records.PutTraining(training)}
	known, err := t.rec.Model(ctx, m.ID)
	if err != nil {
		return err
	}
	if !known.Found() {
		ops = append(ops, records.PutModel(m))
	}
	if m.Promoted {
		t.book.Value.Model = m.ID
		ops = append(ops, records.PutBook(t.book))
	}
	var conflict *store.Conflict
	if err := t.rec.Write(ctx, ops...); errors.As(err, &conflict) {
		return nil
	} else if err != nil {
		return err
	}
	t.report(ctx, m)
	return nil
}

func (t *trainee) report(ctx context.Context, m heed.TrainedModel) {
	t.log.LogAttrs(ctx, slog.LevelInfo, "trained", slog.String("model", m.ID), slog.Int("examples", len(t.examples)),
		slog.Bool("promoted", m.Promoted), slog.String("verdict", m.Verdict.EN), slog.Int64("ms", time.Since(t.at).Milliseconds()))
}

// kinds are the targets that models are learned for.
var kinds = []string{heed.TargetRenewal, heed.TargetWindow}

// inUse is the model that accounts are judged with now.
func (t *trainee) inUse(ctx context.Context) (heed.TrainedModel, error) {
	if t.book.Value.Model == "" {
		return heed.TrainedModel{}, nil
	}
	row, err := t.rec.Model(ctx, t.book.Value.Model)
	return row.Value, err
}
