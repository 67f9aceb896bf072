package main

import (
	"context"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/heed-cs/heed/functions/score"
	"github.com/heed-cs/heed/infra/demo"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/onlambda"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
)

// measureJudge judges the demo's portfolio: the bare judgement on one core, and
// through score with reading and writing.
func measureJudge(ctx context.Context, b *bench) error {
	r, err := newRig(b)
	if err != nil {
		return err
	}
	defer r.close()
	if err := r.portfolio(ctx, b.accounts); err != nil {
		return err
	}
	if err := measureScore(ctx, b, r); err != nil {
		return err
	}
	snapshots, model, settings, now, err := r.snapshots(ctx)
	if err != nil {
		return err
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	defer debug.SetGCPercent(debug.SetGCPercent(onlambda.CollectAt))
	of, err := alternate(ctx, b, side{1, func(int) (int, error) {
		for i := range snapshots {
			risk.Assess(snapshots[i], model, settings, now)
		}
		return len(snapshots), nil
	}})
	if err != nil {
		return err
	}
	b.out.add("judged on one core", of[0].perCPU, " accounts/s", atLeast(200_000, ""),
		"risk.Assess with all explanations and what would lead back over the demo's 200 accounts, as read and judged before; GOMAXPROCS 1, per second of computing, garbage collection as on Lambda included")
	return nil
}

// measureScore judges all accounts through the function: the first time, when
// all is written, and again, when nothing has changed.
func measureScore(ctx context.Context, b *bench, r *rig) error {
	s := score.New(nowhere, r.rec, forget{}, forget{}, score.Options{})
	if err := s.Sweep(ctx, time.Now().UTC()); err != nil { // learns the book
		return err
	}
	accounts, err := r.rec.Portfolio(ctx)
	if err != nil {
		return err
	}
	first, err := judged(ctx, s, accounts)
	if err != nil {
		return err
	}
	var again sample
	for range b.turns {
		rate, err := judged(ctx, s, accounts)
		if err != nil {
			return err
		}
		again = append(again, rate)
	}
	b.out.add("judged through score, all written", sample{first}, " accounts/s", nil, "score.Handle on the embedded table, touches of 100: read, judge, write head and receipt; all cores")
	b.out.add("judged through score, unchanged", again, " accounts/s", nil, "the same again: read and judge")
	return nil
}

func judged(ctx context.Context, s *score.Score, accounts []heed.Account) (float64, error) {
	ids := make([]string, len(accounts))
	for i, a := range accounts {
		ids[i] = a.ID
	}
	start := time.Now()
	for _, m := range hint.Touches(ids) {
		m.ID = "touch"
		if err := failure(s.Handle(ctx, []queue.Message{m})); err != nil {
			return 0, err
		}
	}
	return float64(len(ids)) / time.Since(start).Seconds(), nil
}

// portfolio stores the first of the demo's accounts, under its settings.
func (r *rig) portfolio(ctx context.Context, accounts int) error {
	settings, err := r.rec.Settings(ctx)
	if err != nil {
		return err
	}
	settings.Value = demo.Settings(settings.Value.Language)
	if err := r.rec.Write(ctx, records.PutSettings(settings)); err != nil {
		return err
	}
	messages, _ := story("demo", accounts, heed.MaxBatchSignals)
	return handleAll(ctx, r.aggregate(), messages)
}

// snapshots are all accounts as score reads them.
func (r *rig) snapshots(ctx context.Context) (all []risk.Snapshot, m risk.Model, set heed.Settings, now time.Time, err error) {
	now = time.Now().UTC()
	settings, err := r.rec.Settings(ctx)
	if err != nil {
		return nil, m, set, now, err
	}
	book, err := r.rec.Book(ctx)
	if err != nil {
		return nil, m, set, now, err
	}
	accounts, err := r.rec.Portfolio(ctx)
	if err != nil {
		return nil, m, set, now, err
	}
	counters, usage := risk.Since(now)
	for _, a := range accounts {
		d, err := r.rec.Dossier(ctx, a.ID, counters, usage, now)
		if err != nil {
			return nil, m, set, now, err
		}
		all = append(all, judgement.Snapshot(d, book.Value))
	}
	return all, judgement.Opinion(settings.Value, book.Value), settings.Value, now, nil
}
