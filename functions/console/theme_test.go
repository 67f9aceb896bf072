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

func TestThemesOfAllAccountsAreCountedByMonth(t *testing.T) {
	b := newBench(t)
	now := time.Now().UTC()
	month := func(back int) string { return heed.MonthOf((heed.DayOf(now)[:7] + "-01").AddMonths(-back)) }
	heard := func(account, segment string, provisional bool, months ...heed.Monthly) {
		b.put(heed.Account{ID: account, Provisional: provisional, Profile: heed.Profile{Segment: segment}})
		b.rows(records.PutMonths(records.Row[heed.Months]{Value: heed.Months{Account: account, Months: months}}))
	}
	spoken := func(month string, theme string, s heed.Spoken) heed.Monthly {
		return heed.Monthly{Month: month, Themes: map[string]heed.Spoken{theme: s}}
	}
	heard("acme", "smb", false, spoken(month(3), "price", heed.Spoken{Comments: 9, Sentiment: -9000}),
		spoken(month(1), "price", heed.Spoken{Comments: 1, Unhappy: 1, Sentiment: -400}), spoken(month(0), "price", heed.Spoken{Comments: 1, Sentiment: 100}))
	heard("bolt", "mid", false, spoken(month(0), "support", heed.Spoken{Comments: 3, Content: 2, Sentiment: 1500}))
	heard("core", "mid", false, spoken(month(2), "price", heed.Spoken{Comments: 2, Sentiment: 0}))
	heard("new", "smb", true, spoken(month(0), "price", heed.Spoken{Comments: 5}))
	for path, want := range map[string]string{
		"": "price 2 4 1 0 -0.075, support 1 3 0 2 0.5", "?months=1": "support 1 3 0 2 0.5, price 1 1 0 0 0.1",
		"?segment=smb": "price 1 2 1 0 -0.15", "?segment=none": "", "?months=24&segment=smb": "price 1 11 1 0 -0.8454545454545455",
	} {
		got := ""
		for i, item := range b.as(heed.ScopeRead).get("/v1/themes" + path).items() {
			if i > 0 {
				got += ", "
			}
			got += strings.TrimSpace(fmt.Sprintln(item["theme"], item["accounts"], item["comments"], item["unhappy"], item["content"], item["sentiment"]))
		}
		if got != want {
			t.Errorf("%q gives %s, want %s", path, got, want)
		}
	}
	b.want(422, "GET", "/v1/themes?months=25", "")
	b.want(422, "GET", "/v1/themes?days=5", "")
}
