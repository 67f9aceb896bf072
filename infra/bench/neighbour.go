package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// The load of the noisy neighbour.
const (
	hangingPerSecond = 50
	healthyPerSecond = 100
	hanging          = "hanging" // the endpoint whose receiver never answers
)

// measureNeighbour sends events to a receiver that never answers beside those of
// healthy ones, all on the defaults, and says how long the healthy ones' took.
func measureNeighbour(ctx context.Context, b *bench) error {
	post, err := newPostOffice(ctx, b)
	if err != nil {
		return err
	}
	defer post.close()
	silent := newSilence()
	defer silent.close()
	if err := post.endpoint(ctx, hanging, silent.server.URL); err != nil {
		return err
	}
	_, err = b.durably("healthy beside a hanging neighbour", atMost(200, " ms"),
		fmt.Sprintf("%d/s to %d healthy endpoints and %d/s to one that never answers, default settings; every healthy event received once", healthyPerSecond, endpoints, hangingPerSecond),
		func() (sample, error) { return post.beside(ctx, 2*b.paced) })
	return err
}

// beside makes events at the rates of both, and returns how long the healthy ones took.
func (p *postOffice) beside(ctx context.Context, span time.Duration) (sample, error) {
	const rate = hangingPerSecond + healthyPerSecond
	n := int(span.Seconds() * rate)
	healthy := 0
	for i := range n {
		if !noisy(i) {
			healthy++
		}
	}
	all := p.receiver.expect(healthy)
	err := p.paced(ctx, n, rate, func(i int) string {
		if noisy(i) {
			return hanging
		}
		return tool(i)
	}, p.receiver.sent)
	if err == nil {
		err = await(ctx, all)
	}
	return p.receiver.took(), err
}

// noisy is every third event.
func noisy(i int) bool { return i%(1+healthyPerSecond/hangingPerSecond) == 0 }

// paced makes events at a rate, each at its instant however long the one before
// takes, and sends their knocks. What they are known by is told when they begin.
func (p *postOffice) paced(ctx context.Context, n, perSecond int, to func(i int) string, begun func(id string, at time.Time)) error {
	var making sync.WaitGroup
	errs := make([]error, n)
	err := pace(ctx, n, perSecond, func(i int) error {
		making.Go(func() { errs[i] = p.publish(ctx, to(i), begun) })
		return nil
	})
	making.Wait()
	if err != nil {
		return err
	}
	return firstOf(errs)
}

// silently tells nobody.
func silently(string, time.Time) {}

// publish writes an event with its delivery and sends the knock, as score does.
func (p *postOffice) publish(ctx context.Context, endpoint string, begun func(id string, at time.Time)) error {
	start := time.Now()
	id, k, ops, err := p.birth(start.UTC(), endpoint)
	if err != nil {
		return err
	}
	if endpoint != hanging {
		begun(id, start)
	}
	if err := p.rec.Write(ctx, ops...); err != nil {
		return err
	}
	return p.knock(ctx, []heed.Knock{k})
}

// silence is a receiver that takes requests and never answers.
type silence struct {
	server *httptest.Server
	over   chan struct{}
}

func newSilence() *silence {
	s := &silence{over: make(chan struct{})}
	s.server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-s.over:
		}
	}))
	return s
}

func (s *silence) close() {
	close(s.over)
	s.server.CloseClientConnections()
	s.server.Close()
}
