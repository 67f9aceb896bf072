package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/heed-cs/heed/shared/problem"
)

// remote is the running Heed that a command talks to.
type remote struct {
	URL string `env:"HEED_URL" default:"http://127.0.0.1:8080" help:"Address of the running Heed."`
	Key string `env:"HEED_KEY" placeholder:"KEY" help:"API key (heed_…); better set in the environment than here, where other users see it."`
}

func (r remote) client() (*client, error) {
	u, err := url.Parse(r.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, errors.New("HEED_URL must look like http://127.0.0.1:8080")
	}
	if r.Key == "" {
		return nil, errors.New("set HEED_KEY to an API key that may do this; the first start of `heed serve` prints one")
	}
	return &client{base: strings.TrimRight(r.URL, "/"), key: r.Key, http: &http.Client{Timeout: time.Minute}}, nil
}

// remove deletes what a path names.
func (r remote) remove(ctx context.Context, path string) error {
	api, err := r.client()
	if err != nil {
		return err
	}
	return api.call(ctx, http.MethodDelete, path, nil, nil)
}

// client calls the API with one key.
type client struct {
	base, key string
	http      *http.Client
}

// maxAnswer bounds what is read of an answer.
const maxAnswer = 64 << 20

// call sends a body as JSON and reads the answer into out; either may be nil. A
// refusal is an error that says what the API says.
func (c *client) call(ctx context.Context, method, path string, body, out any) error {
	status, raw, err := c.patiently(ctx, method, path, body)
	if err != nil {
		return err
	}
	if status > 299 {
		return refused(status, raw)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return fmt.Errorf("%s does not answer as Heed does: check HEED_URL (%w)", c.base, err)
	}
	return nil
}

// patiently asks again after the time that an API asked too often names.
func (c *client) patiently(ctx context.Context, method, path string, body any) (status int, raw []byte, err error) {
	for {
		status, raw, wait, err := c.once(ctx, method, path, body)
		if err != nil || status != http.StatusTooManyRequests || wait <= 0 {
			return status, raw, err
		}
		select {
		case <-ctx.Done():
			return 0, nil, ctx.Err()
		case <-time.After(min(wait, time.Minute)):
		}
	}
}

// once asks, and reads how long to wait before asking again; 0 when that was not said.
func (c *client) once(ctx context.Context, method, path string, body any) (status int, raw []byte, wait time.Duration, err error) {
	r, err := c.request(ctx, method, path, body)
	if err != nil {
		return 0, nil, 0, err
	}
	w, err := c.http.Do(r)
	if err != nil {
		return 0, nil, 0, c.unreached(err)
	}
	defer w.Body.Close()
	if raw, err = io.ReadAll(io.LimitReader(w.Body, maxAnswer)); err != nil {
		return 0, nil, 0, c.unreached(err)
	}
	seconds, _ := strconv.Atoi(w.Header.Get("Retry-After")) // 0 when it is absent
	return w.StatusCode, raw, time.Duration(seconds) * time.Second, nil
}

// pages walks a list to its end; the path may have parameters already.
func pages[T any](ctx context.Context, c *client, path string) iter.Seq2[T, error] {
	joint := "?"
	if strings.Contains(path, "?") {
		joint = "&"
	}
	return func(yield func(T, error) bool) {
		var none T
		for cursor := joint + "limit=200"; cursor != ""; {
			var page struct {
				Items []T    `json:"items"`
				Next  string `json:"next"`
			}
			if err := c.call(ctx, http.MethodGet, path+cursor, nil, &page); err != nil {
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if cursor = ""; page.Next != "" {
				cursor = joint + "limit=200&cursor=" + url.QueryEscape(page.Next)
			}
		}
	}
}

func (c *client) request(ctx context.Context, method, path string, body any) (*http.Request, error) {
	var content io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, content)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+c.key)
	r.Header.Set("User-Agent", "heed/"+version())
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return r, nil
}

func (c *client) unreached(err error) error {
	if errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Errorf("no Heed answers at %s: start one with `heed serve`, or set HEED_URL", c.base)
	}
	return fmt.Errorf("calling Heed: %w", err)
}

// refused reads a problem document, with every wrong field on a line of its own.
func refused(status int, raw []byte) error {
	var p problem.Document
	if json.Unmarshal(raw, &p) != nil || p.Detail == "" {
		return fmt.Errorf("the answer is %d %s and not Heed's: check HEED_URL", status, http.StatusText(status))
	}
	text := fmt.Sprintf("%s (%d %s)", p.Detail, p.Status, p.Code)
	for _, field := range p.Errors {
		if field.Detail != p.Detail {
			text += "\n  " + field.Error()
		} else if field.Pointer != "" {
			text += ": " + field.Pointer
		}
	}
	return errors.New(text)
}
