package judgement

import (
	"context"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/records"
)

// Recall reads all that is stored of an account's past.
func Recall(ctx context.Context, rec *records.Records, account string) (Past, error) {
	head, err := rec.Account(ctx, account)
	if err != nil {
		return Past{}, err
	}
	signals, err := rec.History(ctx, account)
	if err != nil {
		return Past{}, err
	}
	usage, err := rec.UsageDays(ctx, account)
	if err != nil {
		return Past{}, err
	}
	objectives, err := rec.Objectives(ctx, account)
	return NewPast(rec, head.Value, signals, usage, objectives), err
}

// HeardInTime is the same past with what was received before a moment taken as heard
// of when it happened: history that was told at once when Heed was set up.
func (p Past) HeardInTime(before time.Time) Past {
	signals := slices.Clone(p.signals)
	for i := range signals {
		s := &signals[i]
		s.Imported = s.Imported || s.ReceivedAt.Before(before)
	}
	usage := slices.Clone(p.usage)
	for i, u := range usage {
		if u.Late.Before(before) {
			usage[i].Late = time.Time{}
		}
	}
	p.signals, p.usage = signals, usage
	return p
}

// Begins is when the first thing known of the account happened; zero when nothing is known.
func (p Past) Begins() (at time.Time) {
	if len(p.signals) > 0 {
		at = p.signals[0].Time
	}
	return at
}
