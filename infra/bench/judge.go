package main

import (
	"context"
	"time"

	"github.com/heed-cs/heed/functions/score"
	"github.com/heed-cs/heed/infra/demo"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/judgement"
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
	p, err := r.judgeable(ctx)
	if err != nil {
		return err
	}
	return measureModels(ctx, b, p)
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

// judgeable is the portfolio as score reads it.
func (r *rig) judgeable(ctx context.Context) (p judgeable, err error) {
	p.now = time.Now().UTC()
	settings, err := r.rec.Settings(ctx)
	if err != nil {
		return p, err
	}
	book, err := r.rec.Book(ctx)
	if err != nil {
		return p, err
	}
	p.settings, p.opinion = settings.Value, judgement.Opinion(settings.Value, book.Value)
	accounts, err := r.rec.Portfolio(ctx)
	if err != nil {
		return p, err
	}
	counters, usage := risk.Since(p.now)
	for _, a := range accounts {
		d, err := r.rec.Dossier(ctx, a.ID, counters, usage, p.now)
		if err != nil {
			return p, err
		}
		p.snapshots = append(p.snapshots, judgement.Snapshot(d, book.Value))
	}
	return p, nil
}
