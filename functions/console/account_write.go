package console

import (
	"bytes"
	"encoding/json"
	"maps"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/problem"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/trace"
)

// edit makes of a body what it says of a profile with these members.
type edit func(body, before map[string]json.RawMessage) map[string]json.RawMessage

// putAccount says the whole profile: what the body does not name is cleared.
func (c *Console) putAccount(r *request) (reply, error) {
	return c.writeAccount(r, func(body, _ map[string]json.RawMessage) map[string]json.RawMessage {
		return heed.ReplaceProfile(body)
	})
}

// patchAccount says what a JSON merge patch (RFC 7396) makes of the members it names.
func (c *Console) patchAccount(r *request) (reply, error) { return c.writeAccount(r, merged) }

// writeAccount writes a profile, asks for the account's judgement and answers
// the account as it is now. An account that is not there is made; a provisional
// one is confirmed.
func (c *Console) writeAccount(r *request, edit edit) (reply, error) {
	body, err := r.object()
	if err != nil {
		return reply{}, err
	}
	if !addressable(r.PathValue("id")) {
		return reply{}, heed.RefuseField("id", "format", "the id of an account has 1 to 128 letters, digits, full stops, _ or -; a tool's id follows {connection} and a colon")
	}
	w, err := onConflict(func() (written, error) { return c.tryAccount(r, edit, body) })
	if err != nil {
		return reply{}, err
	}
	c.portfolio.forget()
	if err := c.sendJobs(r, w.jobs...); err != nil {
		return reply{}, err
	}
	return r.showAccount(w.account), c.touch(r, w.account.ID)
}

// touch asks for an account's judgement.
func (c *Console) touch(r *request, account string) error {
	return c.touches.Send(r.Context(), hint.Caused(map[string]string{account: trace.From(r.Context()).String()})...)
}

// written is an account as it was written, and the merges that this began.
type written struct {
	account heed.Account
	jobs    []heed.Job
}

// tryAccount writes the profile over the account as it is now.
func (c *Console) tryAccount(r *request, edit edit, body map[string]json.RawMessage) (written, error) {
	row, before, err := c.draft(r)
	if err != nil {
		return written{}, err
	}
	if err := r.ifVersion(profileVersion(before), row.Value.Exists()); err != nil {
		return written{}, err
	}
	said := r.said(edit, body, before.Facts.Members())
	if err := c.leadOn(r, said); err != nil {
		return written{}, err
	}
	after, err := r.state(before, said)
	if err != nil {
		return written{}, err
	}
	beside, err := c.beside(r, before, after, said)
	if err != nil {
		return written{}, err
	}
	named, unnamed := records.Renamed(after.ID, before.Profile, after.Profile)
	if err := c.hint(r, named); err != nil {
		return written{}, err
	}
	ops := append(beside.ops, records.PutAccount(records.Row[heed.Account]{Value: after, Version: row.Version}))
	if err := c.commit(r, ops...); err != nil {
		return written{}, err
	}
	return written{after, beside.jobs}, c.hint(r, unnamed)
}

// hint writes what only says where to look.
func (c *Console) hint(r *request, ops []store.Op) error {
	if len(ops) == 0 {
		return nil
	}
	return c.rec.Write(r.Context(), ops...)
}

// leadOn has a parent that became part of another account named by that one's id.
func (c *Console) leadOn(r *request, said map[string]json.RawMessage) error {
	var parent string
	if json.Unmarshal(said["parent"], &parent) != nil || !heed.ValidAccountID(parent) {
		return nil // none, or not for this place to refuse
	}
	row, err := c.rec.Follow(r.Context(), parent)
	if err == nil && row.Found() && row.Value.ID != parent {
		said["parent"], err = json.Marshal(row.Value.ID)
	}
	return err
}

// said is what the request says of the profile; the tool's id in its path, if any, included.
func (r *request) said(edit edit, body, before map[string]json.RawMessage) map[string]json.RawMessage {
	said := edit(body, before)
	if connection, id, tool := heed.ExternalSubject(r.PathValue("id")); tool {
		said["external_ids"] = named(externalID{connection, id}, said["external_ids"], before["external_ids"])
	}
	return said
}

// beside are the operations that go with a profile: its external ids, when the
// write says something of them, and a fold of roll-ups when its groups changed.
func (c *Console) beside(r *request, before, after heed.Account, said map[string]json.RawMessage) (b bindings, err error) {
	if _, given := said["external_ids"]; given {
		if b, err = c.bindings(r, before, after); err != nil {
			return b, err
		}
	}
	if regrouped(before.Profile, after.Profile) {
		b.ops = append(b.ops, records.MarkFold(records.FoldMarker{Account: after.ID}))
	}
	return b, nil
}

