package score

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/portfolio"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// assess tells of a day's portfolio, once, however often it is asked to. What comes
// on another day is let go: that day has a sweep of its own.
func (r *round) assess(ctx context.Context, day heed.Day) error {
	for range maxTries {
		now := time.Now().UTC()
		book, err := r.rec.Book(ctx)
		if err != nil || book.Value.Assessed >= day || day != heed.DayOf(now) {
			return err
		}
		if err = r.tellDay(ctx, book, day, now); !store.IsConflict(err) {
			return err
		}
	}
	return fmt.Errorf("the book changes too fast: the portfolio of %s is told of later", day)
}

// tellDay writes the event of the day with its deliveries and, in the same Write, that
// it was said. What it compares tomorrow with is how accounts stand now that the
// night's judgements are made.
func (r *round) tellDay(ctx context.Context, book records.Row[records.Book], day heed.Day, now time.Time) error {
	accounts, err := r.rec.Portfolio(ctx)
	if err != nil || len(accounts) == 0 {
		return err
	}
	since, then, err := r.rec.LastPortfolioDay(ctx, day)
	if err != nil {
		return err
	}
	data := portfolio.Assess(accounts, r.set.Rates(), since, then, portfolio.Writing{Language: r.set.Language, PublicURL: r.opt.PublicURL}, now)
	ev, err := heed.NewPortfolioEvent(day, now, data)
	if err != nil {
		return err
	}
	news, err := r.fanout(ctx, []heed.Event{ev})
	if err != nil {
		return err
	}
	if err := r.keepStanding(ctx, accounts, day); err != nil {
		return err
	}
	book.Value.Assessed = day
	if err := r.rec.Write(ctx, append(news.ops, records.PutBook(book))...); err != nil {
		return err
	}
	r.log.LogAttrs(ctx, slog.LevelInfo, "portfolio assessed", slog.String("day", string(day)), slog.Int("accounts", data.Accounts),
		slog.Int("changed", data.Changed), slog.String("event", ev.ID), slog.Int("deliveries", len(news.knocks)))
	return hint.SendKnocks(ctx, r.deliver, news.knocks)
}
