package console

import (
	"errors"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/risk"
)

// opinionName asks for the opinion instead of a model.
const opinionName = "prior"

// rejudge judges an account as it was known at the end of a day, by any model:
// what would have been said. Nothing is kept. The band is that of a first
// judgement, for what came before it is not judged again.
func (c *Console) rejudge(r *request, a heed.Account, day, model string) (reply, error) {
	at, err := c.endOf(r, day)
	if err != nil {
		return reply{}, err
	}
	set, err := c.rec.Settings(r.Context())
	if err != nil {
		return reply{}, err
	}
	m, ref, err := c.modelFor(r, set.Value, model)
	if err != nil {
		return reply{}, err
	}
	s, err := c.known(r, a.ID, ref, at)
	if err != nil {
		return reply{}, err
	}
	judged := risk.Assess(s, m, set.Value, at)
	return c.receipt(r, a, judged), nil
}

// endOf is the last instant of a day, or now.
func (c *Console) endOf(r *request, day string) (time.Time, error) {
	if day == "" {
		return r.now, nil
	}
	d, err := heed.ParseDay(day)
	if err != nil {
		return r.now, heed.RefuseField("as_of", "format", "the day must be written 2026-11-20")
	}
	if d > heed.DayOf(r.now) {
		return r.now, heed.RefuseField("as_of", "range", "the day lies ahead: what will be known then, nobody knows")
	}
	end := d.Add(1).Time().Add(-time.Millisecond)
	if end.After(r.now) {
		return r.now, nil
	}
	return end, nil
}

// modelFor reads the model asked for: by its id, the opinion by its name, and
// without either the one in use.
func (c *Console) modelFor(r *request, set heed.Settings, id string) (m risk.Model, ref risk.Reference, err error) {
	book, err := c.rec.Book(r.Context())
	if err != nil {
		return m, ref, err
	}
	switch id {
	case "":
		id = book.Value.Model
	case opinionName:
		id = ""
	}
	ref = judgement.Reference(book.Value)
	m, err = c.models.Of(r.Context(), set, book.Value, id)
	if errors.Is(err, judgement.ErrUnreadable) {
		err = heed.RefuseField("model", "unknown", "there is no model %q to judge with: GET /v1/models lists them, and %q is the opinion", id, opinionName)
	}
	return m, ref, err
}

// known is the account as its stored signals tell it of a moment.
func (c *Console) known(r *request, account string, ref risk.Reference, at time.Time) (risk.Snapshot, error) {
	past, err := judgement.Recall(r.Context(), c.rec, account)
	if err != nil {
		return risk.Snapshot{}, err
	}
	return past.Snapshot(ref, at)
}
