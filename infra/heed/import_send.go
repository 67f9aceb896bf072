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
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/heed-cs/heed/infra/history"
	"github.com/heed-cs/heed/shared/heed"
)

const (
	chunkLines = 1000      // of one request
	chunkBytes = 960 << 10 // of one request

	windowLines = 25_000 // that are sorted at once
	windowBytes = 16 << 20
	hands       = 4 // requests at once
	stubborn    = 10 * time.Minute
)

// imported is how far an import came, as the API shows it.
type imported struct {
	Name    string `json:"name"`
	Lines   int64  `json:"lines"`
	Refused int64  `json:"refused"`
}

// bringing sends one file's signals. Signals are numbered as the file gives them,
// so that the same file gives the same chunks, and what was sent is left out.
type bringing struct {
	api     *client
	name    string
	oldest  string
	file    *history.File
	options history.Options
	again   bool
	format  string

	from    int64 // lines that were sent before
	step    func(int)
	mu      sync.Mutex
	summary *history.Summary
	bad     *history.BadRows
}

// run reads, sends and sums up.
func (b *bringing) run(ctx context.Context, t *terminal, out io.WriteCloser) (*history.Summary, error) {
	defer out.Close()
	r, err := b.file.Read(b.options)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if err := b.begin(ctx, t); err != nil {
		return nil, err
	}
	b.format, b.summary, b.bad = r.Format, history.NewSummary(), r.BadRows(out)
	b.step = t.progress(int(b.file.Size), "Importing "+filepath.Base(b.file.Path))
	total, err := b.sendAll(ctx, r)
	if err == nil {
		err = b.send(ctx, chunk{offset: total}, "&final=true")
	}
	if err := errors.Join(err, b.bad.Flush()); err != nil {
		return nil, fmt.Errorf("%w\nWhat was sent is safe: run the same command again to go on", err)
	}
	return b.summary, nil
}

// begin asks how far the import came. Where lines were refused it reads the answers
// anew, so that the file of bad rows is whole.
func (b *bringing) begin(ctx context.Context, t *terminal) error {
	for came, err := range pages[imported](ctx, b.api, "/v1/imports") {
		switch {
		case err != nil:
			return err
		case came.Name != b.name:
		case b.again:
			return b.api.call(ctx, http.MethodDelete, "/v1/imports/"+url.PathEscape(b.name), nil, nil)
		case came.Refused == 0:
			b.from = came.Lines
			fmt.Fprintf(t.err, "%d signals of %s were sent before; going on behind them (--again sends them too).\n", b.from, b.file.Path)
		}
	}
	return nil
}

// line is a signal as the API takes it, and the row it is from.
type line struct {
	text    []byte
	subject string
	of      history.Entry
}

// chunk is the lines of one request.
type chunk struct {
	offset int64
	body   []byte
	of     []history.Entry // the row of each line
	read   int             // bytes of the file
}

// sendAll cuts the file into chunks and sends them from several hands. It gives how
// many lines there are.
func (b *bringing) sendAll(ctx context.Context, r *history.Reader) (int64, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	work := make(chan chunk)
	var all sync.WaitGroup
	for range hands {
		all.Go(func() {
			for c := range work {
				if err := b.send(ctx, c, ""); err != nil {
					stop(err)
				}
			}
		})
	}
	total, err := b.cut(ctx, r, work)
	close(work)
	all.Wait()
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	return total, err
}

// cut reads the file to its end and hands chunks out. A window of lines is sorted by
// account first, because what one account says at once is stored at once.
func (b *bringing) cut(ctx context.Context, r *history.Reader, work chan<- chunk) (total int64, err error) {
	var window []line
	size, before := 0, int64(0)
	empty := func() error {
		total, err = b.hand(ctx, work, window, total, int(r.Position()-before))
		window, size, before = window[:0], 0, r.Position()
		return err
	}
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			return total, empty()
		} else if err != nil {
			return total, err
		}
		if err := b.note(e); err != nil {
			return total, err
		}
		signals := e.Signals
		e.Signals = nil // their lines are all that is kept of them
		for _, s := range signals {
			window = append(window, line{lineOf(s), s.Subject, e})
			size += len(window[len(window)-1].text)
		}
		if len(window) >= windowLines || size >= windowBytes {
			if err := empty(); err != nil {
				return total, err
			}
		}
	}
}

