package intake

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2"
	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"
	stripe "github.com/stripe/stripe-go/v82/webhook"

	"github.com/heed-cs/heed/shared/heed"
)

// The tools' own libraries as clients: what they sign is believed, and not when one
// byte is another.

func TestStripesOwnLibrary(t *testing.T) {
	f, body := load(t, "stripe-subscription-updated")
	const secret = "whsec_of_the_library"
	r := f.set(t)
	r.connect(heed.Connection{Name: "stripe", Provider: "stripe"}, "another", secret)
	sent := stripe.GenerateTestSignedPayload(&stripe.UnsignedPayload{Payload: []byte(body), Secret: secret, Timestamp: r.now})
	headers := map[string]string{"Stripe-Signature": sent.Header}
	r.wantAccepted(r.hook("/v1/hooks/stripe", body, headers), 200, `{"accepted":1,"ignored":0}`, 1)
	r.inbox.messages = nil
	r.wantProblem(r.hook("/v1/hooks/stripe", body+" ", headers), 401)
	for age, status := range map[time.Duration]int{300 * time.Second: 200, 301 * time.Second: 401, -time.Hour: 200} { // as the library judges
		old := stripe.GenerateTestSignedPayload(&stripe.UnsignedPayload{Payload: []byte(body), Secret: secret, Timestamp: r.now.Add(-age)})
		if w := r.hook("/v1/hooks/stripe", body, map[string]string{"Stripe-Signature": old.Header}); w.Code != status {
			t.Errorf("%v old: answered %d, want %d", age, w.Code, status)
		}
	}
	rolled := map[string]string{"Stripe-Signature": sent.Header + ",v1=00,v0=00"}
	if w := r.hook("/v1/hooks/stripe", body, rolled); w.Code != 200 {
		t.Errorf("a rolled secret is answered %d", w.Code)
	}
}

func TestStandardWebhooksLibrary(t *testing.T) {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	const body = `{"type":"feedback.nps","timestamp":"2026-03-02T11:59:00Z","subject":"acme","data":{"score":9}}`
	signer, err := standard.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range []string{"standard-webhooks", "generic"} {
		r := newRig(t)
		r.connect(heed.Connection{Name: "main", Provider: tool}, secret)
		send := func(body string, age time.Duration) *httptest.ResponseRecorder {
			at := r.now.Add(-age)
			signature, err := signer.Sign("msg-1", at, []byte(body))
			if err != nil {
				t.Fatal(err)
			}
			return r.hook("/v1/hooks/main", body[:len(body)-1]+"}", map[string]string{
				"webhook-id":        "msg-1",
				"webhook-timestamp": strconv.FormatInt(at.Unix(), 10), "webhook-signature": "v1a,AAAA " + signature,
			})
		}
		s := r.wantAccepted(send(body, 0), 200, `{"accepted":1,"ignored":0}`, 1)[0]
		if s.ID != "msg-1" || s.Subject != "acme" || s.Type != "feedback.nps" {
			t.Errorf("became %+v", s)
		}
		r.inbox.messages = nil
		r.wantProblem(send(body+" ", 0), 401) // signed with a space, sent with a brace
		r.wantProblem(send(body, 301*time.Second), 401)
		r.wantProblem(send(body, -301*time.Second), 401)
	}
}

func TestCloudEventsLibrary(t *testing.T) {
	r := newRig(t)
	r.connect(heed.Connection{Name: "bus", Provider: "cloudevents"}, "token")
	server := httptest.NewServer(r)
	defer server.Close()
	event := cloudevents.NewEvent()
	event.SetID("e-1")
	event.SetSource("https://crm.example/ü?a=1")
	event.SetType("feedback.nps")
	event.SetSubject("acme")
	event.SetTime(r.now.Add(-time.Minute))
	r.must(event.SetData(cloudevents.ApplicationJSON, map[string]any{"score": 9, "comment": "né"}))
	for name, mode := range map[string]func(context.Context) context.Context{"structured": cloudevents.WithEncodingStructured, "binary": cloudevents.WithEncodingBinary} {
		t.Run(name, func(t *testing.T) {
			r.inbox.messages = nil
			client, err := cloudevents.NewClientHTTP(cloudevents.WithTarget(server.URL+"/v1/hooks/bus"), cloudevents.WithHeader("Authorization", "Bearer token"))
			if err != nil {
				t.Fatal(err)
			}
			if result := client.Send(mode(t.Context()), event); cloudevents.IsUndelivered(result) || !cloudevents.IsACK(result) {
				t.Fatalf("sent with %v", result)
			}
			signals := r.inbox.signals(t)
			if len(signals) != 1 || signals[0].Subject != "acme" || string(signals[0].Data) != `{"comment":"né","score":9}` {
				t.Errorf("became %+v", signals)
			}
		})
	}
	r.inbox.messages = nil
	res, err := http.Post(server.URL+"/v1/hooks/bus", "application/cloudevents+json", bytes.NewReader([]byte(`{}`)))
	r.must(err)
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusUnauthorized || len(r.inbox.messages) > 0 {
		t.Errorf("without a token answered %d", res.StatusCode)
	}
}
