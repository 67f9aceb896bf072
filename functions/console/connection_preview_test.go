package console

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

const sampleRating = `{"kind":"zendesk.csat","ticket_id":"5","rating":"Prima","organization":{"external_id":"acme"}}`

func TestSampleShowsItsSignals(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusOK, "PUT", "/v1/connections/zd", `{"provider":"zendesk","credentials":["a"]}`)
	raw := base64.StdEncoding.EncodeToString([]byte(sampleRating))
	const own = `{"tables":{"ratings":{"prima":2}}}`
	for _, body := range []string{
		`{"headers":{"X-Zendesk-Webhook-Invocation-Id":"i-1"},"body":` + sampleRating + `,"mapping":` + own + `}`,
		`{"headers":{"x-zendesk-webhook-invocation-id":"i-1"},"raw":"` + raw + `","mapping":` + own + `}`,
	} {
		a := b.want(http.StatusOK, "POST", "/v1/connections/zd/preview", body)
		if a.at("signals", 0, "type") != "feedback.csat" || a.at("signals", 0, "subject") != "acme" || a.at("signals", 0, "id") != "i-1" ||
			a.at("signals", 0, "data", "score") != 2.0 || !strings.Contains(a.raw, `"ignored":[]`) {
			t.Errorf("answered %s", a.raw)
		}
	}
	a := b.want(http.StatusOK, "POST", "/v1/connections/zd/preview", `{"body":`+sampleRating+`}`)
	if !strings.HasPrefix(a.raw, `{"signals":[],"ignored":["rule rating: no score`) {
		t.Errorf("answered %s", a.raw)
	}
}

func TestSampleThatGivesNothingSaysWhy(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusOK, "PUT", "/v1/connections/sf", `{"provider":"salesforce","credentials":[{"organization_id":"00D5e000001a2BC","url_token":"t"}]}`)
	for body, reason := range map[string]string{
		`{"body":{}}`:                 "no opportunity",
		`{"body":"<a"}`:               "form that the tool sends",
		`{"body":"<!DOCTYPE a><a/>"}`: "form that the tool sends",
	} {
		a := b.want(http.StatusOK, "POST", "/v1/connections/sf/preview", body)
		if text, _ := a.at("ignored", 0).(string); !strings.Contains(text, reason) {
			t.Errorf("%s is answered %s", body, a.raw)
		}
	}
}

func TestSampleMistakesAreNamed(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusNotFound, "POST", "/v1/connections/zd/preview", `{"body":{}}`)
	b.want(http.StatusOK, "PUT", "/v1/connections/zd", `{"provider":"zendesk","credentials":["a"]}`)
	for body, pointer := range map[string]string{
		`{}`:                       "/body",
		`{"body":{},"raw":"e30="}`: "/body",
		`{"body":{},"mapping":{"rules":[{"name":"rating","time":"now()"}]}}`: "/mapping/rules/0/time",
	} {
		if a := b.want(http.StatusUnprocessableEntity, "POST", "/v1/connections/zd/preview", body); a.at("errors", 0, "pointer") != pointer {
			t.Errorf("%s is answered %s", body, a.raw)
		}
	}
}

func TestSampleOfAConnectionToBe(t *testing.T) {
	b := newBench(t)
	const try = `{"provider":"%s","body":{"id":"1","type":"feedback.nps","subject":"acme","data":{"score":9}}}`
	a := b.want(http.StatusOK, "POST", "/v1/connections/new/preview", fmt.Sprintf(try, "generic"))
	if a.at("signals", 0, "source") != "generic:new" || a.at("signals", 0, "subject") != "acme" {
		t.Errorf("answered %s", a.raw)
	}
	if a := b.want(http.StatusUnprocessableEntity, "POST", "/v1/connections/new/preview", fmt.Sprintf(try, "fax")); a.at("errors", 0, "pointer") != "/provider" {
		t.Errorf("answered %s", a.raw)
	}
	b.want(http.StatusOK, "PUT", "/v1/connections/zd", `{"provider":"zendesk","credentials":["a"],"mapping":{"rules":[{"name":"all","ignore":"nothing is read"}]}}`)
	if a := b.want(http.StatusOK, "POST", "/v1/connections/zd/preview", fmt.Sprintf(try, "generic")); a.at("signals", 0, "subject") != "acme" {
		t.Errorf("another provider than the connection's is tried as %s", a.raw)
	}
}
