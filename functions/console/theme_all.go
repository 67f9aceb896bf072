package console

import (
	"strconv"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/measure"
)

// sharedTheme is how often the comments of all accounts speak of something.
type sharedTheme struct {
	Theme     string  `json:"theme"`
	Accounts  int64   `json:"accounts"`
	Comments  int64   `json:"comments"`
	Unhappy   int64   `json:"unhappy"`
	Content   int64   `json:"content"`
	Sentiment float64 `json:"sentiment"` // the mean, −1 to 1
}

// How many months themes of all accounts are counted for.
const (
	themeMonths    = 3
	maxThemeMonths = 24
)

// listAllThemes counts what the comments of the last months speak of, over all
// accounts or those of one segment.
func (c *Console) listAllThemes(r *request) (reply, error) {
	q, err := r.knownQuery("months", "segment")
	if err != nil {
		return reply{}, err
	}
	n := themeMonths
	if text := q.Get("months"); text != "" {
		if n, err = strconv.Atoi(text); err != nil || n < 1 || n > maxThemeMonths {
			return reply{}, heed.RefuseField("months", "range", "months must be a whole number between 1 and %d", maxThemeMonths)
		}
	}
	from, to := measure.LastMonths(n, r.now)
	belongs := func(p heed.Profile) bool { return !q.Has("segment") || p.Segment == q.Get("segment") }
	themes, err := c.measure.Themes(r.Context(), from, to, belongs, r.now)
	if err != nil {
		return reply{}, err
	}
	views := make([]sharedTheme, len(themes))
	for i, t := range themes {
		views[i] = sharedTheme{t.Theme, t.Accounts, t.Comments, t.Unhappy, t.Content, t.Mean()}
	}
	return listed(views, ""), nil
}
