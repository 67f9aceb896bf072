package intake

import (
	"fmt"
	"testing"
)

// TestPipedriveDeals holds that what adds to a contract neither renews it nor passes
// for its total.
func TestPipedriveDeals(t *testing.T) {
	deal := func(title, status, rest string) string {
		return fmt.Sprintf(`{"meta":{"id":"m","entity":"deal","action":"change","timestamp":"2026-03-02T11:59:40Z"},
			"data":{"id":9,"org_id":70,"title":%q,"status":%q%s},"previous":{"status":"open"}}`, title, status, rest)
	}
	for body, want := range map[string]string{
		deal("Northwind renewal 2026", "won", `,"value":480.5,"currency":"USD"`): `contract.renewed m main:70 {"arr":{"amount":48050,"currency":"USD"},"contract":"70"}`,
		deal("Northwind", "won", ``):                            `contract.signed m main:70 {"contract":"70"}`,
		deal("Renewal and upgrade", "won", ``):                  `contract.renewed m main:70 {"contract":"70"}`,
		deal("Northwind upsell of seats", "won", `,"value":10`): "ignored",
		deal("Northwind Add-On", "lost", ``):                    "ignored",
		deal("Northwind", "lost", ``):                           "ignored",
		deal("Northwind renewal", "lost", ``):                   `contract.ended m main:70 {"contract":"70","outcome":"lost"}`,
	} {
		wantTold(t, "pipedrive", body, want)
	}
}

// TestHubSpotPushedDeals holds the same of deals that a workflow pushes.
func TestHubSpotPushedDeals(t *testing.T) {
	deal := func(stage, rest string) string {
		return fmt.Sprintf(`{"kind":"hubspot.deal","deal_id":"9","stage":%q,"company_id":"70","updated_at":"2026-03-02T11:59:40Z"%s}`, stage, rest)
	}
	for body, want := range map[string]string{
		deal("closedwon", `,"deal_name":"Northwind renewal","deal_type":"existingbusiness"`): `contract.renewed deal:9:closedwon:2026-03-02T11:59:40Z main:70 {"contract":"70"}`,
		deal("closedwon", `,"deal_name":"Northwind","deal_type":"newbusiness"`):              `contract.signed deal:9:closedwon:2026-03-02T11:59:40Z main:70 {"contract":"70"}`,
		deal("closedwon", ``): `contract.renewed deal:9:closedwon:2026-03-02T11:59:40Z main:70 {"contract":"70"}`,
		deal("closedwon", `,"deal_name":"Northwind","deal_type":"existingbusiness","amount":"10"`): "ignored",
		deal("closedwon", `,"deal_name":"Upsell of seats","amount":"10"`):                          "ignored",
		deal("closedlost", `,"deal_name":"Northwind","deal_type":"newbusiness"`):                   "ignored",
		deal("closedlost", `,"deal_name":"Renewal 2026","deal_type":"existingbusiness"`):           `contract.ended deal:9:closedlost:2026-03-02T11:59:40Z main:70 {"contract":"70"}`,
	} {
		wantTold(t, "hubspot", body, want)
	}
}
