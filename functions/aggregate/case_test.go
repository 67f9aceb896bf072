package aggregate

import (
	"encoding/json"
	"fmt"
	"slices"
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
	heard, told := w.said("acme", heed.FeedbackDetractor), w.said("acme", heed.CaseOpened)
	if len(heard) != 1 || len(told) != 1 {
		t.Fatalf("the events are %v and %v", heard, told)
	}
	if len(all) != 1 || all[0].Kind != heed.DetractorCase || all[0].Event != heard[0].ID || all[0].Owner != "csm-1" || all[0].Due != heed.DayOf(heard[0].At).Add(2) {
		t.Fatalf("the cases are %+v", all)
	}
	var body struct{ Data heed.CaseChanged }
	if err := json.Unmarshal(told[0].Body, &body); err != nil || body.Data.Case.ID != all[0].ID || body.Data.Sequence != 2 || body.Data.Case.ClosedAt != nil {
		t.Errorf("told of it is %s", told[0].Body)
	}
}

// said are an account's events of a type, newest first.
func (w *world) said(account, kind string) []heed.Event {
	w.t.Helper()
	events, err := w.rec.AccountEvents(w.t.Context(), account, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	return slices.DeleteFunc(events, func(ev heed.Event) bool { return ev.Type != kind })
}

// However many endpoints are told of however many detractors: no Write takes too much.
func TestEveryEndpointIsToldOfEveryDetractor(t *testing.T) {
	w := inMemory(t)
	for n := range heed.MaxEndpoints {
		w.endpoint(fmt.Sprint("e", n))
	}
	signals := []heed.Signal{signal(heed.AccountUpdated, "acme", "0", time.Now(), data{"name": "Acme"})}
	for n := range 30 {
		signals = append(signals, signal(heed.FeedbackNPS, "acme", fmt.Sprint("a", n), time.Now(), data{"score": n % 10, "contact": fmt.Sprint("u", n)}))
	}
	w.send(signals...)
	if heard, told := w.said("acme", heed.FeedbackDetractor), w.said("acme", heed.CaseOpened); len(heard) != 21 || len(told) != 21 || w.head("acme").Sequence != 42 {
		t.Errorf("%d detractors and %d cases were told, with the sequence %d", len(heard), len(told), w.head("acme").Sequence)
	}
	if n := len(w.deliver.Messages); n != 42*heed.MaxEndpoints {
		t.Errorf("%d knocks were sent", n)
	}
}

func TestProvisionalAccountsHaveNoCases(t *testing.T) {
	w := inMemory(t)
	w.send(signal(heed.FeedbackNPS, "acme", "1", time.Now(), data{"score": 2}))
	for row := range w.rec.CasesOf(t.Context(), "acme") {
		t.Errorf("there is the case %+v", row.Value)
	}
}
