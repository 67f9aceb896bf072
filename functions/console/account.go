package console

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/trace"
)

func (c *Console) accountRoutes() []route {
	const one = "/v1/accounts/{id}"
	return []route{
		{method: http.MethodGet, path: "/v1/accounts", scope: heed.ScopeRead, answer: c.listAccounts},
		{method: http.MethodGet, path: one, scope: heed.ScopeRead, answer: c.getAccount},
		{method: http.MethodPut, path: one, scope: heed.ScopeWrite, answer: c.putAccount},
		{method: http.MethodPatch, path: one, scope: heed.ScopeWrite, answer: c.patchAccount},
		{method: http.MethodDelete, path: one, scope: heed.ScopeWrite, answer: c.deleteAccount},
		{method: http.MethodGet, path: one + "/signals", scope: heed.ScopeRead, answer: c.listSignals},
		{method: http.MethodGet, path: "/v1/signals/{sid}", scope: heed.ScopeRead, answer: c.getSignal},
		{method: http.MethodGet, path: one + "/usage", scope: heed.ScopeRead, answer: c.listUsage},
		{method: http.MethodGet, path: one + "/risk", scope: heed.ScopeRead, answer: c.getRisk},
		{method: http.MethodGet, path: one + "/risk/history", scope: heed.ScopeRead, answer: c.listRisks},
		{method: http.MethodGet, path: one + "/contacts", scope: heed.ScopeRead, answer: c.listContacts},
		{method: http.MethodDelete, path: one + "/contacts/{contact}", scope: heed.ScopeAdmin, answer: c.forgetContact},
		{method: http.MethodPost, path: one + "/merge", scope: heed.ScopeAdmin, answer: c.mergeAccount},
		{method: http.MethodPost, path: one + "/recount", scope: heed.ScopeAdmin, answer: c.recount},
	}
}

// head reads the account that the path names. Tombstones are read like others.
func (c *Console) head(r *request) (records.Row[heed.Account], error) {
	return c.find(r.Context(), r.PathValue("id"))
}

// find reads an account by its own id, a tool's, or that of one that became part of
// it; the error is a Problem for what can be none of these.
func (c *Console) find(ctx context.Context, subject string) (records.Row[heed.Account], error) {
	if !addressable(subject) {
		return records.Row[heed.Account]{}, noAccount(subject)
	}
	id, _, err := c.rec.Resolve(ctx, subject)
	if err != nil {
		return records.Row[heed.Account]{}, err
	}
	return c.rec.Follow(ctx, id)
}

// addressable reports whether a text can name an account: an id, or {connection}:{external id}.
func addressable(subject string) bool {
	connection, id, tool := heed.ExternalSubject(subject)
	if !tool {
		return heed.ValidAccountID(subject)
	}
	return heed.ValidSlug(connection) && id != "" && len(id) <= maxExternal
}

// account is the account that the path names; the error is a Problem when there is none.
func (c *Console) account(r *request) (heed.Account, error) {
	row, err := c.head(r)
	if err == nil && !row.Value.Exists() {
		err = noAccount(r.PathValue("id"))
	}
	return row.Value, err
}

func noAccount(subject string) error {
	return heed.Refuse(heed.NotFound, "there is no account %q: make it with PUT /v1/accounts/{id}, or send a signal about it", subject)
}

func (c *Console) getAccount(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	a, err := c.account(r)
	if err != nil {
		return reply{}, err
	}
	return r.showAccount(a), nil
}

// showAccount answers an account. Its tag is the version of the profile, by
// which edits are guarded, and a digest of all that is shown: a new judgement
// is worth reading again, and no reason to refuse an edit.
func (r *request) showAccount(a heed.Account) reply {
	view := accountIn(a, r.language(), r.now)
	out := r.spoken(view)
	out.etag = `"` + profileVersion(a) + "-" + digest(view) + `"`
	return out
}

// profileVersion changes whenever what people say of the account does.
func profileVersion(a heed.Account) string {
	return digest([]any{a.Profile, a.Provisional, a.Incarnation})
}

// digest is a short hash of what a value looks like as JSON.
func digest(v any) string {
	raw, _ := json.Marshal(v) // plain data
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}

// deleteAccount leaves a tombstone and orders the erasure. As long as the
// tombstone stands, a repetition orders it again, in case the first order was lost.
func (c *Console) deleteAccount(r *request) (reply, error) {
	row, err := onConflict(func() (records.Row[heed.Account], error) { return c.bury(r) })
	if err != nil {
		return reply{}, err
	}
	c.portfolio.forget()
	if err := c.signals.Send(r.Context(), hint.Batch(heed.Batch{Erase: row.Value.ID, Trace: trace.From(r.Context()).String()})); err != nil {
		return reply{}, err
	}
	_, unnamed := records.Renamed(row.Value.ID, row.Value.Profile, heed.Profile{})
	if err := c.hint(r, unnamed); err != nil {
		return reply{}, err
	}
	return noContent, c.unbind(r.Context(), row.Value.ID, externalIDs(row.Value.Profile.ExternalIDs))
}

// bury writes the tombstone and gives the row as it was before.
func (c *Console) bury(r *request) (records.Row[heed.Account], error) {
	row, err := c.head(r)
	switch {
	case err != nil:
		return row, err
	case !row.Found():
		return row, noAccount(r.PathValue("id"))
	case !row.Value.Exists():
		return row, nil
	}
	if err := r.ifVersion(profileVersion(row.Value), true); err != nil {
		return row, err
	}
	grave := records.Row[heed.Account]{Value: row.Value.Erased(r.now), Version: row.Version}
	return row, c.commit(r, records.PutAccount(grave))
}

// maxTries is how often a write that others overtook is made anew.
const maxTries = 8

// onConflict tries anew while others write the same rows in between.
func onConflict[T any](try func() (T, error)) (v T, err error) {
	for range maxTries {
		if v, err = try(); !store.IsConflict(err) {
			return v, err
		}
	}
	return v, err
}
