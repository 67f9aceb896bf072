package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/heed-cs/heed/infra/stack"
	"github.com/heed-cs/heed/shared/heed"
)

// How a smoke test waits. What a stack does takes seconds; the first time minutes.
const (
	smokePause    = time.Second
	smokePatience = 5 * time.Minute
)

type smokeCommand struct{ doctorCommand }

// Run examines a deployed Heed, sends one account through it, and reads from the
// log what only a run on AWS can tell.
func (c *smokeCommand) Run(ctx context.Context, t *terminal) error {
	if c.Stack == "" || c.Key == "" {
		return errors.New("a smoke test needs --stack, and HEED_KEY with an admin key of it")
	}
	s, err := c.open(ctx, c.Stack)
	if err != nil {
		return err
	}
	findings, err := c.examine(ctx)
	if err != nil {
		return err
	}
	if c.URL == defaultURL {
		c.URL = s.Outputs["Url"]
	}
	api, err := c.client()
	if err != nil {
		return err
	}
	began := time.Now()
	findings = append(findings, (&smoke{api: api, id: "smoke-" + strings.ToLower(rand.Text()[:8])}).tour(ctx)...)
	findings = append(findings, logged(ctx, s, began)...)
	return c.report(t, findings)
}

// logged is what the log tells since the tour began.
func logged(ctx context.Context, s *stack.Stack, since time.Time) []heed.Finding {
	found, err := s.Logged(ctx, since)
	if err != nil {
		return []heed.Finding{heed.Find("log", "It cannot be read: %v.", err).Fail("Allow your credentials logs:FilterLogEvents.")}
	}
	return found
}

// smoke sends one account through Heed and takes it away again. What it says of it
// announces nothing: one good answer.
type smoke struct {
	api *client
	id  string
}

// tour does one step after the other, and ends with the first that fails.
func (s *smoke) tour(ctx context.Context) (found []heed.Finding) {
	for _, step := range []func(context.Context) (heed.Finding, error){s.make, s.listed, s.signal, s.judged, s.counted, s.tooLarge, s.remove} {
		f, err := step(ctx)
		if err != nil {
			return append(found, heed.Find("tour", "The account %s did not pass: %v.", s.id, err).
				Fail("Read the log and the queues (heed queues), then delete the account."))
		}
		found = append(found, f)
	}
	return found
}

func (s *smoke) path() string { return accountPath(s.id) }

func (s *smoke) make(ctx context.Context) (heed.Finding, error) {
	err := s.api.call(ctx, http.MethodPut, s.path(), map[string]string{"name": "Smoke test"}, nil)
	return heed.Find("tour", "The account %s is made.", s.id), err
}

// listed waits until the account is in a list, which comes from the table's index.
func (s *smoke) listed(ctx context.Context) (heed.Finding, error) {
	took, err := until(ctx, "the account is not listed", func() (bool, error) {
		var page struct{ Items []any }
		err := s.api.call(ctx, http.MethodGet, "/v1/accounts?q="+url.QueryEscape(s.id), nil, &page)
		return len(page.Items) == 1, err
	})
	return heed.Find("index lag", "The account was listed after %v; the console remembers lists for 5 s.", took), err
}

// signal sends the same answer twice.
func (s *smoke) signal(ctx context.Context) (heed.Finding, error) {
	signal := map[string]any{
		"id": s.id, "source": "smoke", "type": heed.FeedbackNPS, "subject": s.id, "data": map[string]any{"score": 9},
		"time": time.Now().UTC().Format(time.RFC3339),
	}
	for range 2 {
		if err := s.api.call(ctx, http.MethodPost, "/v1/signals", signal, nil); err != nil {
			return heed.Finding{}, err
		}
	}
	return heed.Find("tour", "A signal is queued, twice."), nil
}

func (s *smoke) judged(ctx context.Context) (heed.Finding, error) {
	took, err := until(ctx, "the account is not judged", func() (bool, error) {
		var answer struct{ Risk any }
		err := s.api.call(ctx, http.MethodGet, s.path(), nil, &answer)
		return answer.Risk != nil, err
	})
	return heed.Find("tour", "The account was judged after %v.", took), err
}

// counted holds that the repeat counted once, by a recount.
func (s *smoke) counted(ctx context.Context) (heed.Finding, error) {
	var one recounted
	_, err := until(ctx, "the counters do not equal a recount", func() (bool, error) {
		err := s.api.call(ctx, http.MethodPost, s.path()+"/recount", struct{}{}, &one)
		return one.Signals == 1 && one.Different == 0, err
	})
	return heed.Find("tour", "The signal is stored and counted once."), err
}

// tooLarge asks for an answer of API Gateway's own.
func (s *smoke) tooLarge(ctx context.Context) (heed.Finding, error) {
	const more = 11 << 20 // than the 10 MB that API Gateway passes on
	r, err := s.api.request(ctx, http.MethodPost, "/v1/signals", strings.Repeat(" ", more))
	if err != nil {
		return heed.Finding{}, err
	}
	w, err := s.api.http.Do(r)
	if err != nil {
		return heed.Finding{}, err
	}
	defer w.Body.Close()
	f := heed.Find("gateway", "A request of 11 MB is answered %s as %s.", w.Status, w.Header.Get("Content-Type"))
	if w.StatusCode != http.StatusRequestEntityTooLarge {
		f = f.Warn("413 was expected: callers that send too much may take this answer for another.")
	}
	return f, nil
}

func (s *smoke) remove(ctx context.Context) (heed.Finding, error) {
	err := s.api.call(ctx, http.MethodDelete, s.path(), nil, nil)
	return heed.Find("tour", "The account is deleted."), err
}

// until asks again and again, and says how long it took.
func until(ctx context.Context, otherwise string, holds func() (bool, error)) (time.Duration, error) {
	for began := time.Now(); ; {
		ok, err := holds()
		took := time.Since(began)
		if ok || err != nil {
			return took.Round(10 * time.Millisecond), err
		}
		if took > smokePatience || !pause(ctx, smokePause) {
			return took, fmt.Errorf("after %v %s", smokePatience, otherwise)
		}
	}
}
