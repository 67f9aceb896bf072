package deliver

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/heed-cs/heed/heedtest"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/portfolio"
)

var update = flag.Bool("update", false, "write the golden messages anew")

func TestGoldenSlackMessages(t *testing.T) {
	for _, kind := range heedtest.Types() {
		body := must(os.ReadFile("../../heedtest/events/" + kind + ".json"))
		for _, lang := range []heed.Language{heed.English, heed.German} {
			var got bytes.Buffer
			if err := json.Indent(&got, must(forSlack(kind, body, lang)), "", "  "); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", "slack", kind+"."+string(lang)+".json")
			if *update {
				if err := os.WriteFile(file, append(got.Bytes(), '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(must(os.ReadFile(file))), got.String()+"\n"); diff != "" {
				t.Errorf("%s in %s (-want +got); if that is meant, run go test ./functions/deliver -update\n%s", kind, lang, diff)
			}
		}
	}
}

// TestSlackKeepsItsBounds whatever the words are: no block is too long, nothing
// formats, links or calls, and no character is cut in two.
func TestSlackKeepsItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.SampledFrom([]rune("<>&*_~`!@#🚀é\n")), 0, 4000, -1))
		event := map[string]any{"type": word.Draw(t, "type"), "data": map[string]any{
			"account": map[string]any{"id": "a", "name": word.Draw(t, "name"), "url": "https://heed.example.com/ui/accounts/a"},
			"reason":  word.Draw(t, "reason"),
			"risk":    map[string]any{"band": "high", "factors": []any{map[string]any{"contribution": 1, "reason": word.Draw(t, "factor")}}},
			"plays":   []any{map[string]any{"title": word.Draw(t, "title"), "steps": []any{word.Draw(t, "step")}}},
		}}
		keepsBounds(t, must(forSlack("", must(json.Marshal(event)), heed.German)))
		name := heed.AccountRef{ID: "a", Name: word.Draw(t, "name")}
		moved := slices.Repeat([]portfolio.Change{{Account: name, To: heed.High, Reason: word.Draw(t, "reason")}}, 20)
		day := map[string]any{"data": portfolio.Assessed{
			Since: new(heed.Day("2026-11-19")), Changed: 999, Changes: moved, Reason: word.Draw(t, "reason"), URL: "https://heed.example.com/",
			Decisions: slices.Repeat([]portfolio.Decision{{Account: name, Band: heed.Low}}, 10),
		}}
		keepsBounds(t, must(forSlack(heed.PortfolioAssessed, must(json.Marshal(day)), heed.German)))
	})
}

func keepsBounds(t *rapid.T, raw []byte) {
	var m slackMessage
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	holds := func(text string, most int) {
		bare := strings.NewReplacer("&amp;", "", "&lt;", "", "&gt;", "").Replace(text)
		if n := utf8.RuneCountInString(text); n == 0 || n > most || strings.ContainsAny(bare, "<>&") || !utf8.ValidString(text) {
			t.Fatalf("%d characters, at most %d: %q", n, most, text)
		}
	}
	holds(m.Text, maxSection)
	for _, b := range m.Blocks {
		if b.Text != nil {
			holds(b.Text.Text, map[string]int{"header": maxHeading, "section": maxSection}[b.Type])
			if b.Text.Type != "plain_text" {
				t.Fatalf("words from outside stand in %s", b.Text.Type)
			}
		}
	}
}

func TestASlackEndpointGetsAMessage(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("chat", func(r *http.Request) (*http.Response, error) {
			return says(429, "", "Retry-After", "30")(r)
		})
		w.change("chat", func(ep *heed.Endpoint) { ep.Format = heed.FormatSlack })
		k := w.born("chat")[0]
		w.inSeries(k)
		var m slackMessage
		if err := json.Unmarshal([]byte(w.to("chat")[0].body), &m); err != nil || len(m.Blocks) == 0 || !strings.Contains(m.Text, "&lt;by half&gt; &amp; tickets rose") {
			t.Errorf("posted %s", w.to("chat")[0].body)
		}
		w.expect(k, heed.Pending, 1, classStatus)
		if wait := time.Until(w.delivery(k).NextAt); wait < 48*time.Second { // never sooner than after a minute, give or take
			t.Errorf("after Slack's 429 it waits %v", wait)
		}
		if strings.Contains(w.log.String(), "https://") {
			t.Errorf("logged: %s", w.log.String())
		}
	})
}
