package aggregate

import (
	"context"
	"log/slog"
	"time"

	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/trace"
)

const (
	// maxLag is how long an echo is waited for.
	maxLag = 5 * time.Second
	// listen is the pause before the second order is asked again.
	listen = 20 * time.Millisecond
)

// report writes the line of a pass, one a minute, even when there was nothing to
// fold: then silence means that nobody folds.
func (p *foldPass) report(ctx context.Context) error {
	age := p.age(time.Now())
	p.folds.passed = p.at
	if !p.folds.told.Due(p.began) {
		return nil
	}
	lag, err := p.lag(ctx)
	if err != nil {
		return err
	}
	p.log.LogAttrs(ctx, slog.LevelInfo, "folded", slog.Int64("age", int64(age.Seconds())), slog.Int64("index_ms", lag.Milliseconds()),
		slog.Int("looked", len(p.done)), slog.Int64("ms", time.Since(p.began).Milliseconds()), trace.IDs("days", p.days))
	return nil
}

// age is how old today's roll-ups had become when this pass replaced them. A process
// that just began knows of no pass before.
func (p *foldPass) age(now time.Time) time.Duration {
	if p.folds.passed.IsZero() {
		return now.Sub(p.at)
	}
	return now.Sub(p.folds.passed)
}

// lag is how far the second order is behind the table: a moment is written to the
// one and awaited in the other. On a laptop it never lags.
func (p *foldPass) lag(ctx context.Context) (time.Duration, error) {
	if p.opt.Patience == 0 {
		return 0, nil
	}
	called := time.Now()
	if err := p.rec.Write(ctx, records.CallOut(called)); err != nil {
		return 0, err
	}
	for {
		heard, err := p.rec.Echo(ctx)
		lag := time.Since(called)
		if err != nil || !heard.Before(called) || lag > maxLag {
			return lag, err
		}
		time.Sleep(listen)
	}
}
