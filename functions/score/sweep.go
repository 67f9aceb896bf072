package score

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/store"
)

const (
	// sweepSpread is how long the touches of a sweep are spread over.
	sweepSpread = 15 * time.Minute
	// standingsPerItem keeps one shard of a day's standing well within an item.
	standingsPerItem = 2000
	// minPortfolio is how many judged accounts a base is worth solving on.
	minPortfolio = 50
	// baseStep is how far a newly solved base must lie from the one in use to replace it.
	baseStep = .05
)

// Sweep notes how every account stands, learns what the portfolio has to teach,
// touches every account, a hundred at a time, spread over fifteen minutes, and holds
// metrics against their targets.
func (s *Score) Sweep(ctx context.Context, at time.Time) error {
	accounts, err := s.rec.Portfolio(ctx)
	if err != nil {
		return err
	}
	if err := s.note(ctx, accounts, heed.DayOf(at)); err != nil {
		return err
	}
	if err := s.learn(ctx, accounts, at); err != nil {
		return err
	}
	if err := s.touchAll(ctx, accounts, heed.DayOf(at)); err != nil {
		return err
	}
	return s.checkTargets(ctx, accounts, at)
}

// note keeps the standing of the first sweep of a day.
func (s *Score) note(ctx context.Context, accounts []heed.Account, day heed.Day) error {
	noted, err := s.rec.PortfolioDay(ctx, day)
	if err != nil || len(noted) > 0 {
		return err
	}
	return s.keepStanding(ctx, accounts, day)
}

// keepStanding sets how the accounts stand on a day, each and together.
func (s *Score) keepStanding(ctx context.Context, accounts []heed.Account, day heed.Day) error {
	judged := slices.DeleteFunc(slices.Clone(accounts), func(a heed.Account) bool { return a.Card.Band == heed.NoBand || a.Provisional })
	shard := 0
	for chunk := range slices.Chunk(judged, standingsPerItem) {
		standings := make(map[string]heed.Standing, len(chunk))
		for _, a := range chunk {
			standings[a.ID] = heed.Standing{Band: a.Card.Band, Probability: a.Card.Probability}
		}
		op := records.PutPortfolioDay(shard, records.PortfolioDay{Day: day, Accounts: standings})
		if err := s.rec.Write(ctx, op); err != nil {
			return err
		}
		shard++
	}
	return s.keepSum(ctx, accounts, day)
}

// learn solves the base on the portfolio, so that the mean probability is the
// expected loss rate, and takes the median tenure.
func (s *Score) learn(ctx context.Context, accounts []heed.Account, at time.Time) error {
	set, err := s.rec.Settings(ctx)
	if err != nil {
		return err
	}
	row, err := s.rec.Book(ctx)
	if err != nil {
		return err
	}
	row.Value.MedianTenureDays = medianTenure(accounts, heed.DayOf(at))
	row.Value.Accounts, row.Value.At = len(accounts), at
	if row.Value.Model == "" { // what was learned brings a base of its own
		solve(&row.Value, offsets(accounts), set.Value.LossRate)
	}
	return store.UnlessConflict(s.rec.Write(ctx, records.PutBook(row))) // another sweep learned the same
}

func solve(book *records.Book, offsets []float64, lossRate float64) {
	if len(offsets) < minPortfolio {
		return
	}
	m := risk.PriorOn(offsets, lossRate)
	if book.LossRate == lossRate && near(book.Base, m.Base) && near(book.WindowBase, m.WindowBase) {
		return
	}
	book.Base, book.WindowBase, book.LossRate = &m.Base, &m.WindowBase, lossRate
}

// near reports whether a newly solved base is not worth replacing the one in use.
func near(inUse *float64, solved float64) bool {
	return inUse != nil && math.Abs(*inUse-solved) < baseStep
}

// offsets are what the factors add up to, of confirmed accounts that have something to lose.
func offsets(accounts []heed.Account) []float64 {
	var all []float64
	for _, a := range accounts {
		if !a.Provisional && a.Card.Band != heed.NoBand && a.Card.Status != heed.Churned {
			all = append(all, a.Card.Offset)
		}
	}
	return all
}

func medianTenure(accounts []heed.Account, today heed.Day) int {
	var days []int
	for _, a := range accounts {
		if since := a.Profile.CustomerSince; since != "" && !a.Provisional && a.Card.Status != heed.Churned {
			days = append(days, today.Sub(since))
		}
	}
	if len(days) == 0 {
		return 0
	}
	slices.Sort(days)
	return days[len(days)/2]
}

// touchAll touches every account, and last, when all have been judged, the day's portfolio.
func (s *Score) touchAll(ctx context.Context, accounts []heed.Account, day heed.Day) error {
	ids := make([]string, len(accounts))
	for i, a := range accounts {
		ids[i] = a.ID
	}
	msgs := hint.Touches(ids)
	for i := range msgs {
		msgs[i].Delay = min(sweepSpread*time.Duration(i)/time.Duration(len(msgs)), queue.MaxDelay)
	}
	if len(msgs) == 0 {
		return nil
	}
	return s.touches.Send(ctx, append(msgs, hint.Assess(day, queue.MaxDelay))...)
}
