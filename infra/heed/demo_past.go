package main

import (
	"context"
	"math"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	sums "github.com/heed-cs/heed/shared/portfolio" // the tests call theirs portfolio
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
)

// weeksPast is how far back the demo's portfolio is summed up.
const weeksPast = 26

// recallPast sums the portfolio up as it would have been yesterday and at the end of
// past weeks, judging every account by what was known then, and keeps how each stood
// yesterday, so that the first morning has something that changed. Customers and what
// they pay are as today.
func (d *demonstration) recallPast(ctx context.Context, at time.Time) error {
	accounts, err := d.in.rec.Portfolio(ctx)
	if err != nil {
		return err
	}
	judge, err := d.pastJudge(ctx, at)
	if err != nil {
		return err
	}
	past := moments(at)
	for _, a := range accounts {
		if a.Status() == heed.Churned {
			continue
		}
		if err := d.judgePast(ctx, a, past, judge); err != nil {
			return err
		}
	}
	for _, then := range past {
		if err := d.keepPast(ctx, then, judge.set.Rates()); err != nil {
			return err
		}
	}
	return d.keepYesterday(ctx, past[0])
}

// moment is how the customers of a time stood.
type moment struct {
	at       time.Time
	accounts []heed.Account
}

// moments are yesterday and the ends of past weeks.
func moments(at time.Time) []*moment {
	all := []*moment{{at: at.AddDate(0, 0, -1)}}
	for week := range weeksPast {
		all = append(all, &moment{at: at.AddDate(0, 0, -7*(week+1))})
	}
	return all
}

// pastJudge is what the past is judged with.
type pastJudge struct {
	model     risk.Model
	set       heed.Settings
	reference risk.Reference
	at        time.Time
}

// pastJudge takes what the present is judged with.
func (d *demonstration) pastJudge(ctx context.Context, at time.Time) (j pastJudge, err error) {
	set, err := d.in.rec.Settings(ctx)
	if err != nil {
		return j, err
	}
	book, err := d.in.rec.Book(ctx)
	if err != nil {
		return j, err
	}
	m, err := judgement.NewModels(d.in.rec).InUse(ctx, set.Value, book.Value)
	return pastJudge{m, set.Value, judgement.Reference(book.Value), at}, err
}

// pastOf is an account's past: the story is told at once, and yet was heard of as it
// happened.
func (d *demonstration) pastOf(ctx context.Context, account string, at time.Time) (judgement.Past, error) {
	past, err := judgement.Recall(ctx, d.in.rec, account)
	return past.HeardInTime(at.AddDate(0, 0, 1)), err
}

// judgePast adds an account to every moment it was a customer at.
func (d *demonstration) judgePast(ctx context.Context, a heed.Account, all []*moment, j pastJudge) error {
	past, err := d.pastOf(ctx, a.ID, j.at)
	if err != nil {
		return err
	}
	for _, m := range all {
		if since := a.Profile.CustomerSince; since != "" && since > heed.DayOf(m.at) {
			continue
		}
		s, err := past.Snapshot(j.reference, m.at)
		if err != nil {
			return err
		}
		r := risk.Judge(s, j.model, j.set, m.at)
		then := a
		then.Card.Band, then.Card.Probability, then.Card.ExpectedLoss = bandThen(a.Card, r, j.set), r.Probability, r.ExpectedLoss
		m.accounts = append(m.accounts, then)
	}
	return nil
}

// hardly is a change of the probability that crosses no line of itself.
const hardly = .01

// bandThen is the band of a judgement of the past, which remembers none before it. The
// band that the account is in now was left below its exit line only, and an account that
// hardly moved stays in it.
func bandThen(now heed.Card, r heed.Risk, set heed.Settings) heed.Band {
	lines, ok := set.Bands[r.Target.Kind].Of(now.Band)
	if math.Abs(now.Probability-r.Probability) < hardly || ok && now.Band.Worse(r.Band) && r.Probability >= lines.Leave {
		return now.Band
	}
	return r.Band
}

func (d *demonstration) keepPast(ctx context.Context, m *moment, rates heed.Rates) error {
	o, _ := sums.Sum(m.accounts, rates, m.at)
	return d.in.rec.Write(ctx, records.PutPortfolioSum(records.PortfolioSum{
		Day: heed.DayOf(m.at), Accounts: o.Accounts, ARR: o.ARR, ARRAtRisk: o.ARRAtRisk, ExpectedLoss: o.ExpectedLoss,
	}))
}

func (d *demonstration) keepYesterday(ctx context.Context, m *moment) error {
	stood := map[string]heed.Standing{}
	for _, a := range m.accounts {
		stood[a.ID] = heed.Standing{Band: a.Card.Band, Probability: a.Card.Probability}
	}
	return d.in.rec.Write(ctx, records.PutPortfolioDay(0, records.PortfolioDay{Day: heed.DayOf(m.at), Accounts: stood}))
}
