package heed

import (
	"testing"
	"time"
)

// What is said after a moment is not known at it, and what no noun is made of
// changes nothing.
func TestThingsAreFoldedAsOfAMoment(t *testing.T) {
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	said := func(kind, data string, days int) Facts {
		return Facts{}.With(Fact{Stamp: Stamp{Time: at.AddDate(0, 0, days), ID: kind}, Type: kind, Data: []byte(data)})
	}
	var all Things
	for name, facts := range map[string]Facts{
		"contract": said(ContractSigned, `{"contract":"k"}`, -1), "later": said(ContractSigned, `{"contract":"n"}`, 1),
		"ticket": said(TicketOpened, `{"ticket":"t"}`, -1), "invoice": said(InvoiceOverdue, `{"invoice":"i"}`, -1),
		"paid": said(PaymentPaid, `{"invoice":"j"}`, -1), "milestone": said(MilestoneMissed, `{"milestone":"m"}`, -1),
		"person": said(ContactJoined, `{"contact":"u"}`, -1), "goal": said(ObjectiveStated, `{"objective":"o"}`, -1),
		"pulse": said(PulseReported, `{"score":2}`, -1), "score": said(FeedbackNPS, `{"score":2}`, -1), "nothing": nil,
	} {
		if err := all.Take(name, facts, at); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if len(all.Contracts) != 1 || all.Contracts[0].ID != "k" || len(all.Tickets) != 1 || len(all.Invoices) != 2 ||
		len(all.Milestones) != 1 || len(all.Objectives) != 1 || all.Pulse == nil || all.Contacts["person"].ID != "u" {
		t.Errorf("the things are %+v", all)
	}
}