// draft reads the account that is to be written; for one that is not there, a new one.
func (c *Console) draft(r *request) (records.Row[heed.Account], heed.Account, error) {
	row, err := c.head(r)
	if err != nil || row.Value.Exists() {
		return row, row.Value, err
	}
	id, _, err := c.rec.Resolve(r.Context(), r.PathValue("id"))
	if err == nil && row.Found() {
		err = c.erased(r, id)
	}
	return row, heed.NewAccount(id, row.Value, r.now), err
}

// erased refuses an account that comes back before all of the old one is gone:
// the erasure would take the rest for the new one's.
func (c *Console) erased(r *request, id string) error {
	rows, _, err := c.rec.ErasablePage(r.Context(), id, 1)
	if err != nil {
		return err
	}
	signals, err := c.rec.TimelineRows(r.Context(), id, 1)
	if err == nil && len(rows)+len(signals) > 0 {
		err = heed.Refuse(heed.Conflicted, "the account that had this id is being erased: try again in a minute")
	}
	return err
}

// state makes the statement and folds it. It is newer than all that was said
// before, also by clocks that run ahead: who writes a profile means it now.
func (r *request) state(a heed.Account, said map[string]json.RawMessage) (heed.Account, error) {
	if errs := checkProfile(a.ID, said); len(errs) > 0 {
		return a, &heed.Problem{Code: heed.Invalid, Detail: "the profile has mistakes: mend the named members", Fields: errs}
	}
	data, err := json.Marshal(said)
	if err != nil {
		return a, err
	}
	a.Provisional = false
	return a.WithFact(heed.Fact{Stamp: r.stampAfter(a.Facts), Type: heed.AccountUpdated, Data: data})
}

// stampAfter is the place of a statement that is newer than all before.
func (r *request) stampAfter(facts heed.Facts) heed.Stamp {
	at := r.now
	if n := len(facts); n > 0 && !at.After(facts[n-1].Time) {
		at = facts[n-1].Time.Add(1)
	}
	return heed.Stamp{Time: at, Source: "heed", ID: r.Header.Get(problem.RequestID)}
}

// checkProfile returns every mistake in the members of account id's profile.
func checkProfile(id string, said map[string]json.RawMessage) []heed.FieldError {
	errs := heed.CheckMembers(heed.ProfileFields, said, "")
	if len(errs) > 0 {
		return errs
	}
	var p struct {
		Parent      string              `json:"parent"`
		ExternalIDs map[string][]string `json:"external_ids"`
	}
	raw, _ := json.Marshal(said)
	_ = json.Unmarshal(raw, &p) // checked above
	if p.Parent == id {
		errs = append(errs, heed.FieldError{Pointer: "/parent", Code: "conflict", Detail: "an account cannot be its own parent"})
	}
	if len(externalIDs(p.ExternalIDs)) > maxExternals {
		errs = append(errs, heed.FieldError{Pointer: "/external_ids", Code: "range", Detail: "an account has at most 40 external ids"})
	}
	return errs
}

// regrouped reports whether an attribute changed that metrics are grouped by.
func regrouped(before, after heed.Profile) bool {
	groups := func(p heed.Profile) [5]string { return [5]string{p.Segment, p.Plan, p.Region, p.Industry, p.Owner} }
	return groups(before) != groups(after)
}

// merged applies a merge patch to the members it names. A null clears.
func merged(patch, before map[string]json.RawMessage) map[string]json.RawMessage {
	said := make(map[string]json.RawMessage, len(patch))
	for name, raw := range patch {
		said[name], _ = json.Marshal(mergePatch(decoded(before[name]), decoded(raw)))
	}
	return said
}

// mergePatch is the algorithm of RFC 7396, section 2.
func mergePatch(target, patch any) any {
	object, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	result := map[string]any{}
	if members, ok := target.(map[string]any); ok {
		maps.Copy(result, members)
	}
	for name, v := range object {
		if v == nil {
			delete(result, name)
			continue
		}
		result[name] = mergePatch(result[name], v)
	}
	return result
}

// decoded reads JSON that was checked, with numbers as they are written.
func decoded(raw json.RawMessage) (v any) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	_ = dec.Decode(&v) // nothing is nil
	return v
}
