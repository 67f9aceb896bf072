package browser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tab is one page being used.
type tab struct {
	t   *testing.T
	ctx context.Context
}

// look is how a page is looked at.
type look struct {
	scheme string // light or dark
	width  int64
}

var looks = []look{{"light", 1600}, {"dark", 1600}, {"light", 380}, {"dark", 380}}

// open opens a page of the demonstration in a language.
func open(t *testing.T, path, lang string, l look) *tab {
	t.Helper()
	if why != nil {
		lacking(t, why, "HEED_TEST_BROWSER")
	}
	ctx, done := chromedp.NewContext(chrome)
	t.Cleanup(done)
	p := &tab{t, ctx}
	p.do("opening a tab", chromedp.EmulateViewport(l.width, 1000), front) // without a time limit: it would be the browser's
	p.ctx, done = context.WithTimeout(ctx, patience)
	t.Cleanup(done)
	p.do("opening "+path, prefers(l.scheme),
		chromedp.Navigate(url+"/ui/session?theme=auto&lang="+lang), chromedp.Navigate(url+path))
	return p
}

// front lets the tab be seen: what nobody sees looks for no news.
func front(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	_, err := cdp.Call(ctx, t, page.BringToFront, cdp.Empty{})
	return chromedp.Void{}, err
}

// action is something done on a page.
type action = chromedp.Action[chromedp.Void]

// prefers is what the reader's system says.
func prefers(scheme string) action {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		return chromedp.Void{}, err
	}
}

// lacking ends a test for want of something on this machine: as a failure where a
// variable says that it is required.
func lacking(t *testing.T, why error, variable string) {
	t.Helper()
	if os.Getenv(variable) == "required" {
		t.Fatal(why)
	}
	t.Skip(why)
}

func (p *tab) do(what string, actions ...action) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// get evaluates a script in the page, and waits for its answer.
func get[T any](p *tab, script string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%.200s: %v", script, err)
	}
	return v
}

// run does what a script says.
func (p *tab) run(script string) {
	p.t.Helper()
	p.do("running a script", chromedp.Evaluate[chromedp.Void](script))
}

// until waits until a script says true.
func (p *tab) until(script string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Poll[bool](script, chromedp.WithPollingTimeout(patience))); err != nil {
		p.t.Fatalf("it never became true that %s: %v", script, err)
	}
}

func (p *tab) text(selector string) string {
	p.t.Helper()
	return get[string](p, fmt.Sprintf("document.querySelector(%q)?.innerText ?? ''", selector))
}

// press types on the page, not into a field.
func (p *tab) press(keys string) {
	p.t.Helper()
	p.do("pressing "+keys, chromedp.KeyEvent(keys))
}

// follow clicks what leads to another page, and waits for that.
func (p *tab) follow(selector string) {
	p.t.Helper()
	p.leave("following "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// enter presses Enter where that leads to another page.
func (p *tab) enter() {
	p.t.Helper()
	p.leave("pressing Enter", chromedp.KeyEvent(kb.Enter))
}

func (p *tab) leave(what string, way action) {
	p.t.Helper()
	if _, err := chromedp.RunResponse(p.ctx, way); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// shoot keeps a picture of the whole page, when asked to.
func (p *tab) shoot(name string) {
	p.t.Helper()
	if *shots == "" {
		return
	}
	picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name+".png"), picture, 0o600); err != nil {
		p.t.Fatal(err)
	}
}
