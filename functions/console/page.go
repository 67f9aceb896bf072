package console

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Demo is what the host of the demonstration lends the page.
type Demo struct {
	// Account is the customer that MakeUnhappy is about; the page shows its receipt.
	Account string
	// MakeUnhappy sends, through intake, the fortnight that turns Northwind critical.
	MakeUnhappy func(ctx context.Context) error
	// Requests are the last webhooks the demonstration's receiver got, newest first.
	Requests func() []SignedRequest
	// Secret is the one the receiver verifies with now, as whsec_ text.
	Secret func() string
}

// SignedRequest is a webhook as its receiver got it, byte for byte.
type SignedRequest struct {
	At       time.Time
	Header   http.Header
	Body     []byte
	Verified bool // the signature was good
}

// pages is the console's web page. It keeps nothing but who tried to sign in lately.
type pages struct {
	*Console
	// api are the calls that forms make, by method and path.
	api      map[string]route
	attempts perMinute
	oidc     oidc
}

func (c *Console) pageRoutes(api []route) []route {
	p := &pages{Console: c, api: make(map[string]route, len(api)), oidc: newOIDC(c.opt.SignIn)}
	for _, rt := range api {
		p.api[rt.method+" "+rt.path] = rt
	}
	return slices.Concat([]route{
		{method: http.MethodGet, path: "/{$}", raw: p.watched(p.portfolioPage, p.stampOfPortfolio)},
		{method: http.MethodGet, path: "/ui/accounts", raw: p.watched(p.accountsPage, p.stampOfPortfolio)},
		{method: http.MethodGet, path: "/ui/accounts.csv", raw: p.visited(p.accountsFile)},
		{method: http.MethodGet, path: "/ui/accounts/{id}", raw: p.watched(p.accountPage, p.stampOfAccount)},
		{method: http.MethodGet, path: "/ui/metrics", raw: p.signedIn(p.metricsPage)},
		{method: http.MethodPost, path: "/ui/events/{id}/useful", raw: p.posted(p.sayUseful)},
		{method: http.MethodPost, path: "/ui/bad-answer", raw: p.posted(p.badAnswer)},
		{method: http.MethodGet, path: "/ui/session", raw: p.signInPage},
		{method: http.MethodPost, path: "/ui/session", raw: p.signIn},
		{method: http.MethodGet, path: oidcPath, raw: p.oidcPage},
		{method: http.MethodPost, path: oidcPath, raw: p.oidcSignIn},
		{method: http.MethodPost, path: "/ui/session/end", raw: p.posted(p.signOut)},
		{method: http.MethodGet, path: "/ui/reference", raw: p.referencePage},
		{method: http.MethodGet, path: "/ui/static/{file}", raw: static},
	}, p.casesRoutes(), p.overridesRoutes(), p.objectivesRoutes(), p.deliveriesRoutes(), p.connectionsRoutes(), p.settingsRoutes(), p.modelsRoutes(), p.keysRoutes())
}

// badAnswer lets the demonstration's customer have a bad fortnight.
func (p *pages) badAnswer(w http.ResponseWriter, v *visit) error {
	if p.opt.Demo == nil {
		return heed.Refuse(heed.NotFound, "only the demonstration invents answers: run heed serve --demo")
	}
	if !v.may(heed.ScopeIngest) {
		return heed.Refuse(heed.Forbidden, "this key has not the scope %q: sign in with one that has", heed.ScopeIngest)
	}
	if err := p.opt.Demo.MakeUnhappy(v.Context()); err != nil {
		return err
	}
	p.portfolio.forget()
	http.Redirect(w, v.Request, "/?notice=sent", http.StatusSeeOther)
	return nil
}
