package console

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

func (c *Console) modelRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/v1/models", scope: heed.ScopeRead, answer: c.listModels},
		{method: http.MethodPost, path: "/v1/models", scope: heed.ScopeAdmin, answer: c.requestModel},
		{method: http.MethodGet, path: "/v1/models/{id}", scope: heed.ScopeRead, answer: c.getModel},
		{method: http.MethodGet, path: "/v1/watch", scope: heed.ScopeRead, answer: c.getWatch},
		{method: http.MethodGet, path: "/v1/models/{id}/backtest", scope: heed.ScopeRead, answer: c.getBacktest},
	}
}

// modelView is what one training learned.
type modelView struct {
	ID       string              `json:"id"`
	At       time.Time           `json:"at"`
	Promoted bool                `json:"promoted"`
	InUse    bool                `json:"in_use"`
	Verdict  string              `json:"verdict"`
	Parts    map[string]partView `json:"parts"`
}

// partView is what was learned about one kind of target.
type partView struct {
	Step      string            `json:"step"`
	Reason    string            `json:"reason"`
	Data      string            `json:"data"`
	Decisions int               `json:"decisions"`
	Losses    int               `json:"losses"`
	Helped    int               `json:"helped"`
	Through   *heed.Day         `json:"through"`
	Used      bool              `json:"used"`
	Leaks     []leakView        `json:"leaks"`
	Drift     *factorsDriftView `json:"drift"`
	Numbers   json.RawMessage   `json:"numbers,omitempty"` // of one model only
}

func (c *Console) viewOf(m heed.TrainedModel, inUse string, lang heed.Language, whole bool) modelView {
	view := modelView{ID: m.ID, At: m.At, Promoted: m.Promoted, InUse: m.ID == inUse, Verdict: m.Verdict.In(lang), Parts: map[string]partView{}}
	for kind, p := range m.Parts {
		part := partView{
			Step: p.Step, Reason: p.Reason, Data: p.Data, Decisions: p.Decisions, Losses: p.Losses, Helped: p.Helped, Through: orNull(p.Through), Used: p.Used,
			Leaks: leaksIn(p.Leaks, lang), Drift: factorsDriftIn(p.Drift, lang),
		}
		if whole {
			part.Numbers = p.Numbers
		}
		view.Parts[kind] = part
	}
	return view
}

// listModels answers what was learned, newest first.
func (c *Console) listModels(r *request) (reply, error) {
	if _, err := r.knownQuery("limit", "cursor"); err != nil {
		return reply{}, err
	}
	limit, cursor, err := r.page()
	if err != nil {
		return reply{}, err
	}
	book, err := c.rec.Book(r.Context())
	if err != nil {
		return reply{}, err
	}
	models, next, err := c.rec.Models(r.Context(), cursor, limit)
	if err != nil {
		return reply{}, err
	}
	views := make([]modelView, len(models))
	for i, m := range models {
		views[i] = c.viewOf(m, book.Value.Model, r.language(), false)
	}
	return r.spoken(listed(views, next).body), nil
}

// trainingView says when models are learned.
type trainingView struct {
	RequestedAt time.Time  `json:"requested_at"`
	TrainedAt   *time.Time `json:"trained_at"` // null before the first training
	Newest      *string    `json:"newest"`
}

// requestModel asks for a training, which begins within a minute.
func (c *Console) requestModel(r *request) (reply, error) {
	if err := r.into(&struct{}{}); err != nil {
		return reply{}, err
	}
	row, err := c.rec.Training(r.Context())
	if err != nil {
		return reply{}, err
	}
	row.Value.RequestedAt = r.now
	if err := c.commit(r, records.PutTraining(row)); err != nil {
		return reply{}, err
	}
	view := trainingView{RequestedAt: r.now, Newest: orNull(row.Value.Newest)}
	if !row.Value.TrainedAt.IsZero() {
		view.TrainedAt = &row.Value.TrainedAt
	}
	return reply{status: http.StatusAccepted, body: view}, nil
}

func (c *Console) model(r *request) (heed.TrainedModel, error) {
	if _, err := r.knownQuery(); err != nil {
		return heed.TrainedModel{}, err
	}
	row, err := c.rec.Model(r.Context(), r.PathValue("id"))
	if err == nil && !row.Found() {
		err = heed.Refuse(heed.NotFound, "there is no model %q: GET /v1/models lists them", r.PathValue("id"))
	}
	return row.Value, err
}

// getModel answers one model with its numbers.
func (c *Console) getModel(r *request) (reply, error) {
	m, err := c.model(r)
	if err != nil {
		return reply{}, err
	}
	book, err := c.rec.Book(r.Context())
	if err != nil {
		return reply{}, err
	}
	return r.spoken(c.viewOf(m, book.Value.Model, r.language(), true)), nil
}

// backtestView is how good a model was on decisions it had not seen, by kind of target.
type backtestView struct {
	Model string                     `json:"model"`
	At    time.Time                  `json:"at"`
	Parts map[string]json.RawMessage `json:"parts"`
}

func (c *Console) getBacktest(r *request) (reply, error) {
	m, err := c.model(r)
	if err != nil {
		return reply{}, err
	}
	view := backtestView{Model: m.ID, At: m.At, Parts: map[string]json.RawMessage{}}
	for kind, p := range m.Parts {
		view.Parts[kind] = p.Backtest
	}
	return reply{body: view}, nil
}
