package console

import (
	"net/http"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

func (c *Console) overrideRoutes() []route {
	const path = "/v1/accounts/{id}/risk/override"
	return []route{
		{method: http.MethodGet, path: path, scope: heed.ScopeRead, answer: c.getOverride},
		{method: http.MethodPut, path: path, scope: heed.ScopeWrite, answer: c.putOverride},
		{method: http.MethodDelete, path: path, scope: heed.ScopeWrite, answer: c.deleteOverride},
	}
}

// getOverride answers the view that a person gave and that still stands.
func (c *Console) getOverride(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	a, err := c.account(r)
	if err != nil {
		return reply{}, err
	}
	o := a.Override.Standing(r.now)
	if o == nil {
		return reply{}, heed.Refuse(heed.NotFound, "nobody sees the risk of account %q otherwise now", a.ID)
	}
	return reply{body: o, etag: `"` + digest(o) + `"`}, nil
}

// putOverride sets a person's view beside the judgement.
func (c *Console) putOverride(r *request) (reply, error) {
	var form struct {
		Band      heed.Band `json:"band"`
		Reason    string    `json:"reason"`
		ExpiresAt string    `json:"expires_at"`
	}
	if err := r.into(&form); err != nil {
		return reply{}, err
	}
	o := heed.Override{Band: form.Band, Reason: form.Reason, By: r.key.Name, At: r.now}
	var err error
	if o.ExpiresAt, err = parsedTime(form.ExpiresAt); err != nil {
		return reply{}, heed.RefuseField("/expires_at", "format", "%s", err)
	}
	if errs := o.Check(r.now.Truncate(time.Second)); len(errs) > 0 {
		return reply{}, mistakes("the override", errs)
	}
	return reply{body: o, etag: `"` + digest(o) + `"`}, c.override(r, &o)
}

// deleteOverride takes a person's view away. One that is not there is gone already.
func (c *Console) deleteOverride(r *request) (reply, error) {
	return noContent, c.override(r, nil)
}

func (c *Console) override(r *request, o *heed.Override) error {
	_, err := onConflict(func() (struct{}, error) {
		row, err := c.head(r)
		if err == nil && !row.Value.Exists() {
			err = noAccount(r.PathValue("id"))
		}
		if err != nil {
			return struct{}{}, err
		}
		standing := row.Value.Override.Standing(r.now)
		if err := r.ifVersion(digest(standing), standing != nil); err != nil {
			return struct{}{}, err
		}
		row.Value.Override = o
		return struct{}{}, c.commit(r, records.PutAccount(row))
	})
	c.portfolio.forget()
	return err
}
