package main

import (
	"context"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	sums "github.com/heed-cs/heed/shared/portfolio" // the tests call theirs portfolio
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
)

// weeksPast is how far back the demo's portfolio is summed up.
const weeksPast = 26

// recallPast sums the portfolio up as it would have been at the end of past weeks,
// judging every account by what was known then. What accounts pay is as today.
func (d *demonstration) recallPast(ctx context.Context, at time.Time) error {
	accounts, err := d.in.rec.Portfolio(ctx)
	if err != nil {
		return err
	}
	set, err := d.in.rec.Settings(ctx)
	if err != nil {
		return err
	}
	book, err := d.in.rec.Book(ctx)
	if err != nil {
		return err
	}
	m, err := judgement.NewModels(d.in.rec).Of(ctx, set.Value, book.Value, book.Value.Model)
	if err != nil {
		return err
	}
	weeks := make([][]heed.Account, weeksPast)
	for _, a := range accounts {
		if err := d.judgePast(ctx, a, weeks, pastJudge{m, set.Value, risk.Reference{MedianTenureDays: book.Value.MedianTenureDays}, at}); err != nil {
			return err
		}
	}
	for i, then := range weeks {
		if err := d.keepPast(ctx, then, set.Value.Rates(), heed.DayOf(at.AddDate(0, 0, -7*(i+1)))); err != nil {
			return err
		}
	}
	return nil
}

// pastJudge is what the past is judged with.
type pastJudge struct {
	model     risk.Model
	set       heed.Settings
	reference risk.Reference
	at        time.Time
}

// judgePast adds an account to every past week it was a customer in.
func (d *demonstration) judgePast(ctx context.Context, a heed.Account, weeks [][]heed.Account, j pastJudge) error {
	past, err := judgement.Recall(ctx, d.in.rec, a.ID)
	if err != nil {
		return err
	}
	past = past.HeardInTime(j.at.AddDate(0, 0, 1)) // the story is told at once, and yet was heard of as it happened
	for i := range weeks {
		at := j.at.AddDate(0, 0, -7*(i+1))
		if since := a.Profile.CustomerSince; since != "" && since > heed.DayOf(at) {
			continue
		}
		s, err := past.Snapshot(j.reference, at)
		if err != nil {
			return err
		}
		r := risk.Assess(s, j.model, j.set, at)
		then := a
		then.Card.Band, then.Card.Probability, then.Card.ExpectedLoss = r.Band, r.Probability, r.ExpectedLoss
		weeks[i] = append(weeks[i], then)
	}
	return nil
}

func (d *demonstration) keepPast(ctx context.Context, then []heed.Account, rates heed.Rates, day heed.Day) error {
	o, _ := sums.Sum(then, rates, day.Time())
	return d.in.rec.Write(ctx, records.PutPortfolioSum(records.PortfolioSum{
		Day: day, Accounts: o.Accounts, ARR: o.ARR, ARRAtRisk: o.ARRAtRisk, ExpectedLoss: o.ExpectedLoss,
	}))
}
