package intake

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
)

// TestOneByteAltered holds that no tool that signs is believed when a byte of its
// body is another, wherever it is. Of a Segment batch the first event is signed:
// what is said of it does not change either.
func TestOneByteAltered(t *testing.T) {
	eachFixture(t, func(t *testing.T, name string, f fixture, body string) {
		tool, _ := provider.Lookup(f.Provider)
		if f.Expect != "valid" || body == "" || !tool.Signs && f.Provider != "segment" {
			return
		}
		r := f.set(t)
		honest := signed(f, body)
		for i := 0; i < len(body); i += 1 + len(body)/97 {
			if i < honest[0] || i >= honest[1] {
				continue
			}
			altered := body[:i] + string(body[i]^1) + body[i+1:]
			if w := f.play(r, altered); w.Code != http.StatusUnauthorized {
				t.Fatalf("byte %d altered: answered %d %s", i, w.Code, w.Body)
			}
		}
	})
}

// signed is the part of a body that a signature covers.
func signed(f fixture, body string) [2]int {
	switch f.Provider {
	case "qualtrics": // the field MSG alone, and its signature
		return [2]int{strings.Index(body, "MSG=") + len("MSG="), len(body)}
	case "segment":
		var batch []json.RawMessage
		if json.Unmarshal([]byte(body), &batch) == nil {
			return [2]int{1, 1 + len(batch[0])}
		}
	}
	return [2]int{0, len(body)}
}

// TestHeadersAltered holds that a credential in a header is compared to its last byte.
func TestHeadersAltered(t *testing.T) {
	eachFixture(t, func(t *testing.T, name string, f fixture, body string) {
		if f.Expect != "valid" || body == "" {
			return
		}
		proofs := 0
		for header, value := range f.Headers {
			lower := strings.ToLower(header)
			if !strings.Contains(lower, "sign") && lower != "authorization" && lower != "x-intake-token" || lower == "x-hubspot-signature" ||
				lower == "x-hubspot-signature-version" {
				continue
			}
			for what, other := range map[string]string{"missing": "", "longer": value + "x", "shorter": value[:len(value)-2]} {
				g := f
				g.Headers = maps.Clone(f.Headers)
				g.Headers[header] = other
				if w := g.play(f.set(t), body); w.Code != http.StatusUnauthorized {
					t.Errorf("%s %s: answered %d %s", header, what, w.Code, w.Body)
				}
			}
			proofs++
		}
		if proofs == 0 && f.Provider != "dynamics365" && f.Provider != "qualtrics" && f.Provider != "salesforce" {
			t.Error("no header of this fixture proves its sender")
		}
	})
}

func TestSegmentBatchProvenByAHeader(t *testing.T) {
	f, body := load(t, "segment-track-batch")
	r := f.set(t)
	r.connectWith(heed.Connection{Name: "proven", Provider: "segment"}, json.RawMessage(`{"header":"X-Heed","value":"token"}`))
	w := r.hook("/v1/hooks/proven", body, map[string]string{"X-Heed": "token"})
	r.wantAccepted(w, 200, `{"accepted":2,"ignored":0}`, 2)
	r.inbox.messages = nil
	r.wantProblem(r.hook("/v1/hooks/proven", body, f.Headers), 401)
}

// TestHubSpotWithOldSignaturesOnly holds that v1 and v2 prove nothing alone.
func TestHubSpotWithOldSignaturesOnly(t *testing.T) {
	f, body := load(t, "hubspot-crm-batch")
	delete(f.Headers, "X-HubSpot-Signature-v3")
	r := f.set(t)
	r.wantProblem(f.play(r, body), 401)
}

func TestSalesforceOrganizations(t *testing.T) {
	f, body := load(t, "salesforce-outbound-opportunity")
	for _, other := range []string{
		strings.Replace(body, "<OrganizationId>00D5e000001a2BCEAY", "<OrganizationId>00D5e000001a2BDEAY", 1),
		strings.Replace(body, "<OrganizationId>00D5e000001a2BCEAY", "<OrganizationId>00D", 1),
		strings.Replace(body, "?>", "?><!DOCTYPE a [<!ENTITY b 'c'>]>", 1), `{"OrganizationId":"00D5e000001a2BCEAY"}`, "",
	} {
		r := f.set(t)
		r.wantProblem(f.play(r, other), 401)
	}
	f.URL = strings.TrimSuffix(f.URL, "/fixture-sf-url-token-2c6f0b")
	r := f.set(t)
	r.wantProblem(f.play(r, body), 401)
}

// TestHandshakes holds who shakes hands with what, and that nobody else does.
func TestHandshakes(t *testing.T) {
	takes := map[string]string{"cloudevents": "OPTIONS", "intercom": "HEAD", "surveymonkey": "HEAD", "qualtrics": "GET HEAD"}
	for _, name := range provider.Names() {
		r := newRig(t)
		r.connect(heed.Connection{Name: "main", Provider: name, Token: "right"}, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
		if name == "surveymonkey" {
			r.connectWith(heed.Connection{Name: "main", Provider: name, Token: "right"}, json.RawMessage(`{"client_id":"a","client_secret":"b"}`))
		}
		for _, method := range []string{"GET", "HEAD", "OPTIONS", "PUT", "DELETE"} {
			want := http.StatusMethodNotAllowed
			if strings.Contains(takes[name], method) {
				want = http.StatusOK
			}
			w := r.serve(method, "/v1/hooks/main", "")
			if w.Code != want && !(want == http.StatusMethodNotAllowed && w.Code == http.StatusServiceUnavailable) {
				t.Errorf("%s: %s is answered %d", name, method, w.Code)
			}
			if w := r.serve(method, "/v1/hooks/main/wrong", ""); w.Code == http.StatusOK {
				t.Errorf("%s: %s with a wrong token is answered 200", name, method)
			}
		}
		if w := r.serve("HEAD", "/v1/hooks/nobody", ""); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("an unknown connection answers %d", w.Code)
		}
	}
}

// TestNothingSecretIsLogged holds that no secret, signature, body or personal byte
// of any fixture stands in the log, whatever becomes of it.
func TestNothingSecretIsLogged(t *testing.T) {
	eachFixture(t, func(t *testing.T, name string, f fixture, body string) {
		r := f.set(t)
		f.play(r, body)
		f.play(r, body+" ")
		f.play(r, "{")
		logged := r.log.String()
		for _, secret := range f.secrets() {
			if strings.Contains(logged, secret) {
				t.Errorf("logged %q: %s", secret, logged)
			}
		}
		for _, personal := range []string{"northwind.example", "Dana", "user_9921", "acct_1042", "Export", "Took three days", "Switched", "Moving"} {
			if strings.Contains(logged, personal) {
				t.Errorf("logged %q: %s", personal, logged)
			}
		}
	})
}

// secrets are all the texts of a fixture that prove something.
func (f fixture) secrets() []string {
	var all []string
	var parts map[string]string
	if json.Unmarshal(f.Secret, &parts) == nil {
		for name, part := range parts {
			if name != "user" && name != "header" && name != "query_key" {
				all = append(all, part)
			}
		}
	}
	if f.text() != "" {
		all = append(all, f.text())
	}
	for header, value := range f.Headers {
		if lower := strings.ToLower(header); strings.Contains(lower, "sign") && !strings.Contains(lower, "version") || lower == "authorization" {
			all = append(all, value)
		}
	}
	return all
}
