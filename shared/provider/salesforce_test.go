package provider

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzOutboundMessages holds that no XML makes Salesforce's message parser panic,
// believe a message of another organization, or give more records than it has.
func FuzzOutboundMessages(f *testing.F) {
	f.Add([]byte(`<Envelope><Body><notifications><OrganizationId>00D5e000001a2BCEAY</OrganizationId><Notification><Id>1</Id>` +
		`<sObject xmlns:xsi="x" xsi:type="sf:Account"><Id>001</Id></sObject></Notification></notifications></Body></Envelope>`))
	f.Add([]byte(`<a><OrganizationId>00D5e000001a2BC</OrganizationId><!-- <!DOCTYPE --></a>`))
	f.Add([]byte("\ufeff<?xml version='1.0' encoding='latin1'?><a/>"))
	c := Credential{OrganizationID: "00D5e000001a2BC", URLToken: "token"}
	f.Fuzz(func(t *testing.T, body []byte) {
		r := Request{Body: body, Token: "token"}
		if salesforce.verify(r, c) != nil {
			return
		}
		message, err := readEnvelope(body)
		if err != nil || !strings.HasPrefix(message.Organization, c.OrganizationID) {
			t.Fatalf("believes a message of %q, %v", message.Organization, err)
		}
		found, err := salesforce.decode(r, c)
		if err != nil || len(found.all) > len(body)/len("<Notification/>") {
			t.Fatalf("gives %d records of %d bytes, %v", len(found.all), len(body), err)
		}
		for _, event := range found.all {
			for name := range event.(map[string]any)["fields"].(map[string]any) {
				if !utf8.ValidString(name) {
					t.Fatalf("a field is %q", name)
				}
			}
		}
	})
}
