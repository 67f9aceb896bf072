package score

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/store"
)

// lessons writes down what the account's past teaches, when another of its terms
// was decided since the last time. Only then are its signals read again.
func (r *round) lessons(ctx context.Context, d records.Dossier, card *heed.Card, now time.Time) ([]store.Op, error) {
	of := decided(d.Terms, now)
	if of == card.Taught {
		return nil, nil
	}
	account := d.Account.Value.ID
	row, err := r.rec.Lessons(ctx, account)
	if err != nil {
		return nil, err
	}
	examples, err := r.examples(ctx, account, now)
	if err != nil {
		return nil, err
	}
	if err := r.recallTold(ctx, account, examples, row.Value.Examples); err != nil {
		return nil, err
	}
	oldest := heed.DayOf(now.AddDate(0, -r.set.Retention.SignalMonths, 0))
	row.Value = heed.Lessons{Account: account, Of: of, Examples: append(remembered(row.Value.Examples, examples, oldest), examples...)}
	card.Taught = of
	return []store.Op{records.PutLessons(row)}, nil
}

// decided names the terms that were decided, and how.
func decided(terms map[string]heed.Facts, now time.Time) string {
	var all strings.Builder
	for _, o := range risk.Outcomes(terms, now) {
		if o.Decided() {
			fmt.Fprintf(&all, "%s/%s/%s/%s\n", o.Contract, o.End, o.Decision, o.Result)
		}
	}
	if all.Len() == 0 {
		return ""
	}
	h := fnv.New64a()
	h.Write([]byte(all.String()))
	return strconv.FormatUint(h.Sum64(), 16)
}

func (r *round) examples(ctx context.Context, account string, now time.Time) ([]heed.Example, error) {
	past, err := judgement.Recall(ctx, r.rec, account)
	if err != nil {
		return nil, err
	}
	return judgement.Examples(past, judgement.Reference(r.book), r.set, now)
}

// toldFor is how long what was told stands: a judgement that nothing changes is
// written anew every week.
const toldFor = weekly + 24*time.Hour

// recallTold puts to each look what was told by then: the newest receipt before it,
// or what was found when it was last looked for.
func (r *round) recallTold(ctx context.Context, account string, examples, before []heed.Example) error {
	if len(examples) == 0 {
		return nil
	}
	oldest := slices.MinFunc(examples, func(a, b heed.Example) int { return cmp.Compare(a.AsOf, b.AsOf) }).AsOf.Time()
	for rc, err := range r.rec.ReceiptsBack(ctx, account) {
		if err != nil {
			return err
		}
		for i := range examples {
			recall(&examples[i], rc.Risk)
		}
		if rc.Risk.AsOf.Before(oldest) {
			break
		}
	}
	for i := range examples {
		if at := slices.IndexFunc(before, examples[i].SameLook); examples[i].Told == nil && at >= 0 {
			examples[i].Told = before[at].Told
		}
	}
	return nil
}

// recall takes what a receipt told, if it is the newest about the term at the look.
func recall(e *heed.Example, told heed.Risk) {
	at := e.AsOf.Time()
	if e.Told == nil && told.Target.Contract == e.Contract && !told.AsOf.After(at) && at.Sub(told.AsOf) <= toldFor {
		p := told.Probability
		e.Told = &p
	}
}

// remembered are the examples that rest on signals which may be gone by now: they
// stay as they were, unless they could be made again.
func remembered(before, fresh []heed.Example, oldest heed.Day) []heed.Example {
	var kept []heed.Example
	for _, e := range before {
		again := slices.ContainsFunc(fresh, e.SameLook)
		if e.AsOf < oldest && !again {
			kept = append(kept, e)
		}
	}
	return kept
}
