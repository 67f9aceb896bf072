package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/heed-cs/heed/infra/demo"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/records"
)

const (
	// perPost is how many signals one request may bring.
	perPost = 1000
	// backlog is how many messages may wait before more are posted, so that the
	// progress shown is that of storing and not of queueing.
	backlog = 30
)

// fill posts the world's signals and lets the functions work on them one after
// the other, so that each account is judged once, on all that is known of it.
func (d *demonstration) fill(ctx context.Context, state demoState) error {
	settings, err := d.in.rec.Settings(ctx)
	if err != nil {
		return err
	}
	settings.Value = demo.Settings(settings.Value.Language)
	if err := d.in.rec.Write(ctx, records.PutSettings(settings)); err != nil {
		return err
	}
	world := demo.World(state.Seed, state.At)
	signals := len(world.Signals())
	step := d.terminal.progress(signals+signals/10, fmt.Sprintf("Making up %d accounts and a year of their signals", len(world.Accounts)))
	if err := d.tell(ctx, world, step); err != nil {
		return err
	}
	if err := d.pursue(ctx, world); err != nil {
		return err
	}
	if err := d.hush(ctx, world); err != nil {
		return err
	}
	if err := d.judge(ctx, world, state.At); err != nil {
		return err
	}
	if err := d.recallPast(ctx, state.At); err != nil {
		return err
	}
	step(signals / 10) // judging takes about a tenth as long
	state.Seeded = true
	return d.keep(state)
}

// tell posts the story, account after account.
func (d *demonstration) tell(ctx context.Context, world *demo.Demo, step func(int)) error {
	return d.draining(ctx, "signals", func() error {
		for batch := range world.Batches(perPost) {
			if err := d.post(ctx, batch); err != nil {
				return err
			}
			if err := d.wait(ctx, "signals", backlog); err != nil {
				return err
			}
			step(len(batch))
		}
		return nil
	})
}

// pursue writes what was agreed with the customers, as it was said at the time.
func (d *demonstration) pursue(ctx context.Context, world *demo.Demo) error {
	for _, a := range world.Accounts {
		for _, o := range a.Objectives {
			row, err := d.in.rec.Objective(ctx, a.ID, o.ID)
			if row.Value = o.Facts; err == nil {
				err = d.in.rec.Write(ctx, records.PutObjective(a.ID, o.ID, row))
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// hush takes the stories of those who left for history that was brought along: nobody
// need see to them any more.
func (d *demonstration) hush(ctx context.Context, world *demo.Demo) error {
	for _, a := range world.Accounts {
		if !a.Former {
			continue
		}
		if err := d.in.rec.Write(ctx, records.NoteHistory(a.ID)); err != nil {
			return err
		}
	}
	return nil
}

// judge judges all accounts, and lets two nights pass: the first learns from
// the portfolio how likely a loss is before anything is known, and from what became of
// customers what tells it; the second notes where everybody stood yesterday, for what
// changed since.
func (d *demonstration) judge(ctx context.Context, world *demo.Demo, at time.Time) error {
	if err := d.night(ctx, at.AddDate(0, 0, -2)); err != nil {
		return err
	}
	if err := d.teach(ctx, world, at); err != nil {
		return err
	}
	if err := d.night(ctx, at.AddDate(0, 0, -1)); err != nil {
		return err
	}
	return d.in.functions["aggregate"].Timers["Fold"](ctx, time.Now().UTC())
}

func (d *demonstration) night(ctx context.Context, at time.Time) error {
	if err := d.draining(ctx, "touches", func() error { return d.touchAll(ctx) }); err != nil {
		return err
	}
	return d.in.functions["score"].Timers["Sweep"](ctx, at)
}

func (d *demonstration) touchAll(ctx context.Context) error {
	accounts, err := d.in.rec.Portfolio(ctx)
	if err != nil {
		return err
	}
	ids := make([]string, len(accounts))
	for i, a := range accounts {
		ids[i] = a.ID
	}
	return d.in.queues["touches"].Send(ctx, hint.Touches(ids)...)
}

// draining runs the function that empties a queue while work fills it, until
// both are done.
func (d *demonstration) draining(ctx context.Context, queue string, work func() error) error {
	polling, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { d.in.host.pollers[queue](polling) })
	defer running.Wait()
	defer stop()
	if err := work(); err != nil {
		return err
	}
	return d.wait(ctx, queue, 0)
}

// wait waits until at most so many messages of a queue are to be handled now.
func (d *demonstration) wait(ctx context.Context, queue string, most int) error {
	for {
		visible, inFlight, _ := d.in.queues[queue].Depth()
		if visible+inFlight <= most {
			return nil
		}
		if !pause(ctx, 5*time.Millisecond) {
			return context.Cause(ctx)
		}
	}
}
