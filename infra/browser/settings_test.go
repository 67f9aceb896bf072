package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestSettingsAreTunedByKeyboard sees whose band would change, saves something
// harmless, and takes the version before it again, without a mouse.
func TestSettingsAreTunedByKeyboard(t *testing.T) {
	for lang, said := range map[string][2]string{
		"en": {"accounts would change band", "Saved."}, "de": {"Kunden würden die Stufe wechseln", "Gespeichert."},
	} {
		t.Run(lang, func(t *testing.T) {
			page := open(t, "/ui/settings", lang, looks[0])
			page.retype("#loss_rate", "60")
			page.enter()
			if text := page.text("#preview"); !strings.Contains(text, said[0]) || get[int](page, "document.querySelectorAll('#preview tbody tr').length") == 0 {
				t.Fatalf("at six times the usual risk the preview says %q", text)
			}
			page.shoot("settings-preview-" + lang)
			if found := page.axe(axe(t)); found != "" {
				t.Error(found)
			}
			page.retype("#loss_rate", "10")
			page.retype("#margin", "75")
			page.enter()
			page.do("saving", chromedp.Focus(chromedp.CSS("#preview .actions button")))
			page.enter()
			if text := page.text("[role=status]"); !strings.HasPrefix(text, said[1]) {
				t.Fatalf("saved, the page says %q", text)
			}
			page.do("taking the version before", chromedp.Focus(chromedp.CSS("#versions tbody tr:first-child + tr button, #versions .actions button")))
			page.enter()
			page.do("saving it", chromedp.Focus(chromedp.CSS("#preview .actions button")))
			page.enter()
			if margin := get[string](page, "document.querySelector('#margin').value"); margin != "80" {
				t.Errorf("taken again, the margin is %s", margin)
			}
		})
	}
}

// retype types over what stands in a field.
func (p *tab) retype(field, text string) {
	p.t.Helper()
	p.do("retyping "+field, chromedp.Focus(chromedp.CSS(field)), chromedp.Evaluate[chromedp.Void]("document.activeElement.select()"), chromedp.KeyEvent(text))
}

// TestTheWayToAWeight goes from the front page to the account most worth a call, to
// the reason, and to the weight of that reason.
func TestTheWayToAWeight(t *testing.T) {
	page := open(t, "/", "en", looks[0])
	page.follow(".call h3 a")
	page.run("document.querySelectorAll('#receipt details').forEach((d) => d.open = true)")
	page.follow("#receipt .tag[href*='#weight-']")
	if target := get[string](page, "document.querySelector(':target')?.id ?? ''"); !strings.HasPrefix(target, "weight-") {
		t.Errorf("the way leads to %q", target)
	}
	page.press(kb.Tab)
	if field := get[string](page, "document.activeElement.name"); !strings.HasPrefix(field, "weights/") {
		t.Errorf("Tab leads on to %q, not to the weight", field)
	}
}
