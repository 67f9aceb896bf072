package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/heed-cs/heed/functions/intake"
	"github.com/heed-cs/heed/shared/access"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
)

const (
	ingestKey  = "heed_bench_ingest"
	hookSecret = "bench-signing-secret"
	oneSignal  = `{"id":"r-1001","source":"survey-app","type":"feedback.nps","time":"2026-11-20T09:30:00Z","subject":"acme",` +
		`"data":{"score":9,"comment":"Exports work again","touchpoint":"support","channel":"email","contact":"u-17","survey":"2026-q4"}}`
	accepted = `{"accepted":1}`
)

// signalNow is oneSignal, said now: an intake takes no signal of an age of years.
func signalNow() string {
	return strings.Replace(oneSignal, "2026-11-20T09:30:00Z", time.Now().UTC().Format(time.RFC3339), 1)
}

// measureIntake compares intake, its queue forgetting, with handlers that read,
// check the same hashes and give the same answer.
func measureIntake(ctx context.Context, b *bench) error {
	r, err := newRig(b)
	if err != nil {
		return err
	}
	defer r.close()
	in, err := r.intake(ctx, forget{})
	if err != nil {
		return err
	}
	one := post("/v1/signals", signalNow(), "Authorization", "Bearer "+ingestKey)
	if err := compareIntake(ctx, b, "one signal, API key", in, bareSignals(), one, http.StatusAccepted,
		"POST /v1/signals, discarding queue, against a bare net/http handler: SHA-256 of key and body, same answer"); err != nil {
		return err
	}
	body := typeformBody(time.Now())
	hook := post("/v1/hooks/forms", body, "Typeform-Signature", typeformSignature([]byte(body)))
	return compareIntake(ctx, b, "one signed webhook", in, bareHook(), hook, http.StatusOK,
		"a Typeform webhook of 0.4 kB, discarding queue, against a bare handler: HMAC-SHA-256 of the body, same answer")
}

// compareIntake calls both handlers in turns, with callers that do next to
// nothing and with those of net/http, which cost about as much as a server and so
// show what an ordinary program sees.
func compareIntake(ctx context.Context, b *bench, name string, in, bare http.Handler, request []byte, status int, method string) error {
	mine, err := serve(in, b.writers, request)
	if err != nil {
		return err
	}
	defer mine.close()
	theirs, err := serve(bare, b.writers, request)
	if err != nil {
		return err
	}
	defer theirs.close()
	of, err := alternate(ctx, b, mine.side(status), theirs.side(status), mine.ordinary(status), theirs.ordinary(status))
	if err != nil {
		return err
	}
	b.out.add("intake, "+name+": share of a bare handler", of[0].perSecond.over(of[1].perSecond), "", atLeast(.8, ""), method)
	b.out.add("  by CPU time", of[0].perCPU.over(of[1].perCPU), "", nil, "per second of computing, server and callers together, which a busy machine moves less")
	b.out.add("  by CPU time, callers of net/http", of[2].perCPU.over(of[3].perCPU), "", nil, "the same with http.Client instead of callers that do next to nothing")
	b.out.add("  intake", of[0].perSecond, " req/s", nil, fmt.Sprintf("%d keep-alive callers on loopback, on the same cores", b.writers))
	b.out.add("  bare handler", of[1].perSecond, " req/s", nil, "the same callers, in turns")
	return nil
}

// intake is the function on this rig, with one API key and one connection.
func (r *rig) intake(ctx context.Context, inbox queue.Sender) (http.Handler, error) {
	if err := r.key(ctx, ingestKey); err != nil {
		return nil, err
	}
	credential, _ := json.Marshal(hookSecret) // a string always can be
	sealed, err := r.box.Seal(ctx, credential, []byte("forms"))
	if err != nil {
		return nil, err
	}
	forms := heed.Connection{Name: "forms", Provider: "typeform", Credentials: [][]byte{sealed}}
	if err := r.rec.Write(ctx, records.PutConnection(records.Row[heed.Connection]{Value: forms})); err != nil {
		return nil, err
	}
	return intake.New(nowhere, r.rec, access.New(r.rec, time.Minute), r.box, inbox, intake.Options{}), nil
}

// bareSignals is the least that answers POST /v1/signals as intake does.
func bareSignals() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = sha256.Sum256(body), sha256.Sum256([]byte(r.Header.Get("Authorization")))
		bareAnswer(w, http.StatusAccepted, accepted)
	})
}

// bareHook is the least that answers a signed webhook as intake does.
func bareHook() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if !hmac.Equal([]byte(typeformSignature(body)), []byte(r.Header.Get("Typeform-Signature"))) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		bareAnswer(w, http.StatusOK, `{"accepted":1,"ignored":0}`)
	})
}

func bareAnswer(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func typeformSignature(body []byte) string {
	mac := hmac.New(sha256.New, []byte(hookSecret))
	mac.Write(body)
	return "sha256=" + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// typeformBody is one answer as Typeform sends it.
func typeformBody(at time.Time) string {
	return `{"event_id":"ev1","event_type":"form_response","form_response":{"form_id":"f","token":"t1","submitted_at":"` +
		at.UTC().Format(time.RFC3339) + `","hidden":{"account_id":"acme","contact":"u-17"},"definition":{"fields":[{"id":"q1","ref":"nps","type":"opinion_scale","properties":{}}]},` +
		`"answers":[{"type":"number","number":9,"field":{"id":"q1","type":"opinion_scale","ref":"nps"}}]}}`
}
