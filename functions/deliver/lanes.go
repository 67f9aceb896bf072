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
	// errLate says that too little time is left to post and to record.
	errLate = errors.New("deliver: too little time left for an attempt")
)

// lanes bound how many posts to one endpoint are under way in this process. A
// receiver that hangs fills its own lanes and leaves everyone else's free.
type lanes struct {
	width int
	mu    sync.Mutex
	of    map[string]chan struct{} // by endpoint, of which a deployment has few
}

func newLanes(width int) *lanes { return &lanes{width: width, of: map[string]chan struct{}{}} }

// enter takes a lane of the endpoint and returns how to leave it. The error is
// errBusy when none became free in time, and errLate when the context would end
// before need has passed.
func (l *lanes) enter(ctx context.Context, endpoint string, need time.Duration) (leave func(), err error) {
	lane := l.lane(endpoint)
	select {
	case lane <- struct{}{}:
	case <-time.After(patience):
		return nil, errBusy
	case <-ctx.Done():
		return nil, errLate
	}
	if end, ok := ctx.Deadline(); ctx.Err() != nil || ok && time.Until(end) < need {
		<-lane
		return nil, errLate
	}
	return func() { <-lane }, nil
}

func (l *lanes) lane(endpoint string) chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	lane, ok := l.of[endpoint]
	if !ok {
		lane = make(chan struct{}, l.width)
		l.of[endpoint] = lane
	}
	return lane
}
