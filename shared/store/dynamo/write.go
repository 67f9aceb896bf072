package dynamo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/heed-cs/heed/shared/store"
)

// The bounds of DynamoDB, beside those of every table.
const (
	maxItem      = 400 << 10
	maxPartition = 2048
	maxSort      = 1024
)

// Write applies all operations or none.
func (t *Table) Write(ctx context.Context, ops ...store.Op) error {
	if err := check(ops); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err := t.apply(ctx, newPlan(ops))
	if _, conflict := errors.AsType[*store.Conflict](err); conflict {
		return err
	}
	return t.explain("writing", tooLarge(err))
}

// maxRounds bounds how often others may change an item between learning its state and writing.
const maxRounds = 20

// apply writes the plan, and learns from what is refused: an operation without a
// condition fails only because the item is not what the plan took it for, and
// the refusal brings the item.
func (t *Table) apply(ctx context.Context, p *plan) error {
	for range maxRounds {
		failed, err := t.attempt(ctx, p)
		if err != nil {
			return err
		}
		if len(failed) == 0 {
			return nil
		}
		if conflict := p.learn(failed); conflict != nil {
			return conflict
		}
	}
	return fmt.Errorf("an item changed %d times while it was written: try again", maxRounds)
}

// attempt returns what was refused: nothing, when all was applied.
func (t *Table) attempt(ctx context.Context, p *plan) ([]refusal, error) {
	if len(p.ops) == 1 {
		return t.writeOne(ctx, p)
	}
	return t.transact(ctx, p)
}

func check(ops []store.Op) error {
	if err := store.Check(ops); err != nil {
		return err
	}
	for _, op := range ops {
		if size := op.Item.Size(); size > maxItem {
			return &store.Invalid{Reason: fmt.Sprintf("the item %q has %d bytes, and DynamoDB takes %d", op.Item.Key, size, maxItem)}
		}
		for _, k := range []store.Key{op.Item.Key, op.Item.By} {
			if err := checkKey(k); err != nil {
				return err
			}
		}
	}
	return nil
}

// tooLarge makes an item that counters would have grown beyond DynamoDB's bound
// the caller's defect; only DynamoDB knows how large it was.
func tooLarge(err error) error {
	if err != nil && strings.Contains(err.Error(), "Item size") {
		return &store.Invalid{Reason: fmt.Sprintf("an item would outgrow %d bytes: %v", maxItem, err)}
	}
	return err
}

// checkKey refuses what DynamoDB does not take, and bytes that would arrive as others.
func checkKey(k store.Key) error {
	if len(k.Partition) > maxPartition || len(k.Sort) > maxSort {
		return &store.Invalid{Reason: fmt.Sprintf("the key %q is too long: %d and %d bytes are allowed", k, maxPartition, maxSort)}
	}
	if !utf8.ValidString(k.Partition) || !utf8.ValidString(k.Sort) {
		return &store.Invalid{Reason: fmt.Sprintf("the key %q is not UTF-8", k)}
	}
	return nil
}

// refusal is an operation whose condition failed, and the item as it was then.
type refusal struct {
	op   int
	item store.Item // version 0 when there is none
}

// plan is one Write on its way: its operations and what is known of their items.
type plan struct {
	ops  []store.Op
	now  time.Time
	seen map[int]store.Item // by operation: the item that refused it
}

func newPlan(ops []store.Op) *plan {
	return &plan{ops: ops, now: time.Now(), seen: map[int]store.Item{}}
}

// learn notes the state of items that had no condition of the caller; a
// *store.Conflict names the others.
func (p *plan) learn(failed []refusal) error {
	conflict := &store.Conflict{}
	for _, f := range failed {
		if p.ops[f.op].If != 0 {
			conflict.Failed = append(conflict.Failed, f.op)
			continue
		}
		p.seen[f.op] = f.item
	}
	if len(conflict.Failed) > 0 {
		return conflict
	}
	p.now = time.Now()
	return nil
}
