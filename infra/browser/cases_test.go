package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestACaseIsOpenedAndClosedByKeyboard opens a case at an account, finds it in the list of
// its owner, says what came of it and closes it, without a mouse.
func TestACaseIsOpenedAndClosedByKeyboard(t *testing.T) {
	for lang, says := range map[string][2]string{"en": {"The case is open.", "The case is closed."}, "de": {"Der Fall ist eröffnet.", "Der Fall ist geschlossen."}} {
		t.Run(lang, func(t *testing.T) {
			page := open(t, "/ui/accounts/northwind/cases", lang, looks[0])
			page.run("document.getElementById('owner').value = 'browser-" + lang + "'")
			page.do("saying what to see to", chromedp.Focus(chromedp.CSS("#reason")), chromedp.KeyEvent("Agree on goals"))
			page.enter()
			if said := page.text("[role=status].notice"); said != says[0] {
				t.Fatalf("the page says %q", said)
			}
			page.leave("opening the list", chromedp.KeyEvent("3"))
			page.do("naming the owner", chromedp.Focus(chromedp.CSS("[name=owner]")), chromedp.KeyEvent("browser-"+lang))
			page.enter()
			if rows := get[int](page, "document.querySelectorAll('.cases tbody tr').length"); rows != 1 {
				t.Fatalf("the owner has %d cases, want one", rows)
			}
			page.run("document.activeElement.blur()")
			page.press("j")
			page.enter()
			if found := page.axe(axe(t)); found != "" {
				t.Error(found)
			}
			page.do("choosing what came of it", chromedp.Focus(chromedp.CSS("#outcome")), chromedp.KeyEvent(kb.ArrowDown))
			page.do("going to the button", chromedp.Focus(chromedp.CSS("[value=close]")))
			page.enter()
			if said := page.text("[role=status].notice"); said != says[1] {
				t.Errorf("the page says %q", said)
			}
		})
	}
}

// TestAViewOfOnesOwnStandsBeside sets a view, looks at it beside the risk, and takes it away.
func TestAViewOfOnesOwnStandsBeside(t *testing.T) {
	for lang, until := range map[string]string{"en": "until", "de": "bis"} {
		t.Run(lang, func(t *testing.T) {
			page := open(t, "/ui/accounts/northwind/override", lang, looks[0])
			page.do("choosing a band", chromedp.Focus(chromedp.CSS("[name=band][value=medium]")), chromedp.KeyEvent(" "))
			page.do("saying why", chromedp.Focus(chromedp.CSS("#reason")), chromedp.KeyEvent("They told us so."))
			page.do("going to the button", chromedp.Focus(chromedp.CSS("#view button.main")))
			page.enter()
			if said := page.text("#verdict .otherwise"); !strings.Contains(said, "They told us so.") || !strings.Contains(said, until) {
				t.Errorf("beside the risk stands %q", said)
			}
			page.follow("h1 ~ p a.button")
			page.run("document.querySelector('.sure summary').focus()")
			page.press(kb.Enter)
			page.press(kb.Tab)
			page.enter()
			if page.text("#verdict .otherwise") != "" {
				t.Error("the view stands still")
			}
		})
	}
}
