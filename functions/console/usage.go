package console

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// usageView is the state of one metric on one day, as the newest report of the day
// set it. Reports that add are signals of their own.
type usageView struct {
	Day     heed.Day  `json:"day"`
	Metric  string    `json:"metric"`
	Product *string   `json:"product"`
	Value   float64   `json:"value"`
	Source  string    `json:"source"` // of the report, with its id and time
	ID      string    `json:"id"`
	Time    time.Time `json:"time"`
}

// listUsage answers the days of an account's usage that were set, oldest first.
func (c *Console) listUsage(r *request) (reply, error) {
	a, limit, cursor, err := c.pageOf(r)
	if err != nil {
		return reply{}, err
	}
	days, next, err := c.rec.UsagePage(r.Context(), a.ID, cursor, limit)
	if err != nil {
		return reply{}, err
	}
	var views []usageView
	for _, u := range days {
		if u.Stamp.Source != "" {
			views = append(views, usageView{u.Day, u.Metric, orNull(u.Product), u.Set, u.Stamp.Source, u.Stamp.ID, u.Stamp.Time})
		}
	}
	return listed(views, next), nil
}
