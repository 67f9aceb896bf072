package console

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// caseForm is what a person changes of a case. What is absent stays.
type caseForm struct {
	Owner   *string   `json:"owner"`
	Due     *heed.Day `json:"due"`
	Note    *string   `json:"note"`
	Status  *string   `json:"status"`
	Outcome *string   `json:"outcome"`
}

// patchCase changes, closes or opens a case again.
func (c *Console) patchCase(r *request) (reply, error) {
	var form caseForm
	if err := r.into(&form); err != nil {
		return reply{}, err
	}
	return onConflict(func() (reply, error) {
		row, err := c.caseOf(r)
		if err != nil {
			return reply{}, err
		}
		if err := r.ifMatch(row.Version); err != nil {
			return reply{}, err
		}
		wasOpen := row.Value.Open()
		if err := form.apply(&row.Value, r.now); err != nil {
			return reply{}, err
		}
		n, err := c.caseNews(r, row, wasOpen)
		if err != nil {
			return reply{}, err
		}
		if err := c.commit(r, n.ops...); err != nil {
			return reply{}, err
		}
		c.sendKnocks(r, n.knocks)
		return reply{body: r.caseIn(row.Value), etag: etagOf(row.Version + 1)}, nil
	})
}

func (f caseForm) apply(k *heed.Case, now time.Time) error {
	if f.Owner != nil {
		k.Owner = *f.Owner
	}
	if f.Note != nil {
		k.Note = *f.Note
	}
	if f.Due != nil {
		day, err := heed.ParseDay(string(*f.Due))
		if err != nil {
			return heed.RefuseField("/due", "format", "say by when, as a day such as 2026-11-30")
		}
		k.Due = day
	}
	if err := f.move(k, now); err != nil {
		return err
	}
	if errs := k.Check(); len(errs) > 0 {
		return mistakes("the case", errs)
	}
	return nil
}

// move closes a case, or opens it again. Only one that is closed has an outcome.
func (f caseForm) move(k *heed.Case, now time.Time) error {
	if f.Outcome != nil {
		k.Outcome = heed.CaseOutcome(*f.Outcome)
	}
	switch {
	case f.Status == nil:
	case *f.Status == caseClosed && k.Open():
		k.ClosedAt = now
	case *f.Status == caseOpen:
		k.ClosedAt, k.Outcome = time.Time{}, ""
	case *f.Status != caseClosed:
		return heed.RefuseField("/status", "enum", "status is %s or %s", caseOpen, caseClosed)
	}
	if k.Open() && k.Outcome != "" {
		return heed.RefuseField("/outcome", "conflict", "an open case has no outcome yet: close it with status %s", caseClosed)
	}
	return nil
}

// caseNews writes a case, and tells of it when it was closed or opened again. Closing
// the one that a risk opened lets the next crossing open another.
func (c *Console) caseNews(r *request, row records.Row[heed.Case], wasOpen bool) (n news, err error) {
	set, err := c.rec.Settings(r.Context())
	if err != nil {
		return n, err
	}
	k, expires := row.Value, time.Time{}
	if !k.Open() {
		expires = set.Value.Retention.Signals(k.ClosedAt)
	}
	if k.Open() != wasOpen {
		head, err := c.rec.Account(r.Context(), k.Account)
		if err != nil {
			return n, err
		}
		point(&head.Value, k)
		if n, err = c.tellOfCase(r, head, k, set.Value); err != nil {
			return n, err
		}
	}
	n.ops = append(n.ops, records.PutCase(row, expires))
	return n, nil
}

// point lets the account's head name the open case of its risk.
func point(a *heed.Account, k heed.Case) {
	switch {
	case k.Kind != heed.RiskCase:
	case !k.Open() && a.RiskCase == k.ID:
		a.RiskCase = ""
	case k.Open() && a.RiskCase == "":
		a.RiskCase = k.ID
	}
}
