// Package learn learns from the deployment's own outcomes how much each factor
// moves the risk.
//
// A schedule wakes it every minute; it sets to work when it was asked to, and once
// a week, and looks once a day at how the judgements in use are doing. It reads the
// examples that scoring wrote down when terms were decided, learns a model per kind
// of target, and holds it against the one in use on decisions that neither has seen.
// It writes what it learned, whether better or not, and puts it to use only when it
// is better: from then on scoring judges with it, and tells nobody of what changes by
// that. What foretells too well to be true is named, and keeps the model out of use
// until somebody has looked into it.
//
// The daily look sets the decisions that the model in use learned from beside the
// accounts of today, and the losses that were told beside those that came. It writes
// down what it found, and a warning when that is more than chance.
//
// Learning is pure and repeatable: the same examples make the same model. One
// training is at it at a time. When it fails, nothing was written, and the next beat
// begins anew; when it is cut off, the first beat after a quarter of an hour does.
package learn

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// Learn is the function. It is safe for concurrent use.
type Learn struct {
	log *slog.Logger
	rec *records.Records
}

// New makes the function.
func New(log *slog.Logger, rec *records.Records) *Learn { return &Learn{log: log, rec: rec} }

// Train learns anew when it is time to, and looks every day at how the judgements
// in use are doing. While one training is at it, others have nothing to do.
func (l *Learn) Train(ctx context.Context, at time.Time) error {
	training, err := l.rec.Training(ctx)
	if err != nil || training.Value.Busy(at) || !training.Value.Due(at) && !training.Value.WatchDue(at) {
		return err
	}
	t := trainee{Learn: l, at: at}
	if first, err := t.begin(ctx, training); !first {
		return err
	}
	if err = t.train(ctx, training.Value.Due(at)); err != nil {
		t.giveUp(ctx)
	}
	return err
}

// trainee is one training.
type trainee struct {
	*Learn
	at       time.Time
	set      heed.Settings
	book     records.Book
	examples []heed.Example
	today    []heed.Example    // looks at accounts before a decision, whose outcomes nobody knows
	segments map[string]string // by account
	until    time.Time         // the turn lasts
}

// train learns anew, or only looks.
func (t *trainee) train(ctx context.Context, due bool) error {
	if err := t.read(ctx); err != nil {
		return fmt.Errorf("reading what to learn from: %w", err)
	}
	if !due {
		return t.onlyWatch(ctx)
	}
	m, err := t.learn(ctx)
	if err != nil {
		return fmt.Errorf("learning: %w", err)
	}
	return t.keep(ctx, m)
}

func (t *trainee) read(ctx context.Context) error {
	set, err := t.rec.Settings(ctx)
	if err != nil {
		return err
	}
	t.set = set.Value
	book, err := t.rec.Book(ctx)
	if err != nil {
		return err
	}
	t.book = book.Value
	spare := thrift{}
	for lessons, err := range t.rec.AllLessons(ctx) {
		if err != nil {
			return err
		}
		t.examples = append(t.examples, spare.lessons(lessons)...)
		if len(t.examples) > 5*mostExamples/4 {
			t.examples = newest(t.examples, mostExamples)
		}
	}
	t.examples = newest(t.examples, mostExamples)
	accounts, err := t.rec.Portfolio(ctx)
	if err != nil {
		return err
	}
	t.segments = make(map[string]string, len(accounts))
	for _, a := range accounts {
		t.segments[a.ID] = a.Profile.Segment
	}
	return t.look(ctx, accounts)
}

func (t *trainee) report(ctx context.Context, m heed.TrainedModel) {
	t.log.LogAttrs(ctx, slog.LevelInfo, "trained", slog.String("model", m.ID), slog.Int("examples", len(t.examples)),
		slog.Bool("promoted", m.Promoted), slog.String("verdict", m.Verdict.EN), slog.Int64("ms", time.Since(t.at).Milliseconds()))
}

// kinds are the targets that models are learned for.
var kinds = []string{heed.TargetRenewal, heed.TargetWindow}

// inUse is the model that accounts are judged with now.
func (t *trainee) inUse(ctx context.Context) (heed.TrainedModel, error) {
	if t.book.Model == "" {
		return heed.TrainedModel{}, nil
	}
	row, err := t.rec.Model(ctx, t.book.Model)
	return row.Value, err
}
