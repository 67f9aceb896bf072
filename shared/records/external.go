package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// External binds a tool's id to an account.
type External struct {
	Account string `json:"account"`
}

func externalKey(connection, external string) store.Key {
	return store.Key{Partition: "X#" + connection, Sort: external}
}

// External reads what a tool's id is bound to.
func (r *Records) External(ctx context.Context, connection, external string) (Row[External], error) {
	return get[External](ctx, r.db, externalKey(connection, external))
}

// Bind binds a tool's id to an account.
func Bind(connection, external string, row Row[External]) store.Op {
	return store.Put(store.Item{Key: externalKey(connection, external), Data: encode(row.Value)}).IfVersion(row.Version)
}

// Unbind frees a tool's id.
func Unbind(connection, external string, version int64) store.Op {
	return store.Delete(externalKey(connection, external)).IfVersion(version)
}

// Resolve turns a signal's subject into an account id. A tool's id that nobody
// has bound names the provisional account that will be made for it; bound says
// whether that is so already.
func (r *Records) Resolve(ctx context.Context, subject string) (account string, bound bool, err error) {
	connection, external, ok := heed.ExternalSubject(subject)
	if !ok {
		return subject, true, nil
	}
	row, err := r.External(ctx, connection, external)
	if err != nil {
		return "", false, err
	}
	if row.Found() {
		return row.Value.Account, true, nil
	}
	return heed.ExternalAccountID(connection, external), false, nil
}
