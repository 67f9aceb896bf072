package aggregate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/trace"
)

const (
	// erasePage is how many rows one Write of an erasure takes.
	erasePage = 80
	// erasePasses is how often an erasure looks again, for the second order may
	// lag and a Write that began before the tombstone may end after the first pass.
	erasePasses = 2
	// eraseAgain is how long the later pass waits: longer than any function runs.
	eraseAgain = 5 * time.Minute
	// eraseMargin is what an erasure leaves of its deadline to end in good order.
	eraseMargin = 5 * time.Second
)

var errMore = errors.New("there is more to do: the next round goes on")

// erase removes an erased account's signals and everything in its partition but
// the tombstone, in small Writes. Each round goes as far as its time allows;
// what is gone is gone, so a repetition goes on where the last one ended.
func (r *run) erase(ctx context.Context, b heed.Batch) error {
	head, err := r.rec.Account(ctx, b.Erase)
	if err != nil {
		return err
	}
	if head.Value.ErasedAt.IsZero() {
		return nil // born again, or never erased
	}
	if err := r.eraseSignals(ctx, b.Erase); err != nil {
		return r.goOn(ctx, b, err)
	}
	if err := r.eraseRows(ctx, b.Erase); err != nil {
		return r.goOn(ctx, b, err)
	}
	if err := r.emptied(ctx, head); err != nil {
		return err
	}
	if b.Pass+1 >= erasePasses {
		return nil
	}
	b.Pass++
	return r.eraseLater(ctx, b, eraseAgain)
}

// emptied notes on the tombstone that another account may begin under its id.
func (r *run) emptied(ctx context.Context, head records.Row[heed.Account]) error {
	if head.Value.Emptied {
		return nil
	}
	head.Value.Emptied = true
	return r.rec.Write(ctx, records.PutAccount(head))
}

// goOn queues the next round when only time ran out.
func (r *run) goOn(ctx context.Context, b heed.Batch, err error) error {
	if !errors.Is(err, errMore) {
		return fmt.Errorf("erasing an account: %w", err)
	}
	return r.eraseLater(ctx, b, 0)
}

func (r *run) eraseLater(ctx context.Context, b heed.Batch, delay time.Duration) error {
	m := hint.Batch(b)
	m.Delay = delay
	return r.inbox.Send(ctx, []queue.Message{m}...)
}

// eraseSignals leaves a stub of every signal, which keeps late copies out.
func (r *run) eraseSignals(ctx context.Context, account string) error {
	for {
		page, err := r.rec.TimelineRows(ctx, account, erasePage)
		if err != nil || len(page) == 0 {
			return err
		}
		var ops []store.Op
		for _, row := range page {
			ops = append(ops, records.EraseSignal(row, r.expires(row.Value.Signal)))
		}
		if err := r.erased(ctx, ops); err != nil {
			return err
		}
	}
}

// eraseRows empties the account's partition and asks for its days to be folded again.
func (r *run) eraseRows(ctx context.Context, account string) error {
	for {
		keys, days, err := r.rec.ErasablePage(ctx, account, erasePage/2)
		if err != nil || len(keys) == 0 {
			return err
		}
		if err := r.eraseAliases(ctx, account, keys); err != nil {
			return err
		}
		var ops []store.Op
		for _, key := range keys {
			ops = append(ops, store.Delete(key))
		}
		for _, day := range days {
			ops = append(ops, records.MarkFold(records.FoldMarker{Day: day}))
		}
		if err := r.erased(ctx, ops); err != nil {
			return err
		}
	}
}

// eraseAliases orders the erasure of the accounts among the rows that became part
// of this one: what was said of them stands under their own ids.
func (r *run) eraseAliases(ctx context.Context, account string, keys []store.Key) error {
	for _, key := range keys {
		alias, is := records.AliasOf(key)
		if !is {
			continue
		}
		row, err := r.rec.Account(ctx, alias)
		if err != nil {
			return err
		}
		if row.Value.MergedInto == account {
			row.Value = row.Value.Erased(r.now)
			if err := r.rec.Write(ctx, records.PutAccount(row)); err != nil {
				return err
			}
		}
		if row.Value.Erasing() {
			if err := r.eraseLater(ctx, heed.Batch{Erase: alias, Trace: trace.From(ctx).String()}, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// erased writes one page. A conflict means that a row changed under way: the
// next page meets it again.
func (r *run) erased(ctx context.Context, ops []store.Op) error {
	if err := store.UnlessConflict(r.rec.Write(ctx, ops...)); err != nil {
		return err
	}
	if outOfTime(ctx) {
		return errMore
	}
	return nil
}

// outOfTime reports whether a round has to end.
func outOfTime(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ok && time.Until(deadline) < eraseMargin
}
