package console

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

// modelsPage is how good the judgements are, by what came of the customer's own
// contracts, how they are doing, and what was ever learned.
type modelsPage struct {
	frame
	May    bool // ask for a training
	Watch  watchView
	Chosen *modelView // whose proof is shown; nil when nothing was learned yet
	Proofs []proofView
	Useful []usefulView
	Models []modelView
	Older  string // the address of models before those; empty when there are none
	set    heed.Settings
}

func (p *pages) modelsRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/ui/models", raw: p.signedIn(p.modelsPage)},
		{method: http.MethodPost, path: "/ui/models", raw: p.filled(p.modelsPage, p.askToLearn)},
	}
}

func (p *pages) modelsPage(v *visit) (string, any, error) {
	set, err := p.rec.Settings(v.Context())
	if err != nil {
		return "", nil, err
	}
	page := &modelsPage{frame: p.frameFor(v, "models"), May: v.may(heed.ScopeAdmin), set: set.Value}
	page.Section = "settings"
	var useful found[usefulView]
	if err := p.fetch(v, apiCall{Route: "GET /v1/events/useful"}, &useful); err != nil {
		return "", nil, err
	}
	page.Useful = useful.Items
	if err := p.fetch(v, apiCall{Route: "GET /v1/watch"}, &page.Watch); err != nil {
		return "", nil, err
	}
	if err := p.listLearned(v, page); err != nil {
		return "", nil, err
	}
	return "models", page, p.choose(v, page)
}

// listLearned fills in what was learned, the newest first.
func (p *pages) listLearned(v *visit, page *modelsPage) error {
	q := askedFor(v.URL.Query(), "cursor")
	q.Set("limit", "20")
	var learned found[modelView]
	if err := p.fetch(v, apiCall{Route: "GET /v1/models", Query: q}, &learned); err != nil {
		return err
	}
	page.Models = learned.Items
	if learned.Next != nil {
		page.Older = page.with("cursor", *learned.Next) + "#models"
	}
	return nil
}

// choose fills in the proof of the model asked for, else of the one in use, else of
// the newest.
func (p *pages) choose(v *visit, page *modelsPage) error {
	id := cmp.Or(v.URL.Query().Get("model"), page.Watch.inUse(), page.newest())
	if id == "" {
		return nil
	}
	if err := p.fetch(v, apiCall{Route: "GET /v1/models/{id}", At: []string{id}}, &page.Chosen); err != nil {
		return err
	}
	var backtest struct{ Parts map[string]risk.Backtest }
	if err := p.fetch(v, apiCall{Route: "GET /v1/models/{id}/backtest", At: []string{id}}, &backtest); err != nil {
		return err
	}
	for _, kind := range []string{heed.TargetRenewal, heed.TargetWindow} {
		if b, ok := backtest.Parts[kind]; ok {
			page.Proofs = append(page.Proofs, proofOf(kind, page.Chosen.Parts[kind], b, v.URL.Query().Get("segment")))
		}
	}
	return nil
}

func (p *pages) askToLearn(v *visit) (string, error) {
	_, err := p.call(v, apiCall{Route: "POST /v1/models", Body: struct{}{}})
	return "/ui/models?notice=learning", err
}

func (w watchView) inUse() string {
	if w.Model == nil {
		return ""
	}
	return *w.Model
}

func (page *modelsPage) newest() string {
	if len(page.Models) == 0 {
		return ""
	}
	return page.Models[0].ID
}

// Kinds are the kinds of target that were watched, in one order.
func (page *modelsPage) Kinds() []string {
	return slices.DeleteFunc([]string{heed.TargetRenewal, heed.TargetWindow}, func(kind string) bool {
		_, watched := page.Watch.Parts[kind]
		return !watched
	})
}

// Factor is a factor's title.
func (page *modelsPage) Factor(name string) string {
	return factorTitle(name, page.Language(), page.set)
}

// Of is the address of the same page about another model, or segment.
func (page *modelsPage) Of(model, segment string) string {
	q := url.Values{"model": {model}}
	if segment != "" {
		q.Set("segment", segment)
	}
	return "/ui/models?" + q.Encode()
}
