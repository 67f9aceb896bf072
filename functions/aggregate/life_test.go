package aggregate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// life draws signals of one account: of every type that a judgement reads, with any
// of the members it may have.
func life(r *rand.Rand, now time.Time, n int) []heed.Signal {
	kinds := slices.DeleteFunc(heed.SignalTypes(), func(kind string) bool { return heed.Family(kind) == "survey" })
	all := make([]heed.Signal, n)
	for i := range all {
		d := drawing{r, now, n}
		kind := kinds[r.IntN(len(kinds))]
		at := now.Add(-time.Duration(1+r.IntN(200*24)) * time.Hour)
		all[i] = signal(kind, "acme", fmt.Sprintf("s%d", i), at, d.data(kind))
		all[i].ReceivedAt = at.Add(time.Duration(r.IntN(72)) * time.Hour)
		all[i].Imported = r.IntN(4) == 0
		if kind == heed.AccountUpdated {
			all[i].Source = "crm" // never retracted: the row forgets what a newer statement replaced
		}
	}
	return all
}

// drawing draws the data of one of n signals.
type drawing struct {
	*rand.Rand
	now time.Time
	n   int
}

func (d drawing) data(kind string) data {
	fields, _ := heed.DataFields(kind)
	said := data{}
	for _, f := range fields {
		if f.Required || d.IntN(2) == 0 {
			said[f.Name] = d.member(kind, f)
		}
	}
	for _, leads := range []string{"parent", "domains", "external_ids"} {
		delete(said, leads) // to other accounts, and is not judged
	}
	return said
}

func (d drawing) member(kind string, f heed.Field) any {
	switch {
	case f.Name == "comment":
		return d.pick("Never works", "Der Support ist super", "Too expensive", "Mondays")
	case f.Name == "score" && heed.IsFeedback(kind):
		return 1 + d.IntN(2) // of any scale
	case kind == heed.SignalRetracted && f.Name == "source":
		return "test"
	case kind == heed.SignalRetracted && f.Name == "id":
		return fmt.Sprintf("s%d", d.IntN(d.n))
	case f.Name == "excluded" && d.IntN(4) > 0:
		return nil
	case f.Name == "term_months":
		return d.pick(0, 1, 12, 24)
	}
	return d.value(f)
}

// value draws one of a few: whatever is said of the same thing should meet.
func (d drawing) value(f heed.Field) any {
	switch f.Kind {
	case heed.IntegerField, heed.NumberField:
		return int(f.Min) + d.IntN(int(min(f.Max-f.Min, 90))+1)
	case heed.BooleanField:
		return d.IntN(2) == 0
	case heed.DayField:
		return heed.DayOf(d.now.AddDate(0, 0, d.IntN(400)-100))
	case heed.MoneyField:
		return data{"amount": 1000 + d.IntN(9000), "currency": "EUR"}
	case heed.TextsField:
		return []any{d.pick("a", "b")}
	case heed.AttributesField:
		return data{"color": d.pick("red", "blue")}
	}
	if len(f.Enum) > 0 {
		return f.Enum[d.IntN(len(f.Enum))]
	}
	return f.Name[:1] + fmt.Sprint(d.IntN(2))
}

func (d drawing) pick(of ...any) any { return of[d.IntN(len(of))] }
