package intake

import (
	"fmt"
	"testing"
)

// TestFreshdeskChanges holds that only new tickets and changes of status count, and
// that a resolved ticket that is closed is not resolved again.
func TestFreshdeskChanges(t *testing.T) {
	const line = ` 7:2026-03-02T11:59:40Z:%s main:northwind.example {"priority":"urgent","ticket":"7"}`
	tests := []struct{ event, status, want string }{
		{"{ticket_action:created}", "Open", "ticket.opened"},
		{"", "Open", "ticket.opened"},
		{"", "Gelöst", "ticket.resolved"},
		{"{status:{from:2,to:4}}", "Resolved", "ticket.resolved"},
		{"{status:{from:3,to:5}}", "Closed", "ticket.resolved"},
		{"{status:{from:4,to:5}}", "Closed", ""},
		{"{status:{from:4,to:2}}", "Open", "ticket.reopened"},
		{"{status:{from:5,to:3}}", "Pending", "ticket.reopened"},
		{"{status:{from:2,to:3}}", "Pending", ""},
		{"{status:{from:40,to:2}}", "Open", ""}, // a status of the administrator's own
		{"{priority:{from:4,to:1}}", "Open", ""},
		{"{priority:{from:4,to:1}}", "Resolved", ""},
		{"{note_type:public}", "Open", ""},
		{"{status:{from:2,to:6}}", "Waiting for a part", ""},
		{"{status:{from:2,to:9}}", "Monthly", ""},
	}
	for _, test := range tests {
		body := fmt.Sprintf(`{"freshdesk_webhook":{"triggered_event":%q,"ticket_id":7,"ticket_status":%q,"ticket_priority":"Urgent","ticket_type":null,`+
			`"requester_email":"Dana@Northwind.example","ticket_updated_at":"2026-03-02T11:59:40Z"}}`, test.event, test.status)
		want := "ignored"
		if test.want != "" {
			want = test.want + fmt.Sprintf(line, test.status)
		}
		wantTold(t, "freshdesk", body, want)
	}
}

func TestFreshdeskAccounts(t *testing.T) {
	for members, want := range map[string]string{
		`"account_id":"acme","ticket_company_id":9`:                                         "acme",
		`"ticket_company_id":9,"requester_email":"a@b.example"`:                             "main:9",
		`"ticket_company_name":"Northwind GmbH"`:                                            "main:Northwind GmbH",
		`"account_id":"not an id","ticket_company_name":"","requester_email":"a@b.example"`: "main:b.example",
	} {
		body := fmt.Sprintf(`{"freshdesk_webhook":{"ticket_id":"7","ticket_status":"Open","ticket_updated_at":"2026-03-02T11:59:40Z",%s}}`, members)
		wantTold(t, "freshdesk", body, `ticket.opened 7:2026-03-02T11:59:40Z:Open `+want+` {"ticket":"7"}`)
	}
	wantTold(t, "freshdesk", `{"freshdesk_webhook":{"ticket_id":"7","ticket_status":"Open","requester_email":"dana@gmail.com"}}`, "ignored")
	wantTold(t, "freshdesk", `{"ticket":7}`, "ignored")
	wantTold(t, "freshdesk", `{"freshdesk_webhook":[]}`, "ignored")
	wantTold(t, "freshdesk", `{"freshdesk_webhook":{"triggered_event":{"a":1},"ticket_status":["Open"]}}`, "ignored")
}
