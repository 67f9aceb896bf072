package score

import (
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

func (w *world) cases(account string) (all []heed.Case) {
	w.t.Helper()
	for row, err := range w.rec.CasesOf(w.t.Context(), account) {
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, row.Value)
	}
	return all
}

// A risk that is high opens a case, and while that is open none is opened beside it.
func TestARiskOpensOneCase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.judge("acme")
		time.Sleep(time.Hour)
		w.worsen("acme")
		w.say("acme", heed.ContactLeft, data{"contact": "u1"})
		w.say("acme", heed.ContractCancelNoticed, data{"contract": "c1"})
		w.judge("acme", "acme")
		w.judge("acme")
		all := w.cases("acme")
		if len(all) != 1 || all[0].Kind != heed.RiskCase || all[0].Reason.EN == "" || all[0].Reason.DE == "" || all[0].Due != heed.DayOf(time.Now()).Add(5) || all[0].ID != w.head("acme").RiskCase {
			t.Fatalf("the cases are %+v, the head names %q", all, w.head("acme").RiskCase)
		}
		if ev := w.newest("acme"); all[0].Event != ev.ID || ev.Type != heed.RiskRaised {
			t.Errorf("it was opened for %s, want %s", all[0].Event, ev.ID)
		}
		_, told := w.said("acme")
		var body struct{ Data heed.CaseChanged }
		if len(told) != 1 || told[0].Type != heed.CaseOpened || json.Unmarshal(told[0].Body, &body) != nil {
			t.Fatalf("told of it is %v", told)
		}
		if k := body.Data.Case; k.ID != all[0].ID || k.Kind != heed.RiskCase || k.Outcome != nil || body.Data.Sequence != w.head("acme").Sequence {
			t.Errorf("told of it is %s", told[0].Body)
		}
	})
}

// All that one judgement says fits into its Write, however many are told.
func TestEveryEndpointIsToldOfTheCase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		for n := range heed.MaxEndpoints - 1 { // beside "all"
			w.write(records.PutEndpoint(records.Row[heed.Endpoint]{Value: heed.Endpoint{ID: fmt.Sprint("e", n), Events: []string{"*"}, Status: heed.EndpointEnabled}}))
		}
		w.account("acme")
		w.judge("acme")
		time.Sleep(time.Hour)
		w.say("acme", heed.ContractCancelNoticed, data{"contract": "c1"})
		w.judge("acme")
		for _, endpoint := range []string{"all", "e0", "e18"} {
			if got := w.deliveries(endpoint); len(got) != 2 {
				t.Errorf("%s gets %v", endpoint, got)
			}
		}
	})
}

func TestMediumRisksAndSilentSettingsOpenNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.settings(func(s *heed.Settings) { s.Cases.RiskDays = 0 })
		w.account("acme")
		w.judge("acme")
		time.Sleep(time.Hour)
		w.say("acme", heed.ContractCancelNoticed, data{"contract": "c1"})
		w.judge("acme")
		expectEvents(t, w, "acme", heed.RiskRaised)
		if all := w.cases("acme"); len(all) != 0 {
			t.Errorf("the cases are %+v", all)
		}
	})
}

// What a person closed is opened anew by the next crossing.
func TestTheNextCrossingOpensAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.judge("acme")
		time.Sleep(time.Hour)
		w.say("acme", heed.ContractCancelNoticed, data{"contract": "c1"})
		w.judge("acme")
		row, err := w.rec.Account(t.Context(), "acme")
		if err != nil {
			t.Fatal(err)
		}
		row.Value.RiskCase = ""
		w.write(records.PutAccount(row))
		time.Sleep(time.Hour)
		w.say("acme", heed.ContractCancelWithdrawn, data{"contract": "c1"})
		for range 3 {
			w.judge("acme")
			time.Sleep(25 * time.Hour)
		}
		w.say("acme", heed.ContractCancelNoticed, data{"contract": "c1"})
		w.judge("acme")
		if all := w.cases("acme"); len(all) != 2 {
			t.Errorf("the cases are %+v, after the events %v", all, w.events("acme"))
		}
	})
}
