package browser

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

func TestAccountTellsWhy(t *testing.T) {
	for lang, words := range map[string][2]string{"en": {"Decision by", "What to do"}, "de": {"Entscheidung bis", "Was zu tun ist"}} {
		t.Run(lang, func(t *testing.T) {
			page := open(t, "/ui/accounts/northwind", lang, looks[0])
			for _, word := range words {
				if !strings.Contains(page.text("main"), word) {
					t.Errorf("the page lacks %q", word)
				}
			}
			const adds = `(() => { const x = [...document.querySelectorAll(".receipt data")].map((d) => Number(d.value));
				let sum = x[0]; for (let i = 2; i < x.length - 1; i += 2) sum += x[i]; return Math.abs(sum - x.at(-1)) < 1e-9; })()`
			if !get[bool](page, adds) {
				t.Error("the receipt does not add up")
			}
			page.until("document.querySelectorAll('#history canvas').length === 1")
			page.do("opening the table", chromedp.Click(chromedp.CSS("#history summary")))
			if rows := get[int](page, "document.querySelectorAll('#history tbody tr').length"); rows < 10 {
				t.Errorf("the history has %d rows, want the weeks before the first judgement too", rows)
			}
		})
	}
}

// TestANewSignalShowsWithoutReload sends an answer while somebody looks.
func TestANewSignalShowsWithoutReload(t *testing.T) {
	page := open(t, "/ui/accounts/northwind", "en", looks[0])
	page.run("window.marked = true; document.querySelector('#search').focus(); scrollTo(0, 300)")
	sent := time.Now()
	say(t, `{"id":"live-1","source":"browser-test","type":"feedback.nps","subject":"northwind","data":{"score":9,"comment":"Seen live.","touchpoint":"support"}}`)
	page.until("document.querySelector('#timeline').innerText.includes('Seen live.')")
	t.Logf("the answer showed after %v", time.Since(sent).Round(10*time.Millisecond))
	if !get[bool](page, "window.marked === true") {
		t.Error("the page was loaded again")
	}
	if !get[bool](page, "document.activeElement.id === 'search' && scrollY === 300") {
		t.Error("the focus or the place on the page was lost")
	}
}

// say sends a signal as a tool does.
func say(t *testing.T, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/v1/signals", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+adminKey)
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusAccepted {
		t.Fatalf("the signal is answered %s", answer.Status)
	}
}
