package browser

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestAPrintedAccountIsAReview looks at the page as a printer does.
func TestAPrintedAccountIsAReview(t *testing.T) {
	page := open(t, "/ui/accounts/northwind", "en", look{"dark", 718}) // as wide as paper is within its margins
	page.until("document.querySelectorAll('#history canvas').length === 1")
	page.do("printing", printed)
	const seen = "[...document.querySelectorAll('section[id]')].filter((s) => s.offsetHeight > 0).sort((a, b) => a.offsetTop - b.offsetTop).map((s) => s.id).join(' ')"
	got := strings.NewReplacer("objectives ", "", "opportunities ", "").Replace(get[string](page, seen)) // where there are any
	if got != "verdict receipt history scores contracts cases plays" {
		t.Errorf("printed are %s", got)
	}
	if got := get[int](page, "[...document.querySelectorAll('form, button, .button, nav, .search')].filter((e) => e.offsetHeight > 0).length"); got != 0 {
		t.Errorf("%d forms, buttons and the like are printed", got)
	}
	if said := page.text(".printed"); !strings.HasPrefix(said, "Quarterly review · ") || !strings.Contains(said, "Owner") {
		t.Errorf("it is headed %q", said)
	}
}

// printed shows the page as it is on paper.
func printed(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	return chromedp.Void{}, err
}
