package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestEndpointIsMadeTriedAndDeletedByKeyboard makes an endpoint, sees its secret, sends
// a test, sees it fail without a reload, sends it again, and deletes the endpoint, all
// without a mouse.
func TestEndpointIsMadeTriedAndDeletedByKeyboard(t *testing.T) {
	for lang, words := range map[string]struct{ refused, gone string }{
		"en": {"connection refused", "The endpoint is deleted."}, "de": {"Verbindung abgelehnt", "Der Endpunkt ist gelöscht."},
	} {
		t.Run(lang, func(t *testing.T) {
			page := open(t, "/ui/deliveries", lang, looks[0])
			page.fill("#id", "desk-"+lang)
			page.fill("#url", "http://127.0.0.1:1/hook")
			page.enter()
			if secret := page.text(".secret"); !strings.HasPrefix(secret, "whsec_") {
				t.Fatalf("the secret is shown as %q", secret)
			}
			page.through("#made a")
			page.through("#acts button[value=test]")
			page.run("window.marked = true")
			page.until("!!document.querySelector('#attempts tbody')?.innerText.includes('" + words.refused + "')")
			if !get[bool](page, "window.marked === true") {
				t.Error("the page was loaded again")
			}
			page.through("#acts button[value=resend]")
			page.until("document.querySelectorAll('#attempts tbody tr').length > 1")
			page.through("main header a")
			page.do("asking to delete", chromedp.Focus(chromedp.CSS("#acts details:last-of-type summary")), chromedp.KeyEvent(kb.Enter))
			page.through("#acts button[value=delete]")
			page.until("document.querySelector('.notice')?.innerText === '" + words.gone + "'")
		})
	}
}

// TestDeliveryIsLegibleEverywhere looks at a delivery with an attempt as the other
// pages are looked at.
func TestDeliveryIsLegibleEverywhere(t *testing.T) {
	for _, l := range looks {
		page := open(t, "/ui/deliveries/demo", "de", l)
		page.through("#acts button[value=test]")
		page.until("document.querySelectorAll('#attempts tbody tr').length > 0")
		page.run("document.querySelectorAll('details').forEach((d) => d.open = true)")
		if over := get[int](page, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("the page is %d pixels too wide at %d", over, l.width)
		}
		page.shoot(fmt.Sprintf("delivery-%s-%d", l.scheme, l.width))
		if found := page.axe(axe(t)); found != "" {
			t.Error(found)
		}
	}
}

// fill types into a field.
func (p *tab) fill(selector, text string) {
	p.t.Helper()
	p.do("typing into "+selector, chromedp.Focus(chromedp.CSS(selector)), chromedp.KeyEvent(text))
}

// through goes to a link or button by keyboard, and where it leads.
func (p *tab) through(selector string) {
	p.t.Helper()
	p.do("going to "+selector, chromedp.Focus(chromedp.CSS(selector)))
	p.enter()
}
