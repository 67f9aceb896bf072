package console

import (
	"net/http"
	"strconv"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

func (c *Console) themeRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/v1/accounts/{id}/themes", scope: heed.ScopeRead, answer: c.listThemes},
		{method: http.MethodGet, path: "/v1/themes", scope: heed.ScopeRead, answer: c.listAllThemes},
	}
}

// themeView is how often an account's comments speak of something, and how they sound.
type themeView struct {
	Theme     string    `json:"theme"`
	Comments  int64     `json:"comments"`
	Unhappy   int64     `json:"unhappy"`
	Content   int64     `json:"content"`
	Sentiment float64   `json:"sentiment"` // the mean, −1 to 1
	Last      time.Time `json:"last"`
}

// How far back themes are counted, in days.
const (
	themeDays    = 180
	maxThemeDays = 730
)

// listThemes counts what the comments of an account's answers speak of, from what
// is kept of them beside their scores: no word of theirs is read.
func (c *Console) listThemes(r *request) (reply, error) {
	days, err := r.days(themeDays, maxThemeDays)
	if err != nil {
		return reply{}, err
	}
	a, err := c.account(r)
	if err != nil {
		return reply{}, err
	}
	slots, err := c.rec.Slots(r.Context(), a.ID)
	if err != nil {
		return reply{}, err
	}
	var answers []heed.Answer
	for _, row := range slots {
		answers = append(answers, row.Value.Counted()...)
	}
	counts := heed.CountThemes(answers, r.now.AddDate(0, 0, -days))
	views := make([]themeView, len(counts))
	for i, t := range counts {
		views[i] = themeView{t.Theme, t.Comments, t.Unhappy, t.Content, t.Mean(), t.Last}
	}
	return listed(views, ""), nil
}

// days reads how many days back a call looks.
func (r *request) days(fallback, most int) (int, error) {
	q, err := r.knownQuery("days")
	if err != nil || q.Get("days") == "" {
		return fallback, err
	}
	n, err := strconv.Atoi(q.Get("days"))
	if err != nil || n < 1 || n > most {
		return 0, heed.RefuseField("days", "range", "days must be a whole number between 1 and %d", most)
	}
	return n, nil
}
