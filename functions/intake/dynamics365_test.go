package intake

import (
	"fmt"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// dataverse is a step's context: what was changed, and the image after it.
func dataverse(entity, message, changed, image string) string {
	return fmt.Sprintf(`{"OrganizationId":"o","OperationId":"p","MessageName":%q,"PrimaryEntityId":"r","PrimaryEntityName":%q,"OperationCreatedOn":"\/Date(1772452792000+0100)\/",`+
		`"InputParameters":[{"key":"Target","value":{"Attributes":[%s]}}],"PostEntityImages":[{"key":"i","value":{"Attributes":[%s]}}]}`, message, entity, changed, image)
}

const (
	stateWon  = `{"key":"statecode","value":{"Value":1}}`
	stateLost = `{"key":"statecode","value":{"Value":2}}`
	stateOpen = `{"key":"statecode","value":{"Value":0}}`
	northwind = `{"key":"parentaccountid","value":{"Id":"a1","LogicalName":"account","Name":"Northwind"}}`
)

func named(name string) string { return fmt.Sprintf(`{"key":"name","value":%q},`, name) + northwind }

func TestDynamicsRecords(t *testing.T) {
	tests := map[string]string{
		dataverse("opportunity", "Update", stateWon+`,{"key":"actualvalue","value":{"Value":480.5}}`, named("Renewal 2026")): `contract.renewed o:p:Update:r main:a1 {"arr":{"amount":48050,"currency":"EUR"},"contract":"a1"}`,
		dataverse("opportunity", "Update", stateWon, named("Northwind")):                                                     `contract.signed o:p:Update:r main:a1 {"contract":"a1"}`,
		dataverse("opportunity", "Update", stateLost, named("Renewal 2026")):                                                 `contract.ended o:p:Update:r main:a1 {"contract":"a1","outcome":"lost"}`,
		dataverse("opportunity", "Update", stateWon, named("Upgrade and renewal")):                                           `contract.renewed o:p:Update:r main:a1 {"contract":"a1"}`,
		dataverse("opportunity", "Update", stateLost, named("Northwind")):                                                    "ignored",
		dataverse("opportunity", "Update", stateWon, named("Upgrade to Enterprise")):                                         "ignored",
		dataverse("opportunity", "Update", `{"key":"description","value":"x"}`, named("Renewal")+","+stateWon):               "ignored", // it was won before
		dataverse("incident", "Create", stateOpen, `{"key":"customerid","value":{"Id":"a1"}}`):                               `ticket.opened o:p:Create:r main:a1 {"ticket":"r"}`,
		dataverse("incident", "Update", stateOpen, `{"key":"customerid","value":{"Id":"a1"}}`):                               `ticket.reopened o:p:Update:r main:a1 {"ticket":"r"}`,
		dataverse("incident", "Update", stateWon, `{"key":"heed_account","value":"acme"}`):                                   `ticket.resolved o:p:Update:r acme {"ticket":"r"}`,
		dataverse("account", "Update", `{"key":"name","value":"Northwind"}`, ``):                                             `account.updated o:p:Update:r main:r {"name":"Northwind"}`,
		dataverse("lead", "Update", stateWon, ``):                                                                            "ignored",
		`{"InputParameters":{"key":1},"PostEntityImages":[{"key":"i","value":[]},7]}`:                                        "ignored",
		`{}`: "ignored",
	}
	for body, want := range tests {
		wantTold(t, "dynamics365", body, want)
	}
}

// TestDynamicsTimes holds that the offset in a date says nothing about the instant.
func TestDynamicsTimes(t *testing.T) {
	for text, want := range map[string]string{
		`\/Date(1772452792000)\/`: "2026-03-02T11:59:52Z", `\/Date(1772452792123-0800)\/`: "2026-03-02T11:59:52.123Z", `2026-03-02T11:59:52Z`: "2026-03-02T11:59:52Z",
	} {
		r := newRig(t)
		r.connectWith(heed.Connection{Name: "main", Provider: "dynamics365"}, []byte(`{"query_key":"code","value":"k"}`))
		w := r.serve("POST", "/v1/hooks/main?code=k", fmt.Sprintf(`{"OperationId":"p","PrimaryEntityId":"r","PrimaryEntityName":"account","OperationCreatedOn":"%s","InputParameters":[{"key":"Target","value":{"Attributes":[{"key":"name","value":"N"}]}}]}`, text))
		s := r.wantAccepted(w, 200, `{"accepted":1,"ignored":0}`, 1)[0]
		if got := s.Time.Format("2006-01-02T15:04:05.999Z07:00"); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}

func TestDynamicsMessageTooLarge(t *testing.T) {
	got := told(t, "dynamics365", dataverse("account", "Update", `{"key":"name","value":"N"}`, ``), "X-Ms-Dynamics-Msg-Size-Exceeded: true")
	if got != "ignored: the message was too large and holds no values: register fewer columns" {
		t.Error(got)
	}
}
