package intake

import (
	"fmt"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

const callout = `{"eventId":"e","object":"Opportunity","recordId":"006","accountId":"001","type":%q,"stage":%q,"amount":480.5,"currency":"EUR","occurredAt":"2026-03-02T11:59:31.000+0000"}`

// TestSalesforceCallouts holds that an opportunity's type decides: renewals renew
// and end contracts, new business begins them, and what adds to one is not its total.
func TestSalesforceCallouts(t *testing.T) {
	const arr = `{"arr":{"amount":48050,"currency":"EUR"},"contract":"001"}`
	tests := map[string]string{
		fmt.Sprintf(callout, "Renewal", "Closed Won"):                                                                                `contract.renewed e main:001 ` + arr,
		fmt.Sprintf(callout, "Renewal - 3 years", "Closed Won"):                                                                      `contract.renewed e main:001 ` + arr,
		fmt.Sprintf(callout, "New Customer", "Closed Won"):                                                                           `contract.signed e main:001 ` + arr,
		fmt.Sprintf(callout, "Renewal", "Closed Lost"):                                                                               `contract.ended e main:001 {"contract":"001","outcome":"lost"}`,
		fmt.Sprintf(callout, "New Business", "Closed Lost"):                                                                          "ignored",
		fmt.Sprintf(callout, "Existing Business", "Closed Lost"):                                                                     "ignored",
		fmt.Sprintf(callout, "Existing Customer - Upgrade", "Closed Won"):                                                            "ignored",
		fmt.Sprintf(callout, "", "Closed Won"):                                                                                       "ignored",
		fmt.Sprintf(callout, "Renewal", "Negotiation"):                                                                               "ignored",
		`{"eventId":"e","object":"Account","recordId":"001","name":"Northwind","industry":"Energy"}`:                                 `account.updated e main:001 {"industry":"Energy","name":"Northwind"}`,
		`{"eventId":"e","object":"Case","recordId":"500","accountId":"001","status":"Escalated","priority":"High","type":"Problem"}`: `ticket.escalated e main:001 {"kind":"problem","priority":"high","ticket":"500"}`,
		`{"eventId":"e","object":"Case","recordId":"500","accountId":"001","status":"Working"}`:                                      "ignored",
		`{"object":"Account","recordId":"001"}`:                                                                                      "ignored", // no id
		`{"object":"Lead"}`:                                                                                                          "ignored",
		`{}`:                                                                                                                         "ignored",
	}
	for body, want := range tests {
		wantTold(t, "salesforce", body, want)
	}
}

// outbound posts an outbound message with records as Salesforce would.
func outbound(t *testing.T, body string) (*rig, int, string) {
	r := newRig(t)
	r.connectWith(heed.Connection{Name: "sf", Provider: "salesforce", Token: "address"}, []byte(`{"organization_id":"00D5e000001a2BCEAY","url_token":"address"}`))
	w := r.serve("POST", "/v1/hooks/sf/address", body, "Content-Type: text/xml; charset=utf-8")
	return r, w.Code, w.Body.String()
}

func notifications(records string) string {
	return `<Envelope><Body><notifications><OrganizationId>00D5e000001a2BC</OrganizationId>` + records + `</notifications></Body></Envelope>`
}

// TestSalesforceAlwaysAcknowledges holds that one record that says nothing does not
// keep Salesforce sending the others again.
func TestSalesforceAlwaysAcknowledges(t *testing.T) {
	for name, records := range map[string]string{
		"no record":     "",
		"empty record":  `<Notification><Id>04l1</Id><sObject/></Notification>`,
		"nil fields":    `<Notification><Id>04l1</Id><sObject xmlns:xsi="x" xsi:type="sf:Account"><Id xsi:nil="true"/></sObject></Notification>`,
		"nested fields": `<Notification><Id>04l1</Id><sObject><a><b>c</b></a></sObject></Notification>`,
		"no id":         `<Notification><sObject xmlns:xsi="x" xsi:type="sf:Account"><Id>001</Id></sObject></Notification>`,
	} {
		r, code, answer := outbound(t, notifications(records))
		if code != 200 || !strings.Contains(answer, "<Ack>true</Ack>") {
			t.Errorf("%s: answered %d %s", name, code, answer)
		}
		if n := len(r.inbox.signals(t)); name != "no id" && n != 0 {
			t.Errorf("%s: became %d signals", name, n)
		}
	}
}

// TestSalesforceUnsafeXML holds that what only attacks on parsers send is not read.
func TestSalesforceUnsafeXML(t *testing.T) {
	good := notifications(`<Notification><Id>04l1</Id><sObject xmlns:xsi="x" xsi:type="sf:Account"><Id>001</Id></sObject></Notification>`)
	if r, code, _ := outbound(t, good); code != 200 || len(r.inbox.signals(t)) != 1 {
		t.Fatal("the message itself is not understood")
	}
	for name, body := range map[string]string{
		"document type": `<!DOCTYPE e [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + good,
		"bare type":     `<!DOCTYPE Envelope>` + good,
		"late entity":   strings.Replace(good, "<Body>", `<Body><!ENTITY a "b">`, 1),
		"own entity":    strings.Replace(good, ">001<", ">&a;<", 1),
		"cut off":       good[:len(good)-20],
		"deep":          strings.Repeat("<a>", 100_000) + strings.Repeat("</a>", 100_000),
		"UTF-16":        "\xff\xfe<\x00a\x00",
		"UTF-7":         `<?xml version="1.0" encoding="UTF-7"?>` + good,
		"no UTF-8":      strings.Replace(good, ">001<", ">\xff<", 1),
		"two worlds":    `{"a":"` + good + `"}`,
	} {
		if r, code, answer := outbound(t, body); code != 401 || len(r.inbox.messages) > 0 {
			t.Errorf("%s: answered %d %s", name, code, answer)
		}
	}
}

// TestSalesforceAddressesRotate holds that both live addresses are believed, each
// with its own organization only.
func TestSalesforceAddressesRotate(t *testing.T) {
	r := newRig(t)
	r.connectWith(heed.Connection{Name: "sf", Provider: "salesforce", Token: "new"},
		[]byte(`{"organization_id":"00D5e000001a2BC","url_token":"new"}`), []byte(`{"organization_id":"00D5e000001a2XX","url_token":"old"}`))
	own, other := notifications(""), strings.Replace(notifications(""), "a2BC", "a2XX", 1)
	for _, test := range []struct {
		address, body string
		status        int
	}{
		{"/new", own, 200}, {"/old", other, 200}, {"/new", other, 401}, {"/old", own, 401}, {"/else", own, 401}, {"", own, 401},
	} {
		if w := r.serve("POST", "/v1/hooks/sf"+test.address, test.body); w.Code != test.status {
			t.Errorf("%s: answered %d, want %d", test.address, w.Code, test.status)
		}
	}
}

// TestSalesforceFieldsAreText holds that CDATA and entities of XML itself are read.
func TestSalesforceFieldsAreText(t *testing.T) {
	r, _, _ := outbound(t, notifications(`<Notification><Id>04l1</Id><sObject xmlns:xsi="x" xsi:type="sf:Account"><Id>001</Id><Name>A &amp; <![CDATA[<B>]]></Name></sObject></Notification>`))
	if s := r.inbox.signals(t); len(s) != 1 || string(s[0].Data) != `{"name":"A & <B>"}` || s[0].ID != "00D5e000001a2BC:04l1" {
		t.Errorf("became %+v", s)
	}
}
