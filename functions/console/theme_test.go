package console

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

func TestThemesAreCountedWithoutAWord(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{}`)
	heard := func(id, contact string, back, sentiment int, themes ...string) {
		s := stored("acme", id, time.Now().AddDate(0, 0, -back), "feedback.nps", `{"score":3,"contact":"`+contact+`"}`)
		f, err := heed.FeedbackOf(s.Signal)
		key, _, ok := b.rec.SlotKey("acme", s.Signal, f)
		if err != nil || !ok {
			t.Fatal(err, ok)
		}
		slot := heed.Slot{}.With(heed.Answer{Stamp: s.Stamp(), Type: s.Type, Cell: f.Cell(s.Type, ""), Tone: &heed.Tone{Sentiment: sentiment, Themes: themes}})
		b.rows(records.PutSlot(key, records.Row[heed.Slot]{Value: slot}, time.Time{}))
	}
	heard("s-1", "u-1", 9, -600, "support", "price")
	heard("s-2", "u-2", 3, 400, "support")
	heard("s-3", "u-3", 200, -900, "price")
	for path, want := range map[string]string{"": "support 2 1 1 -0.1, price 1 1 0 -0.6", "?days=5": "support 1 0 1 0.4", "?days=365": "price 2 2 0 -0.75, support 2 1 1 -0.1"} {
		got := ""
		for i, item := range b.as(heed.ScopeRead).get("/v1/accounts/acme/themes" + path).items() {
			if i > 0 {
				got += ", "
			}
			got += strings.TrimSpace(fmt.Sprintln(item["theme"], item["comments"], item["unhappy"], item["content"], item["sentiment"]))
		}
		if got != want {
			t.Errorf("%q gives %s, want %s", path, got, want)
		}
	}
	b.want(422, "GET", "/v1/accounts/acme/themes?days=0", "")
	b.want(422, "GET", "/v1/accounts/acme/themes?since=1", "")
	b.want(404, "GET", "/v1/accounts/nobody/themes", "")
}
