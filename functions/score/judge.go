package score

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/store"
)

const (
	// maxTries is how often an account is judged anew after a conflict before its
	// message goes back to the queue.
	maxTries = 8
	// weekly is how old a receipt may grow before it is written again unchanged.
	weekly = 7 * 24 * time.Hour
)

// judge assesses an account and writes what a person would see changed.
func (r *round) judge(ctx context.Context, account string) error {
	for range maxTries {
		// Taken anew for every try: an event's place in the feed is its instant,
		// which must lie close before its Write.
		now := time.Now().UTC()
		countersFrom, usageFrom := risk.Since(now)
		d, err := r.rec.DossierUntold(ctx, account, countersFrom, usageFrom, now)
		if err != nil {
			return err
		}
		if !d.Account.Value.Exists() {
			return nil
		}
		err = r.conclude(ctx, d, now)
		if !store.IsConflict(err) {
			return errors.Join(err, r.keepPast(ctx, d, now))
		}
		r.note(tally{conflicts: 1})
	}
	return fmt.Errorf("account %s changes too fast: it is judged again later", account)
}

// keepPast keeps in one row what was gathered day by day. When days of it have
// changed meanwhile, the next judgement gathers it again.
func (r *round) keepPast(ctx context.Context, d records.Dossier, now time.Time) error {
	op, fits := records.PutPast(d.Account.Value.ID, d.Past, now)
	if !d.Gathered || !fits {
		return nil
	}
	return store.UnlessConflict(r.rec.Write(ctx, op))
}

// conclude judges a dossier and writes the outcome, if it differs. What was last told
// moves no number: it is read for the reasons, and words are found, once there is
// something to say.
func (r *round) conclude(ctx context.Context, d records.Dossier, now time.Time) error {
	booked, err := r.books(ctx, &d, now)
	if err != nil {
		return err
	}
	quiet, err := r.quiet(ctx, d, now)
	if err != nil {
		return err
	}
	if !r.verdict(d, quiet, now, (*risk.Folded).Judge).differs() {
		return r.keep(ctx, d.Account, booked)
	}
	if err := r.rec.Recall(ctx, &d); err != nil {
		return err
	}
	v := r.verdict(d, quiet, now, (*risk.Folded).Assess)
	news, err := r.say(ctx, &v)
	if err != nil {
		return err
	}
	learned, err := r.lessons(ctx, d, &v.head.Value.Card, now)
	if err != nil {
		return err
	}
	ops := append(append(append(news.ops, learned...), booked...), records.PutAccount(v.head), records.PutReceipt(v.head.Value.ID, records.Receipt{N: v.head.Value.Card.Receipt, Risk: v.risk}))
	if err := r.rec.Write(ctx, ops...); err != nil {
		return err
	}
	news.came.written = []string{v.head.Value.ID}
	r.note(news.came)
	return hint.SendKnocks(ctx, r.deliver, news.knocks)
}

// keep writes what a judgement brought that changes nothing that is seen: what was
// booked, and that the next one may be told again after history came.
func (r *round) keep(ctx context.Context, head records.Row[heed.Account], booked []store.Op) error {
	if head.Value.History == 0 && len(booked) == 0 {
		return nil
	}
	head.Value.History = 0
	return r.rec.Write(ctx, append(booked, records.PutAccount(head))...)
}

// verdict is a judgement beside the one before it.
type verdict struct {
	before heed.Card
	head   records.Row[heed.Account] // with the new card
	risk   heed.Risk
	quiet  bool // other numbers are used, or history came: nothing of it may be told
	now    time.Time
	due    *due
	spots  []heed.Opportunity
	hushed bool // nothing of the opportunities may be told
}

func (r *round) verdict(d records.Dossier, quiet bool, now time.Time, judged func(*risk.Folded, risk.Model) heed.Risk) verdict {
	s, before := judgement.Snapshot(d, r.book), d.Account.Value.Card
	v := verdict{before: before, head: d.Account, now: now, quiet: quiet}
	base := r.shifted(before, now)
	s.Account.Card.Band = base
	if v.quiet { // a better band is not waited for: it would be told tomorrow
		s.Account.Card.BelowSince = risk.WaitServed
	}
	f := risk.Fold(s, r.set, now)
	defer f.Close()
	v.risk = judged(f, r.model)
	v.risk.Model = r.numbers.String()
	v.risk.PreviousBand = base
	v.head.Value.History = 0
	card := f.Card(v.risk)
	card.Band, card.BelowSince = v.risk.Band, f.BelowSince(v.risk)
	card.Said, card.Announced, card.Told, card.Taught, card.Model, card.JudgedAt = before.Said, before.Announced, before.Told, before.Taught, r.numbers.String(), now
	card.Receipt, card.WrittenAt, card.Booked = before.Receipt+1, now, before.Booked
	v.head.Value.Card = card
	r.opportunities(&v, f, base)
	v.due = r.dueOf(v)
	return v
}

// shifted is the band the last judgement would have had under today's base: the
// daily sweep may move the base, and a band that moves with it is no news.
func (r *round) shifted(before heed.Card, now time.Time) heed.Band {
	numbers := judgement.ParseNumbers(before.Model)
	if numbers == r.numbers || !numbers.ButBase(r.numbers) {
		return before.Band
	}
	return risk.Shifted(before, r.model, r.set, now)
}

// differs reports whether there is anything to write.
func (v verdict) differs() bool {
	after := v.head.Value.Card
	if v.before.Receipt == 0 || v.due != nil || !after.BelowSince.Equal(v.before.BelowSince) || v.now.Sub(v.before.WrittenAt) >= weekly {
		return true
	}
	if !v.before.Announced && !v.head.Value.Provisional || v.spotsMoved() {
		return true
	}
	return risk.SeenChange(v.before, after) || !judgement.ParseNumbers(v.before.Model).ButBase(judgement.ParseNumbers(after.Model))
}
