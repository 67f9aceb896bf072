package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestAccountsByKeyboardAlone finds an account, sorts, walks and opens one without
// a mouse.
func TestAccountsByKeyboardAlone(t *testing.T) {
	for _, lang := range []string{"en", "de"} {
		t.Run(lang, func(t *testing.T) {
			page := open(t, "/", lang, looks[0])
			page.press("/")
			page.until("document.activeElement.id === 'search'")
			page.run("document.activeElement.select()") // the test's keyboard types the key that led here, too
			page.press("northw")
			page.enter()
			if got := get[int](page, "document.querySelectorAll('.accounts tbody tr').length"); got != 1 {
				t.Fatalf("%d accounts are called so, want Northwind alone", got)
			}
			page.press("j")
			page.enter()
			if got := page.text("h1"); !strings.HasPrefix(got, "Northwind") {
				t.Errorf("Enter opened %q", got)
			}
			page.leave("pressing 2", chromedp.KeyEvent("2"))
			if got := get[string](page, "location.pathname + location.search"); got != "/ui/accounts" {
				t.Errorf("2 opens %s, want the second page", got)
			}
		})
	}
}

func TestAccountsAreFilteredSortedAndDownloaded(t *testing.T) {
	page := open(t, "/ui/accounts", "en", looks[0])
	page.follow(".chips a.critical")
	page.follow(".accounts thead th:nth-child(4) a")
	if got := get[string](page, "document.querySelector('.accounts th[aria-sort]').innerText"); !strings.HasPrefix(got, "ARR") {
		t.Errorf("the list is sorted by %q, want ARR", got)
	}
	rows := get[int](page, "document.querySelectorAll('.accounts tbody tr').length")
	if wrong := get[int](page, "document.querySelectorAll('.accounts tbody .band:not(.critical)').length"); rows == 0 || wrong != 0 {
		t.Errorf("%d rows, %d of them not critical", rows, wrong)
	}
	const count = `(() => { const x = new XMLHttpRequest(); x.open("GET", document.querySelector("a[download]").href, false); x.send(); return x.responseText.trim().split("\n").length; })()`
	if got := get[int](page, count); got != rows+1 {
		t.Errorf("the file has %d lines, want a head and %d rows", got, rows)
	}
}

func TestHelpAndItsSwitch(t *testing.T) {
	page := open(t, "/ui/accounts", "en", looks[0])
	page.press("?")
	page.until("document.getElementById('keys').open")
	page.do("switching keys off", chromedp.Click(chromedp.CSS("#shortcuts")))
	page.press(kb.Escape)
	page.until("!document.getElementById('keys').open")
	page.press("j")
	if at := get[string](page, "document.activeElement.tagName"); at == "A" {
		t.Error("a key that was switched off still walks")
	}
	page.run("localStorage.clear()") // the browser's other tests have their keys
}
