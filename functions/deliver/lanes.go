package deliver

import (
	"context"
	"errors"
	"sync"
	"time"
)

// patience is how long a knock waits for a lane: a healthy receiver frees one in
// time, and behind a hanging one nobody should wait, for the whole batch waits along.
const patience = time.Second

var (
	// errBusy says that an endpoint has as many posts under way as it may have.
	errBusy = errors.New("deliver: the endpoint is busy")
	// errUnderWay says that this process is at the attempt already.
	errUnderWay = errors.New("deliver: the attempt is under way")
	// errLate says that too little time is left to post and to record.
	errLate = errors.New("deliver: too little time left for an attempt")
)

// lanes bound how many posts to one endpoint are under way in this process. A
// receiver that hangs fills its own lanes and leaves everyone else's free.
type lanes struct {
	width int
	mu    sync.Mutex
	of    map[string]chan struct{} // by endpoint, of which a deployment has few
	on    map[passage]bool
}

// passage is an attempt on its way.
type passage struct {
	endpoint, delivery string
	attempt            int
}

func newLanes(width int) *lanes {
	return &lanes{width: width, of: map[string]chan struct{}{}, on: map[passage]bool{}}
}

// enter takes a lane of the attempt's endpoint and returns how to leave it. The
// error is errUnderWay when the attempt has a lane already, errBusy when none
// became free in time, and errLate when the context would end before need has passed.
func (l *lanes) enter(ctx context.Context, p passage, need time.Duration) (leave func(), err error) {
	lane, ok := l.begin(p)
	if !ok {
		return nil, errUnderWay
	}
	if err := take(ctx, lane, need); err != nil {
		l.end(p)
		return nil, err
	}
	return func() { <-lane; l.end(p) }, nil
}

func take(ctx context.Context, lane chan struct{}, need time.Duration) error {
	if end, ok := ctx.Deadline(); ctx.Err() != nil || ok && time.Until(end) < need+patience {
		return errLate
	}
	select {
	case lane <- struct{}{}:
		return nil
	case <-time.After(patience):
		return errBusy
	case <-ctx.Done():
		return errLate
	}
}

// begin finds the lane of a passage, unless it is under way.
func (l *lanes) begin(p passage) (lane chan struct{}, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.on[p] {
		return nil, false
	}
	l.on[p] = true
	if l.of[p.endpoint] == nil {
		l.of[p.endpoint] = make(chan struct{}, l.width)
	}
	return l.of[p.endpoint], true
}

func (l *lanes) end(p passage) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.on, p)
}
