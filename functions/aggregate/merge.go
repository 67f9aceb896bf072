package aggregate

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/trace"
)

// errMoving keeps a retraction in the queue until what it takes back has arrived.
var errMoving = errors.New("the account is being merged into another: what is taken back of it waits")

// merge makes an account part of another, unless it is already, and moves what it
// has. What is moved is gone here, so a repetition goes on where the last one ended.
func (r *run) merge(ctx context.Context, j heed.Job) error {
	from, into, err := r.joined(ctx, j)
	if err != nil {
		return err
	}
	if err := r.move(ctx, from.ID, into.ID); err != nil {
		return err
	}
	if err := r.bequeath(ctx, from.ID, into.ID); err != nil {
		return err
	}
	if err := r.rebind(ctx, from, into.ID); err != nil {
		return err
	}
	if err := r.adopt(ctx, from.ID, into.ID); err != nil {
		return err
	}
	r.judge(ctx, into.ID)
	return nil
}

// judge has an account judged once the batch is worked through.
func (r *run) judge(ctx context.Context, account string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.causes[account] = cmp.Or(r.causes[account], trace.From(ctx).String())
}

// joined are the two heads once one is an alias of the other; errDone when they
// can be that no more, because one was erased.
func (r *run) joined(ctx context.Context, j heed.Job) (from, into heed.Account, err error) {
	for range maxTries {
		source, err := r.rec.Account(ctx, j.Account)
		if err != nil {
			return from, into, err
		}
		target, err := r.rec.Follow(ctx, j.Into)
		switch {
		case err != nil:
			return from, into, err
		case !target.Value.Exists() || target.Value.ID == source.Value.ID:
			return from, into, errDone
		case source.Value.Merged():
			return source.Value, target.Value, nil
		case !source.Value.Exists():
			return from, into, errDone
		}
		ops, err := records.Merge(source, target)
		if err != nil {
			return from, into, unreadable(err)
		}
		if _, err := r.overtaken(ctx, ops...); err != nil {
			return from, into, err
		}
	}
	return from, into, errors.New("the accounts change too fast: their merge is tried again later")
}

// move moves the rows first and the signals behind them. A signal goes only once
// nothing is left of the rows that stood when it was read: so what a retraction
// must find is always where its signal is.
func (r *run) move(ctx context.Context, from, into string) error {
	var page []records.Row[heed.Stored]
	for {
		ops, err := r.rec.Move(ctx, from, into)
		if err != nil {
			return err
		}
		switch {
		case len(ops) > 0:
		case len(page) > 0:
			ops, page = moves(page, into), nil
		default:
			if page, err = r.rec.TimelineRows(ctx, from, erasePage); err != nil || len(page) == 0 {
				return err
			}
			continue
		}
		if err := r.erased(ctx, ops); err != nil {
			return err
		}
	}
}

func moves(page []records.Row[heed.Stored], into string) []store.Op {
	ops := make([]store.Op, len(page))
	for i, row := range page {
		ops[i] = records.MoveSignal(row, into)
	}
	return ops
}

// bequeath hands on what the account's past teaches, which would else be learned from
// under both ids.
func (r *run) bequeath(ctx context.Context, from, into string) error {
	old, err := r.rec.Lessons(ctx, from)
	if err != nil || !old.Found() {
		return err
	}
	row, err := r.rec.Lessons(ctx, into)
	if err != nil {
		return err
	}
	row.Value.Account = into
	row.Value = row.Value.Join(old.Value)
	return r.rec.Write(ctx, records.DropLessons(old), records.PutLessons(row))
}

// rebind has the tools' ids of the account lead straight to where it went.
func (r *run) rebind(ctx context.Context, from heed.Account, into string) error {
	for connection, ids := range from.Profile.ExternalIDs {
		for _, external := range ids {
			row, err := r.rec.External(ctx, connection, external)
			if err != nil {
				return err
			}
			if row.Value.Account != from.ID {
				continue
			}
			row.Value.Account = into
			if _, err := r.overtaken(ctx, records.Bind(connection, external, row)); err != nil {
				return err
			}
		}
	}
	return nil
}

// adopt gives the children of the account the other one for a parent.
func (r *run) adopt(ctx context.Context, from, into string) error {
	all, err := r.rec.Portfolio(ctx)
	if err != nil {
		return err
	}
	children := slices.DeleteFunc(all, func(a heed.Account) bool { return a.Profile.Parent != from })
	for _, child := range children {
		row, err := r.rec.Account(ctx, child.ID)
		if err != nil {
			return err
		}
		after, is, err := row.Value.Reparented(from, into)
		if err != nil {
			return unreadable(err)
		}
		if row.Value = after; !is {
			continue
		}
		if err := r.rec.Write(ctx, records.PutAccount(row)); err != nil {
			return err
		}
	}
	return nil
}
