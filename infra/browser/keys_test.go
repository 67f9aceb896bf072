package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestKeyIsMadeAndDeletedByKeyboard makes a key, sees it once, and deletes it, without
// a mouse.
func TestKeyIsMadeAndDeletedByKeyboard(t *testing.T) {
	for lang, gone := range map[string]string{"en": "The key is deleted.", "de": "Der Schlüssel ist gelöscht."} {
		t.Run(lang, func(t *testing.T) {
			page := open(t, "/ui/keys", lang, looks[0])
			page.do("naming it", chromedp.Focus(chromedp.CSS("#name")), chromedp.KeyEvent("Widget "+lang))
			page.do("giving it a scope", chromedp.Focus(chromedp.CSS("[name=scopes][value=ingest]")), chromedp.KeyEvent(" "))
			page.do("returning to the name", chromedp.Focus(chromedp.CSS("#name")))
			page.enter()
			if secret := page.text(".secret"); !strings.HasPrefix(secret, "heed_") {
				t.Fatalf("the key is shown as %q", secret)
			}
			const row = "Array.from(document.querySelectorAll('#list tbody tr')).find((r) => r.innerText.startsWith('Widget " // and the language
			page.run(row + lang + "')).querySelector('summary').focus()")
			page.press(kb.Enter)
			page.until(row + lang + "')).querySelector('details').open")
			page.press(kb.Tab)
			page.enter()
			if said := page.text("[role=status]"); said != gone {
				t.Errorf("the page says %q", said)
			}
		})
	}
}
