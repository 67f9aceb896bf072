package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/heed-cs/heed/functions/learn"
	"github.com/heed-cs/heed/infra/demo"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/records"
)

// teach writes down what the past of the accounts teaches, and has it learned from.
// Scoring would take the story for history that was heard of only now. What is found to
// differ from a made-up past stands on the page, and is nobody's warning.
func (d *demonstration) teach(ctx context.Context, world *demo.Demo, at time.Time) error {
	judge, err := d.pastJudge(ctx, at)
	if err != nil {
		return err
	}
	for _, a := range world.Accounts {
		if err := d.keepLessons(ctx, a, judge); err != nil {
			return err
		}
	}
	return learn.New(slog.New(slog.DiscardHandler), d.in.rec).Train(ctx, time.Now().UTC())
}

func (d *demonstration) keepLessons(ctx context.Context, a demo.Account, j pastJudge) error {
	past, err := d.pastOf(ctx, a.ID, j.at)
	if err != nil {
		return err
	}
	examples, err := judgement.Examples(past, j.reference, j.set, j.at)
	if examples = a.Teaching(examples); err != nil || len(examples) == 0 {
		return err
	}
	row, err := d.in.rec.Lessons(ctx, a.ID)
	if err != nil {
		return err
	}
	row.Value.Account, row.Value.Examples = a.ID, examples
	return d.in.rec.Write(ctx, records.PutLessons(row))
}
