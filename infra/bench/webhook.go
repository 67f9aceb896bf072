package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/webhook"
)

const (
	answersPerSecond = 50
	webhookAccounts  = 100
)

// measureWebhook sends bad answers to a heed of its own and waits for the signed
// webhook that each of them makes.
func measureWebhook(ctx context.Context, b *bench) error {
	p, err := b.start(ctx, "")
	if err != nil {
		return err
	}
	defer p.stop()
	r := newReceiver(1)
	defer r.close()
	r.name = answerOf
	if err := subscribe(ctx, p, r); err != nil {
		return err
	}
	_, err = b.durably(fmt.Sprintf("signal in, webhook out at %d/s", answersPerSecond), atMost(500, " ms"),
		"a heed serve process on its defaults; from the start of the POST to the verified feedback.detractor webhook; each answer's came",
		func() (sample, error) { return answered(ctx, p, r, b.paced) })
	return err
}

// answerOf finds the id of the answer that a webhook tells of.
func answerOf(_ string, body []byte) string {
	var told struct {
		Data struct{ Feedback struct{ ID string } }
	}
	_ = json.Unmarshal(body, &told) // what cannot be read has no answer's id
	return told.Data.Feedback.ID
}

// subscribe makes the receiver an endpoint of the process.
func subscribe(ctx context.Context, p *process, r *receiver) error {
	var made struct{ Secret string }
	body := fmt.Appendf(nil, `{"id":"bench","url":%q,"events":["feedback.detractor"]}`, r.url(0))
	if err := p.api(ctx, http.MethodPost, "/v1/endpoints", body, &made); err != nil {
		return err
	}
	secret, err := webhook.ParseSecret(made.Secret)
	r.trust(secret)
	return err
}

// answered posts bad answers at a steady rate, each at its instant however long
// the one before takes.
func answered(ctx context.Context, p *process, r *receiver, span time.Duration) (sample, error) {
	n := int(span.Seconds() * answersPerSecond)
	all := r.expect(n)
	errs := make([]error, n)
	var posting sync.WaitGroup
	err := pace(ctx, n, answersPerSecond, func(i int) error {
		id, start := fmt.Sprint("answer-", i), time.Now()
		r.sent(id, start)
		posting.Go(func() { errs[i] = p.api(ctx, http.MethodPost, "/v1/signals", badAnswer(id, i), nil) })
		return nil
	})
	posting.Wait()
	if err == nil {
		err = firstOf(errs)
	}
	if err == nil {
		err = await(ctx, all)
	}
	return r.took(), err
}

func badAnswer(id string, i int) []byte {
	return fmt.Appendf(nil, `{"id":%q,"source":"bench","type":%q,"subject":"account-%d","data":{"score":3,"comment":"Exports keep failing","touchpoint":"support","channel":"email","contact":"u-%d"}}`,
		id, heed.FeedbackNPS, i%webhookAccounts, i)
}
