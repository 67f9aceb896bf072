package console

import (
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

func TestForgetContactOrdersAJobThatNamesNobody(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{"external_ids":{"crm":["7"]}}`)
	b.as(heed.ScopeWrite).want(403, "DELETE", "/v1/accounts/acme/contacts/u-17", "")
	b.want(404, "DELETE", "/v1/accounts/nobody/contacts/u-17", "")
	for range 2 {
		b.want(204, "DELETE", "/v1/accounts/crm:7/contacts/dana%40northwind.example", "")
	}
	hash := b.rec.ContactHash("dana@northwind.example")
	job, err := b.rec.Job(t.Context(), "forget#acme#"+hash)
	if err != nil || job.Value.Until.IsZero() || job.Value.Account != "acme" {
		t.Errorf("the job is %+v, %v", job.Value, err)
	}
	for _, m := range b.signals.msgs {
		if strings.Contains(string(m.Body)+m.Group, "dana") || !strings.Contains(string(m.Body), hash) {
			t.Errorf("the message is %s, of %s", m.Body, m.Group)
		}
	}
	if f := b.account("acme").Value.Forgotten; len(f) != 1 || f[0].Contact != hash {
		t.Errorf("the account is to forget %+v", f)
	}
}
