package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestMetricsBySegment chooses a metric and a grouping, and reads values with their
// intervals, drawn and in the table.
func TestMetricsBySegment(t *testing.T) {
	for lang, answers := range map[string]string{"en": "answers", "de": "Antworten"} {
		t.Run(lang, func(t *testing.T) {
			page := open(t, "/ui/metrics", lang, looks[0])
			page.follow(`.side a[href*="metric=csat"]`)
			page.do("choosing segments", chromedp.SetValue(chromedp.CSS("select[name=by]"), "segment"))
			page.follow(".ask button")
			if rows := get[int](page, "document.querySelectorAll('#groups .scores tbody tr').length"); rows < 3 {
				t.Errorf("%d segments, want three", rows)
			}
			page.until("document.querySelectorAll('#groups canvas').length === document.querySelectorAll('#groups figure').length")
			if text := page.text("#groups .scores"); !strings.Contains(text, answers) {
				t.Errorf("the table does not say how sure it is: %s", text)
			}
		})
	}
}
