package aggregate

import (
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Every detractor that is told of opens one case, however often the answer comes.
func TestADetractorOpensACase(t *testing.T) {
	w := inMemory(t)
	bad := signal(heed.FeedbackNPS, "acme", "1", time.Now(), data{"score": 2})
	old := signal(heed.FeedbackNPS, "acme", "2", time.Now().AddDate(0, 0, -8), data{"score": 2})
	w.send(signal(heed.AccountUpdated, "acme", "0", time.Now(), data{"name": "Acme", "owner": "csm-1"}))
	w.send(bad, bad, old, signal(heed.FeedbackNPS, "acme", "3", time.Now(), data{"score": 7}))
	w.send(bad)
	var all []heed.Case
	for row, err := range w.rec.Cases(t.Context(), true) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, row.Value)
	}
	events, err := w.rec.AccountEvents(t.Context(), "acme", 10)
	if err != nil || len(events) != 1 {
		t.Fatalf("the events are %v, %v", events, err)
	}
	if len(all) != 1 || all[0].Kind != heed.DetractorCase || all[0].Event != events[0].ID || all[0].Owner != "csm-1" || all[0].Due != heed.DayOf(events[0].At).Add(2) {
		t.Errorf("the cases are %+v", all)
	}
}

func TestProvisionalAccountsHaveNoCases(t *testing.T) {
	w := inMemory(t)
	w.send(signal(heed.FeedbackNPS, "acme", "1", time.Now(), data{"score": 2}))
	for row := range w.rec.CasesOf(t.Context(), "acme") {
		t.Errorf("there is the case %+v", row.Value)
	}
}
