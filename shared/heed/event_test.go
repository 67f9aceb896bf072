package heed

import (
	"encoding/json"
	"testing"
	"time"
)

func TestEventBody(t *testing.T) {
	berlin := noon.In(time.FixedZone("", 3600))
	e, err := NewEvent(RiskRaised, Account{ID: "acme", Incarnation: "i1"}, 7, berlin, EventFacts{Band: High}, map[string]int{"x": 1})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"evt_eyq3anq3vtnrxs6fabfe26adr4","type":"risk.raised","timestamp":"2026-03-02T12:00:00Z","data":{"x":1}}`
	if string(e.Body) != want || e.ID != "evt_eyq3anq3vtnrxs6fabfe26adr4" || e.Account != "acme" || e.Facts.Band != High {
		t.Errorf("the event is %+v with the body %s", e, e.Body)
	}
	if again, _ := NewEvent(RiskRaised, Account{ID: "acme", Incarnation: "i1"}, 7, berlin.Add(time.Hour), EventFacts{}, nil); again.ID != e.ID {
		t.Error("said later, it has another id")
	}
}

func TestTestEventsSaySo(t *testing.T) {
	e, err := NewOperationalEvent(Ping, "ep", noon, struct{}{}, true)
	var body struct {
		Test bool `json:"test"`
	}
	if err != nil || json.Unmarshal(e.Body, &body) != nil || !body.Test || e.Account != "" {
		t.Errorf("the event is %s, %v", e.Body, err)
	}
}

func TestUnwritableData(t *testing.T) {
	if _, err := NewEvent(RiskRaised, Account{}, 1, noon, EventFacts{}, func() {}); err == nil {
		t.Error("a function was written")
	}
}
