package console

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

const (
	// maxExternal is how many bytes of a tool's id are looked up.
	maxExternal = 512
	// maxExternals is how many tools' ids a profile written here may name, so that
	// binding the new and freeing the old ones fits one Write.
	maxExternals = 40
)

// externalID is one tool's id of an account.
type externalID struct{ connection, id string }

// externalIDs lists a profile's external ids, each once, in order.
func externalIDs(ids map[string][]string) []externalID {
	var all []externalID
	for connection, list := range ids {
		for _, id := range list {
			all = append(all, externalID{connection, id})
		}
	}
	slices.SortFunc(all, func(a, b externalID) int {
		return cmp.Or(cmp.Compare(a.connection, b.connection), cmp.Compare(a.id, b.id))
	})
	return slices.Compact(all)
}

// named adds the tool's id by which an account was addressed to what is said of
// its external ids, so that the address goes on leading to it.
func named(e externalID, said, before json.RawMessage) json.RawMessage {
	if said == nil {
		said = before
	}
	ids := map[string][]string{}
	if said != nil && json.Unmarshal(said, &ids) != nil || slices.Contains(ids[e.connection], e.id) {
		return said // not for this place to refuse
	}
	ids = orNone(ids)
	ids[e.connection] = append(ids[e.connection], e.id)
	raw, _ := json.Marshal(ids)
	return raw
}

// maxBindings is how many operations of one Write tools' ids may take: the profile
// and its fold stand beside them.
const maxBindings = store.MaxOps - 2

// bindings are the operations by which tools' ids come to lead to an account, and
// the merges that this begins.
type bindings struct {
	ops  []store.Op
	jobs []heed.Job
}

// bindings are the operations after which the external ids of a profile lead to
// its account, and those it names no more lead nowhere.
func (c *Console) bindings(r *request, before, after heed.Account) (b bindings, err error) {
	now := externalIDs(after.Profile.ExternalIDs)
	for _, e := range now {
		if err := c.bind(r, e, after.ID, &b); err != nil {
			return b, err
		}
	}
	gone := slices.DeleteFunc(externalIDs(before.Profile.ExternalIDs), func(e externalID) bool { return slices.Contains(now, e) })
	if room := maxBindings - len(b.ops); len(gone) > room { // signals may have brought more than fit one Write
		if err := c.unbind(r.Context(), after.ID, gone[room:]); err != nil {
			return b, err
		}
		gone = gone[:room]
	}
	for _, e := range gone {
		op, err := c.free(r.Context(), e, after.ID)
		if err != nil {
			return b, err
		}
		b.ops = append(b.ops, op...)
	}
	return b, nil
}

// bind leads a tool's id to an account; nothing when it does, a Problem when it
// leads to another one. What an erased account left behind is free, and a
// provisional account that only tools know becomes part of this one.
func (c *Console) bind(r *request, e externalID, account string, b *bindings) error {
	row, err := c.rec.External(r.Context(), e.connection, e.id)
	if err != nil || row.Value.Account == account {
		return err
	}
	if row.Found() {
		holder, err := c.rec.Follow(r.Context(), row.Value.Account)
		switch {
		case err != nil:
			return err
		case !holder.Value.Exists() || holder.Value.ID == account:
		case !holder.Value.Provisional:
			return heldBy(holder.Value.ID, e)
		default:
			b.merge(heed.Job{Kind: heed.MergeJob, Account: holder.Value.ID, Into: account, SeenAt: r.now})
		}
	}
	row.Value.Account = account
	b.ops = append(b.ops, records.Bind(e.connection, e.id, row))
	return nil
}

// merge orders a merge, once.
func (b *bindings) merge(j heed.Job) {
	if !slices.ContainsFunc(b.jobs, func(known heed.Job) bool { return known.Account == j.Account }) {
		b.jobs, b.ops = append(b.jobs, j), append(b.ops, records.OrderJob(j))
	}
}

func heldBy(account string, e externalID) error {
	detail := fmt.Sprintf("%s:%s leads to account %q already: take it away there first", e.connection, e.id, account)
	return &heed.Problem{
		Code: heed.Conflicted, Detail: detail,
		Fields: []heed.FieldError{{Pointer: "/external_ids/" + e.connection, Code: "conflict", Detail: detail}},
	}
}

// free takes a tool's id away from an account; nothing when it does not lead there.
func (c *Console) free(ctx context.Context, e externalID, account string) ([]store.Op, error) {
	row, err := c.rec.External(ctx, e.connection, e.id)
	if err != nil || !row.Found() || row.Value.Account != account {
		return nil, err
	}
	return []store.Op{records.Unbind(e.connection, e.id, row.Version)}, nil
}

// unbind frees tools' ids of an account, one by one.
func (c *Console) unbind(ctx context.Context, account string, ids []externalID) error {
	for _, e := range ids {
		_, err := onConflict(func() (struct{}, error) {
			ops, err := c.free(ctx, e, account)
			if err != nil || len(ops) == 0 {
				return struct{}{}, err
			}
			return struct{}{}, c.rec.Write(ctx, ops...)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
