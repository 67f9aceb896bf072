package console

import (
	"encoding/json"
	"maps"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// putObjective says all of an objective: what the body does not name is cleared.
func (c *Console) putObjective(r *request) (reply, error) {
	return c.writeObjective(r, func(body, _ map[string]json.RawMessage) map[string]json.RawMessage { return maps.Clone(body) })
}

// patchObjective says what a JSON merge patch (RFC 7396) makes of the members it
// names, such as how far it has come.
func (c *Console) patchObjective(r *request) (reply, error) {
	return c.writeObjective(r, func(body, before map[string]json.RawMessage) map[string]json.RawMessage {
		after := maps.Clone(before)
		maps.Copy(after, merged(body, before))
		return after
	})
}

// writeObjective adds what is said to what was said before, and asks for the
// account's judgement.
func (c *Console) writeObjective(r *request, edit edit) (reply, error) {
	body, err := r.object()
	if err != nil {
		return reply{}, err
	}
	var account string
	out, err := onConflict(func() (reply, error) {
		a, row, err := c.objectiveOf(r)
		if err != nil {
			return reply{}, err
		}
		account = a.ID
		return c.tryObjective(r, a.ID, row, edit, body)
	})
	if err != nil {
		return reply{}, err
	}
	return out, c.touch(r, account)
}

func (c *Console) tryObjective(r *request, account string, row records.Row[heed.Facts], edit edit, body map[string]json.RawMessage) (reply, error) {
	if err := r.ifMatch(row.Version); err != nil {
		return reply{}, err
	}
	if err := c.roomFor(r, account, row); err != nil {
		return reply{}, err
	}
	today := heed.DayOf(r.now)
	members := pursued(edit, body, row.Value.Members(), today)
	if err := mistakes("the objective", heed.CheckObjective(members, today)); err != nil {
		return reply{}, err
	}
	facts, news := row.Value.Pursued(r.PathValue("objective"), members, r.stampAfter(row.Value))
	if !news {
		return r.showObjective(account, row)
	}
	row.Value = facts
	if err := c.commit(r, records.PutObjective(account, r.PathValue("objective"), row)); err != nil {
		return reply{}, err
	}
	row.Version++
	return r.showObjective(account, row)
}

// roomFor refuses one objective more than an account has.
func (c *Console) roomFor(r *request, account string, row records.Row[heed.Facts]) error {
	if row.Found() {
		return nil
	}
	all, err := c.rec.Objectives(r.Context(), account)
	if err == nil && len(all) >= heed.MaxObjectives {
		err = heed.Refuse(heed.Conflicted, "an account has at most %d objectives: delete one that no longer matters", heed.MaxObjectives)
	}
	return err
}

// pursued are the members that an objective has after an edit. It starts when it was
// first spoken of, and what comes without a day was measured today.
func pursued(edit edit, body, before map[string]json.RawMessage, today heed.Day) map[string]json.RawMessage {
	delete(before, "objective") // its id, which the address names
	after := edit(body, before)
	maps.DeleteFunc(after, func(_ string, raw json.RawMessage) bool { return raw == nil || string(raw) == "null" })
	day, _ := json.Marshal(today)
	switch {
	case after["start"] != nil:
	case before["start"] != nil:
		after["start"] = before["start"]
	default:
		after["start"] = day
	}
	if _, dated := body["measured_on"]; !dated && body["current"] != nil {
		after["measured_on"] = day
	}
	if after["current"] == nil && body["measured_on"] == nil {
		delete(after, "measured_on")
	}
	return after
}

// deleteObjective takes an objective away that was set in error. What nobody pursues
// any more is better dropped: then the past stays as it was.
func (c *Console) deleteObjective(r *request) (reply, error) {
	account, err := onConflict(func() (string, error) {
		a, row, err := c.objectiveOf(r)
		if err != nil || !row.Found() {
			return a.ID, err
		}
		if err := r.ifMatch(row.Version); err != nil {
			return "", err
		}
		row.Value = nil
		return a.ID, c.commit(r, records.PutObjective(a.ID, r.PathValue("objective"), row))
	})
	if err != nil {
		return reply{}, err
	}
	return noContent, c.touch(r, account)
}
