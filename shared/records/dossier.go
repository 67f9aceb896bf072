package records

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// Dossier is all that one account is judged by, folded as of a moment.
type Dossier struct {
	Account     Row[heed.Account]
	heed.Things                       // contacts by keyed hash
	Terms       map[string]heed.Facts // what was said of each contract, by its id
	Days        []heed.Activity       // those with any, oldest first
	Answers     []heed.Answer         // those that count, oldest first within a slot
	Usage       []heed.UsageDay
	Told        *Receipt // the receipt last told, once it was recalled; nil before the first
	// Past is the part of Days and Usage that is kept in one row. When it was Gathered
	// day by day, keeping it saves the next judgement of the day from that.
	Past     Row[Past]
	Gathered bool
}

// Dossier reads an account's judging range in strongly consistent queries:
// counters since countersFrom, usage since usageFrom, everything else whole, and
// the receipt last told.
func (r *Records) Dossier(ctx context.Context, account string, countersFrom, usageFrom heed.Day, asOf time.Time) (Dossier, error) {
	d, err := r.DossierUntold(ctx, account, countersFrom, usageFrom, asOf)
	if err != nil {
		return d, err
	}
	return d, r.Recall(ctx, &d)
}

// DossierUntold is a Dossier without the receipt last told, which only wording
// the reasons of a change takes.
func (r *Records) DossierUntold(ctx context.Context, account string, countersFrom, usageFrom heed.Day, asOf time.Time) (Dossier, error) {
	d := Dossier{Terms: map[string]heed.Facts{}}
	of := reach{countersFrom, usageFrom, liveFrom(asOf)}
	var err error
	if d.Past, err = r.past(ctx, account, of); err != nil {
		return d, err
	}
	d.Gathered = d.Past.Value.reach != of
	if !d.Gathered {
		d.Days, d.Usage = d.Past.Value.Days, d.Past.Value.Usage
		countersFrom, usageFrom = of.Before, of.Before
	}
	if err := r.read(ctx, &d, account, countersFrom, usageFrom, asOf); err != nil {
		return d, err
	}
	if d.Gathered {
		d.Past.Value = d.pastOf(of)
	}
	return d, nil
}

// pastOf is what a dossier has of some days.
func (d *Dossier) pastOf(of reach) Past {
	days := slices.IndexFunc(d.Days, func(a heed.Activity) bool { return a.Day >= of.Before })
	usage := slices.IndexFunc(d.Usage, func(u heed.UsageDay) bool { return u.Day >= of.Before })
	return Past{of, upTo(d.Days, days), upTo(d.Usage, usage)}
}

// upTo is the beginning of a list; all of it before −1.
func upTo[T any](all []T, i int) []T {
	if i < 0 {
		return all
	}
	return all[:i]
}

// read reads an account's rows into a dossier, counters and usage from some days on.
func (r *Records) read(ctx context.Context, d *Dossier, account string, countersFrom, usageFrom heed.Day, asOf time.Time) error {
	partition := accountPartition(account)
	ranges := []store.Query{
		{Partition: partition, From: "C#" + string(countersFrom), To: usageSort},
		{Partition: partition, From: usageSort + string(usageFrom), To: after(usageSort)},
	}
	for _, q := range ranges {
		for it, err := range r.db.Query(ctx, q) {
			if err == nil {
				err = d.take(it, asOf)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// Recall reads the receipt last told into a dossier.
func (r *Records) Recall(ctx context.Context, d *Dossier) error {
	told := d.Account.Value.Card.Told
	if told == 0 {
		return nil
	}
	row, err := get[Receipt](ctx, r.db, receiptKey(d.Account.Value.ID, told))
	if row.Found() {
		d.Told = &row.Value
	}
	return err
}

func (d *Dossier) take(it store.Item, asOf time.Time) error {
	letter, name, _ := strings.Cut(it.Sort, "#")
	switch letter + "#" {
	case headSort + "#":
		row, err := headOf(it)
		d.Account = row
		return err
	case "C#":
		if day, any := heed.ActivityOf(heed.Day(name), it.Counters); any {
			d.Days = append(d.Days, day)
		}
		return nil
	case "Q#":
		return d.takeSlot(it)
	case usageSort:
		row, err := usageOf(it)
		if !row.Value.Empty() {
			d.Usage = append(d.Usage, row.Value)
		}
		return err
	}
	return d.takeFacts(letter+"#", name, it, asOf)
}

func (d *Dossier) takeSlot(it store.Item) error {
	row, err := slotOf(it)
	if err != nil {
		return err
	}
	d.Answers = append(d.Answers, row.Value.Counted()...)
	return nil
}

func (d *Dossier) takeFacts(letter, name string, it store.Item, asOf time.Time) error {
	row, err := rowOf[heed.Facts](it)
	if err != nil {
		return err
	}
	if facts := row.Value.Until(asOf); letter == contractSort && len(facts) > 0 {
		d.Terms[name] = facts
	}
	return d.Things.Take(name, row.Value, asOf)
}
