package console

import (
	"net/http"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// caseOrder is what a person says to open a case.
type caseOrder struct {
	Reason string   `json:"reason"`
	Due    heed.Day `json:"due"`
	Owner  *string  `json:"owner"`
	Note   string   `json:"note"`
}

// openCase opens a case that a person sees a need for, and tells of it.
func (c *Console) openCase(r *request) (reply, error) {
	var form caseOrder
	raw, err := r.body()
	if err != nil {
		return reply{}, err
	}
	if err := strictly(raw, &form); err != nil {
		return reply{}, err
	}
	return onConflict(func() (reply, error) {
		var n news
		out, err := c.once(r, raw, func() (reply, []store.Op, error) {
			k, err := c.manualCase(r, form, &n)
			return reply{status: http.StatusCreated, body: r.caseIn(k)}, n.ops, err
		})
		if err == nil {
			c.sendKnocks(r, n.knocks)
		}
		return out, err
	})
}

// manualCase makes the case, and n what it takes to open it.
func (c *Console) manualCase(r *request, form caseOrder, n *news) (k heed.Case, err error) {
	head, err := c.head(r)
	if err == nil && !head.Value.Exists() {
		err = noAccount(r.PathValue("id"))
	}
	if err != nil {
		return k, err
	}
	if k, err = form.of(head.Value, r.now); err != nil {
		return k, err
	}
	set, err := c.rec.Settings(r.Context())
	if err != nil {
		return k, err
	}
	*n, err = c.tellOfCase(r, head, k, set.Value)
	n.ops = append(n.ops, records.PutCase(records.Row[heed.Case]{Value: k}, time.Time{}))
	return k, err
}

// of is the case that is ordered for an account.
func (f caseOrder) of(a heed.Account, now time.Time) (k heed.Case, err error) {
	if f.Due, err = heed.ParseDay(string(f.Due)); err != nil {
		return k, heed.RefuseField("/due", "format", "say by when, as a day such as 2026-11-30")
	}
	k = heed.Case{
		ID: heed.CaseID(heed.EventID("case", a.ID, a.Incarnation, now.UnixNano())), Account: a.ID, Kind: heed.ManualCase,
		Reason: heed.Text{EN: f.Reason, DE: f.Reason}, OpenedAt: now, Owner: a.Profile.Owner, Due: f.Due, Note: f.Note,
	}
	if f.Owner != nil {
		k.Owner = *f.Owner
	}
	if errs := k.Check(); len(errs) > 0 {
		return k, mistakes("the case", errs)
	}
	return k, nil
}
