package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestThemeAndLanguageAreKept(t *testing.T) {
	page := open(t, "/ui/accounts", "en", looks[0])
	const paper = "getComputedStyle(document.body).backgroundColor"
	light := get[string](page, paper)
	page.follow(`.tools a[href*="theme=dark"]`)
	if dark := get[string](page, paper); dark == light {
		t.Errorf("in the dark theme paper is %s too", dark)
	}
	page.follow(`.tools a[hreflang=de]`)
	page.follow(`.tabs li:nth-child(3) a`)
	if got := get[string](page, "document.documentElement.lang + ' ' + document.documentElement.dataset.theme"); got != "de dark" {
		t.Errorf("the next page is %s", got)
	}
	page.follow(`.tools a[href*="theme=auto"]`)
}

// TestNothingRunsOff holds that no page is wider than its window.
func TestNothingRunsOff(t *testing.T) {
	for name, path := range pages {
		page := open(t, path, "de", look{"light", 1600})
		for _, width := range []int64{380, 768, 1600} {
			page.do("sizing the window", chromedp.EmulateViewport(width, 1000))
			if over := get[int](page, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
				t.Errorf("%s is %d pixels too wide at %d", name, over, width)
			}
		}
	}
}

// TestNothingIsBlocked holds that no page asks for what its own policy forbids.
func TestNothingIsBlocked(t *testing.T) {
	for name, path := range pages {
		page := open(t, path, "en", looks[0])
		const watch = `new Promise((done) => { const seen = [];
			new ReportingObserver((all) => all.forEach((r) => seen.push(r.body.blockedURL)), {types: ["csp-violation"], buffered: true}).observe();
			setTimeout(() => done(seen.join(" ")), 0); })`
		if blocked := get[string](page, watch); blocked != "" {
			t.Errorf("%s is kept from loading %s", name, blocked)
		}
	}
}

// TestScreenshots keeps a picture of every page, for people to look at.
func TestScreenshots(t *testing.T) {
	if *shots == "" {
		t.Skip("no folder is named with -shots")
	}
	for name, path := range pages {
		for _, l := range looks {
			for _, lang := range []string{"en", "de"} {
				page := open(t, path, lang, l)
				get[bool](page, "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))") // it has been painted
				page.shoot(fmt.Sprintf("%s-%s-%d-%s", name, l.scheme, l.width, lang))
			}
		}
	}
}
