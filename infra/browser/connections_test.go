package browser

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestToolIsConnectedTriedAndHeard chooses a tool, tries a sample, connects it, sends a
// webhook and a forgery to the address shown, and sees both arrive without a reload.
func TestToolIsConnectedTriedAndHeard(t *testing.T) {
	for lang, words := range map[string]struct{ tried, made, accepted, refused, gone string }{
		"en": {"It would become one signal", "The connection is there.", "accepted", "refused", "The connection is deleted."},
		"de": {"Daraus würde ein Signal", "Die Verbindung ist da.", "angenommen", "abgewiesen", "Die Verbindung ist gelöscht."},
	} {
		t.Run(lang, func(t *testing.T) {
			page := open(t, "/ui/connections", lang, looks[0])
			page.follow(".head a.button")
			page.follow(`a[href="/ui/connect?provider=generic"]`)
			page.run("document.getElementById('name').value = 'tool-" + lang + "'")
			page.do("giving it a token", chromedp.Focus(chromedp.CSS("#credential-0-secret")), chromedp.KeyEvent("the-token"))
			page.follow("button[value=preview]")
			if got := page.text("#sounded h3"); got != words.tried {
				t.Fatalf("the sample is said to become %q", got)
			}
			page.shoot("connect-tried-" + lang)
			if found := page.axe(axe(t)); found != "" {
				t.Error(found)
			}
			page.follow("button[value=save]")
			if got := page.text(".notice"); !strings.HasPrefix(got, words.made) {
				t.Fatalf("the page says %q", got)
			}
			address := page.text("#address .secret")
			post(t, address, "the-token", `{"id":"`+lang+`","type":"feedback.nps","subject":"northwind","data":{"score":9}}`, http.StatusOK)
			post(t, address, "a-guess", `{}`, http.StatusUnauthorized)
			page.until("document.querySelectorAll('#arrivals tbody tr').length === 2 && document.querySelector('#arrivals td a')?.innerText === 'Northwind'")
			if rows := page.text("#arrivals tbody"); !strings.Contains(rows, words.accepted) || !strings.Contains(rows, words.refused) {
				t.Errorf("the page shows %q", rows)
			}
			page.do("opening the question", chromedp.Click(chromedp.CSS("#delete summary")))
			page.follow("#delete button")
			if said := page.text(".notice"); said != words.gone {
				t.Errorf("the page says %q", said)
			}
		})
	}
}

// post sends a webhook with a bearer token.
func post(t *testing.T, address, token, body string, want int) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != want {
		t.Errorf("the webhook is answered %d, want %d", answer.StatusCode, want)
	}
}