// hand cuts a window into chunks and gives them out.
func (b *bringing) hand(ctx context.Context, work chan<- chunk, window []line, offset int64, read int) (int64, error) {
	slices.SortStableFunc(window, func(a, b line) int { return strings.Compare(a.subject, b.subject) })
	for c := range chunks(window) {
		c.offset, c.read = offset, read*len(c.of)/len(window)
		select {
		case work <- c:
			offset += int64(len(c.of))
		case <-ctx.Done():
			return offset, context.Cause(ctx)
		}
	}
	return offset, nil
}

// chunks cuts lines where a request is full.
func chunks(lines []line) iter.Seq[chunk] {
	return func(yield func(chunk) bool) {
		var c chunk
		for _, l := range lines {
			if len(c.of) == chunkLines || len(c.body)+len(l.text) > chunkBytes {
				if !yield(c) {
					return
				}
				c = chunk{}
			}
			c.body, c.of = append(c.body, l.text...), append(c.of, l.of)
		}
		if len(c.of) > 0 {
			yield(c)
		}
	}
}

// note counts a row and writes it down if it is bad.
func (b *bringing) note(e history.Entry) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.summary.Add(e)
	if e.Reason == "" || e.Ignored {
		return nil
	}
	return b.bad.Write(e, e.Reason)
}

// lineOf is a signal as the API takes it.
func lineOf(s heed.Signal) []byte {
	line := struct {
		ID      string          `json:"id"`
		Source  string          `json:"source"`
		Type    string          `json:"type"`
		Time    *time.Time      `json:"time,omitempty"`
		Subject string          `json:"subject"`
		Data    json.RawMessage `json:"data"`
	}{s.ID, s.Source, s.Type, &s.Time, s.Subject, s.Data}
	if s.Untimed {
		line.Time = nil
	}
	var raw bytes.Buffer
	enc := json.NewEncoder(&raw)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(line) // it was JSON before
	return raw.Bytes()
}

// send sends a chunk until it is answered, unless it was sent before.
func (b *bringing) send(ctx context.Context, c chunk, more string) error {
	if lines := int64(len(c.of)); lines > 0 && c.offset+lines <= b.from || lines == 0 && more == "" {
		b.step(c.read)
		return nil
	}
	q := url.Values{"name": {b.name}, "offset": {fmt.Sprint(c.offset)}}
	if b.oldest != "" {
		q.Set("oldest", b.oldest)
	}
	var taken struct {
		Refused int               `json:"refused"`
		Errors  []heed.FieldError `json:"errors"`
	}
	if err := b.api.insist(ctx, "/v1/imports?"+q.Encode()+more, "application/x-ndjson", c.body, &taken); err != nil {
		return err
	}
	b.step(c.read)
	return b.refused(c, taken.Refused, taken.Errors)
}

// refused writes down the rows that Heed refused, though they looked well from here.
func (b *bringing) refused(c chunk, n int, errs []heed.FieldError) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	named := map[int]bool{}
	for _, e := range errs {
		if e.Index == nil || *e.Index >= len(c.of) || named[*e.Index] {
			continue
		}
		named[*e.Index] = true
		b.summary.Bad[e.Error()]++
		if err := b.bad.Write(c.of[*e.Index], e.Error()); err != nil {
			return err
		}
	}
	if len(named) < n {
		return fmt.Errorf("this Heed refuses %d rows that look well to this heed: use the same version of both", n)
	}
	return nil
}

// insist posts until it is answered: what the network, a restart or a full inbox
// stopped is sent again, with growing pauses.
func (c *client) insist(ctx context.Context, path, kind string, body []byte, out any) error {
	began := time.Now()
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		again, err := c.post(ctx, path, kind, body, out)
		if err == nil || !again || time.Since(began) > stubborn {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(wait):
		}
	}
}

// post sends a body once. Again says that the same may be sent again.
func (c *client) post(ctx context.Context, path, kind string, body []byte, out any) (again bool, err error) {
	r, err := c.request(ctx, http.MethodPost, path, nil)
	if err != nil {
		return false, err
	}
	r.Header.Set("Content-Type", kind)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	w, err := c.http.Do(r)
	if err != nil {
		return ctx.Err() == nil, c.unreached(err)
	}
	defer w.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(w.Body, maxAnswer))
	if err != nil {
		return ctx.Err() == nil, c.unreached(err)
	}
	if w.StatusCode > 299 {
		return w.StatusCode == http.StatusTooManyRequests || w.StatusCode >= 500, refused(w.StatusCode, raw)
	}
	return false, json.Unmarshal(raw, out)
}
