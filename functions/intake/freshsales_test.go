package intake

import (
	"fmt"
	"testing"
)

// TestFreshsalesDeals holds that only renewals end contracts, and that what adds to
// a contract does not pass for its total.
func TestFreshsalesDeals(t *testing.T) {
	deal := func(name, stage, rest string) string {
		return fmt.Sprintf(`{"kind":"freshsales.deal","deal_id":"9","deal_name":%q,"deal_stage":%q,"account_id":"70","updated_at":"2026-03-02T11:59:40Z"%s}`, name, stage, rest)
	}
	tests := map[string]string{
		deal("Northwind Renewal", "Won", `,"deal_amount":"480.50","currency":"usd","renewal_date":"2027-05-31"`): `contract.renewed 9:2026-03-02T11:59:40Z:Won main:70 {"arr":{"amount":48050,"currency":"USD"},"contract":"70","renewal_date":"2027-05-31"}`,
		deal("Northwind", "Closed Won", ``):                                 `contract.signed 9:2026-03-02T11:59:40Z:Closed Won main:70 {"contract":"70"}`,
		deal("Northwind", "Won", `,"heed_account":"acme","contract":"C-1"`): `contract.signed 9:2026-03-02T11:59:40Z:Won acme {"contract":"C-1"}`,
		deal("Northwind renewal", "Lost", `,"lost_reason":"price"`):         `contract.ended 9:2026-03-02T11:59:40Z:Lost main:70 {"contract":"70","outcome":"lost","reason":"price"}`,
		deal("Renewal and upgrade", "Won", ``):                              `contract.renewed 9:2026-03-02T11:59:40Z:Won main:70 {"contract":"70"}`,
		deal("Northwind", "Lost", ``):                                       "ignored",
		deal("Northwind upsell of seats", "Won", `,"deal_amount":"10"`):     "ignored",
		deal("Northwind renewal", "Negotiation", ``):                        "ignored",
		`{"kind":"freshsales.deal"}`:                                        "ignored",
		`{}`:                                                                "ignored",
	}
	for body, want := range tests {
		wantTold(t, "freshsales", body, want)
	}
}
