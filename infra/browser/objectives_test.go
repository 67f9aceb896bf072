package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAnObjectiveIsSetAndMeasured sets an objective, reports progress, and sees it on the
// account's page.
func TestAnObjectiveIsSetAndMeasured(t *testing.T) {
	for lang, way := range map[string]string{"en": "50% of the way", "de": "50\u00a0% des Weges"} {
		t.Run(lang, func(t *testing.T) {
			page := open(t, "/ui/accounts/northwind/objectives", lang, looks[0])
			page.do("saying from where to where",
				chromedp.Focus(chromedp.CSS("#title")), chromedp.KeyEvent("Answer sooner "+lang),
				chromedp.Focus(chromedp.CSS("#baseline")), chromedp.KeyEvent("12"), chromedp.Focus(chromedp.CSS("#target")), chromedp.KeyEvent("8"))
			page.enter()
			page.run("[...document.querySelectorAll('#list a')].find((a) => a.innerText === 'Answer sooner " + lang + "').focus()")
			page.enter()
			page.do("saying where it stands", chromedp.Focus(chromedp.CSS("#current")), chromedp.KeyEvent("10"))
			page.enter()
			if found := page.axe(axe(t)); found != "" {
				t.Error(found)
			}
			if said := page.text("#stand"); !strings.Contains(said, way) {
				t.Errorf("the objective stands at %q", said)
			}
			page.follow("h1 a")
			if said := page.text("#objectives"); !strings.Contains(said, "Answer sooner "+lang) || !strings.Contains(said, way) {
				t.Errorf("the account's page says %q", said)
			}
		})
	}
}
