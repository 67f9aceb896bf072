package console

import (
	"context"
	"net/http"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
	"github.com/heed-cs/heed/shared/records"
)

func (c *Console) usefulRoutes() []route {
	return []route{
		{method: http.MethodPost, path: "/v1/events/{id}/useful", scope: heed.ScopeWrite, answer: c.putUseful},
		{method: http.MethodGet, path: "/v1/events/useful", scope: heed.ScopeRead, answer: c.getUseful},
	}
}

// putUseful takes yes or no back: whether an event was worth saying.
func (c *Console) putUseful(r *request) (reply, error) {
	var form struct {
		Useful *bool `json:"useful"`
	}
	if err := r.into(&form); err != nil {
		return reply{}, err
	}
	if form.Useful == nil {
		return reply{}, heed.RefuseField("/useful", "required", "say true or false: was the event worth being told?")
	}
	ev, err := c.event(r.Context(), r.PathValue("id"), heed.DayOf(r.now))
	if err != nil {
		return reply{}, err
	}
	set, err := c.rec.Settings(r.Context())
	if err != nil {
		return reply{}, err
	}
	u := heed.Useful{Event: ev.ID, Type: ev.Type, Useful: *form.Useful, At: r.now}
	if err := c.commit(r, records.PutUseful(u, r.now.AddDate(0, set.Value.Retention.SignalMonths, 0))); err != nil {
		return reply{}, err
	}
	return reply{body: u}, nil
}

// event finds an event of the feed by its id, from today backwards.
func (c *Console) event(ctx context.Context, id string, today heed.Day) (heed.Event, error) {
	if eventForm().MatchString(id) {
		for back := range feedDays + 1 {
			for ev, err := range c.eventsOf(ctx, today.Add(-back), "") {
				if err != nil || ev.ID == id {
					return ev, err
				}
			}
		}
	}
	return heed.Event{}, heed.Refuse(heed.NotFound, "there is no event %q in the last %d days: GET /v1/events lists them", id, feedDays)
}

// usefulView is how often events of one type were worth saying, of those that
// somebody gave an answer about: the precision of the alarms as people saw it.
type usefulView struct {
	Type  string  `json:"type"`
	Yes   int64   `json:"yes"`
	No    int64   `json:"no"`
	Share float64 `json:"share"`
	Low   float64 `json:"low"` // 95 % interval of the share
	High  float64 `json:"high"`
}

func (c *Console) getUseful(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	views := []usefulView{}
	for row, err := range c.rec.Useful(r.Context()) {
		if err != nil {
			return reply{}, err
		}
		if len(views) == 0 || views[len(views)-1].Type != row.Value.Type { // they come by type
			views = append(views, usefulView{Type: row.Value.Type})
		}
		views[len(views)-1].count(row.Value.Useful)
	}
	return listed(views, ""), nil
}

func (v *usefulView) count(useful bool) {
	if useful {
		v.Yes++
	} else {
		v.No++
	}
	n := v.Yes + v.No
	v.Share = float64(v.Yes) / float64(n)
	v.Low, v.High = metric.Wilson(v.Yes, n)
}
