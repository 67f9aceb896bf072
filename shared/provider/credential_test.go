package provider

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func TestCredentialShapes(t *testing.T) {
	tests := map[string]map[string]bool{
		`"secret"`:                                  {"stripe": true, "generic": true, "chargebee": false, "dynamics365": false},
		`{"user":"u","password":"p:w"}`:             {"pipedrive": true, "generic": true, "stripe": false},
		`{"header":"X-Token","value":"v"}`:          {"freshdesk": true, "segment": true, "zendesk": false},
		`{"query_key":"code","value":"v"}`:          {"dynamics365": true, "chargebee": true, "segment": false},
		`{"organization_id":"00D","url_token":"t"}`: {"salesforce": true, "generic": false},
		`{"client_id":"a","client_secret":"b"}`:     {"surveymonkey": true, "salesforce": false},
		`""`:                                        {"stripe": false, "generic": false},
		`{}`:                                        {"generic": false, "freshdesk": false},
		`null`:                                      {"generic": false},
		`7`:                                         {"generic": false},
		`{"user":"u"}`:                              {"pipedrive": false},
		`{"user":"u","password":"p","header":"h"}`:       {"pipedrive": false},
		`{"user":"u","pass":"p"}`:                        {"pipedrive": false},
		`"a\u0000b"`:                                     {"stripe": false},
		`"` + strings.Repeat("x", maxCredential) + `"`:   {"stripe": true},
		`"` + strings.Repeat("x", maxCredential+1) + `"`: {"stripe": false},
	}
	for raw, providers := range tests {
		for name, good := range providers {
			p, _ := Lookup(name)
			_, err := p.ParseCredential(json.RawMessage(raw))
			if (err == nil) != good {
				t.Errorf("%s takes %.40s: %v", name, raw, err)
			}
			if err != nil && strings.Contains(err.Error(), "p:w") {
				t.Errorf("the error quotes the credential: %v", err)
			}
		}
	}
}

func TestStaticCredentials(t *testing.T) {
	basic := func(user, password string) http.Header {
		r := http.Request{Header: http.Header{}}
		r.SetBasicAuth(user, password)
		return r.Header
	}
	tests := map[string]struct {
		c    Credential
		r    Request
		good bool
	}{
		"bearer":             {Credential{Secret: "s"}, Request{Header: http.Header{"Authorization": {"bearer s"}}}, true},
		"bearer of another":  {Credential{Secret: "s"}, Request{Header: http.Header{"Authorization": {"Bearer t"}}}, false},
		"basic for bearer":   {Credential{Secret: "s"}, Request{Header: http.Header{"Authorization": {"Basic s"}}}, false},
		"basic":              {Credential{User: "u", Password: "p:w"}, Request{Header: basic("u", "p:w")}, true},
		"other user":         {Credential{User: "u", Password: "p"}, Request{Header: basic("v", "p")}, false},
		"other password":     {Credential{User: "u", Password: "p"}, Request{Header: basic("u", "q")}, false},
		"no authorization":   {Credential{User: "u", Password: "p"}, Request{}, false},
		"header":             {Credential{Header: "x-token", Value: "v"}, Request{Header: http.Header{"X-Token": {"v"}}}, true},
		"other header":       {Credential{Header: "x-token", Value: "v"}, Request{Header: http.Header{"X-Taken": {"v"}}}, false},
		"query":              {Credential{QueryKey: "code", Value: "v/="}, Request{URL: "https://h/v1/hooks/a?b=1&code=v%2F%3D"}, true},
		"other query":        {Credential{QueryKey: "code", Value: "v"}, Request{URL: "https://h/v1/hooks/a?Code=v"}, false},
		"unreadable address": {Credential{QueryKey: "code", Value: "v"}, Request{URL: "https://h/%zz?code=v"}, false},
		"of no shape":        {Credential{}, Request{Header: http.Header{"Authorization": {"Bearer "}}}, false},
	}
	for name, test := range tests {
		if err := verifyStatic(test.r, test.c); (err == nil) != test.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCloudEventsFormats(t *testing.T) {
	const event = `{"id":"1","source":"s","type":"feedback.nps","subject":"acme","data":{"score":9}}`
	for kind, test := range map[string]struct {
		body string
		n    int // -1 is refused
	}{
		"application/cloudevents+json; charset=utf-8": {event, 1},
		"Application/CloudEvents-Batch+JSON":          {"[" + event + "," + event + "]", 2},
		"application/json":                            {event, 1},
		"":                                            {event, 1},
		"application/cloudevents+xml":                 {"<event/>", -1},
		"application/cloudevents-batch+avro":          {"x", -1},
	} {
		p, _ := Lookup("cloudevents")
		m, _ := p.Mapping(nil)
		r := Request{Connection: "bus", Header: http.Header{"Content-Type": {kind}}, Body: []byte(test.body), Now: noon}
		said, err := p.Read(r, Credential{}, m, setting())
		if (err != nil) != (test.n < 0) || err == nil && len(said.Signals) != test.n {
			t.Errorf("%q gives %d signals, %v", kind, len(said.Signals), err)
		}
	}
}
