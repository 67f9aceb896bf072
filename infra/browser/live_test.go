package browser

import (
	"strings"
	"testing"
)

// TestALostConnectionIsSaidAndMends takes the network away from a page, and gives it back.
func TestALostConnectionIsSaidAndMends(t *testing.T) {
	for lang, says := range map[string]string{"en": "No connection: no news since ", "de": "Keine Verbindung: nichts Neues seit "} {
		t.Run(lang, func(t *testing.T) {
			page := open(t, "/ui/accounts/northwind", lang, looks[0])
			page.run("window.heard = fetch; window.fetch = () => Promise.reject(new TypeError('offline'))")
			page.until("document.getElementById('lost').innerText !== ''")
			if said := page.text("#lost"); !strings.HasPrefix(said, says) || !strings.HasSuffix(said, " UTC") {
				t.Errorf("the page says %q", said)
			}
			page.run("window.fetch = heard")
			page.until("document.getElementById('lost').innerText === ''")
		})
	}
}

// TestALookThatTakesLongSaysSo holds an answer back until the page has said that it waits.
func TestALookThatTakesLongSaysSo(t *testing.T) {
	page := open(t, "/", "en", looks[0])
	page.run(`window.heard = fetch; window.fetch = (...asked) => new Promise((done) => { window.answer = () => { window.fetch = heard; done(heard(...asked)); }; })`)
	page.until("document.getElementById('live').getAttribute('aria-busy') === 'true'")
	if said := page.text("#busy"); said != "looking for news …" {
		t.Errorf("the page says %q", said)
	}
	page.run("answer()")
	page.until("document.getElementById('live').getAttribute('aria-busy') === 'false' && document.getElementById('busy').hidden")
}
