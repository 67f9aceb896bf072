package deliver

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	// patience is how long a knock waits for a lane: a healthy receiver frees one in
	// time. When no lane has been entered or left for so long, the receiver hangs, and
	// nobody waits any more: the whole batch would wait along.
	patience = time.Second
	// room is how many knocks may wait for a lane of an endpoint that has freed none
	// of late: with those in the lanes, a batch. More would fill every call of this
	// process with one endpoint.
	room = 6
	// grace is how long after a lane was last entered more may wait: a burst comes
	// before the first answers do.
	grace = 100 * time.Millisecond
)

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
	of    map[string]*road // by endpoint, of which a deployment has few
	on    map[passage]bool
}

// road is the lanes of one endpoint.
type road struct {
	lanes         chan struct{}
	waiting       int
	entered, left time.Time // when that last happened to a lane; a road that was empty counts as entered
}

// closed reports whether waiting for a lane is in vain.
func (r *road) closed(width int, now time.Time) bool {
	if len(r.lanes)+r.waiting < width || now.Sub(r.left) < patience {
		return false
	}
	still := now.Sub(r.entered)
	return still >= patience || still >= grace && len(r.lanes)+r.waiting >= width+room
}

// passage is an attempt on its way.
type passage struct {
	endpoint, delivery string
	attempt            int
}

func newLanes(width int) *lanes {
	return &lanes{width: width, of: map[string]*road{}, on: map[passage]bool{}}
}

// enter takes a lane of the attempt's endpoint and returns how to leave it. The
// error is errUnderWay when the attempt has a lane already, errBusy when none
// became free in time, and errLate when the context would end before need has passed.
func (l *lanes) enter(ctx context.Context, p passage, need time.Duration) (leave func(), err error) {
	r, err := l.begin(p)
	if err != nil {
		return nil, err
	}
	err = take(ctx, r.lanes, need)
	l.arrive(p, r, err == nil)
	if err != nil {
		return nil, err
	}
	return func() { <-r.lanes; l.end(p, r) }, nil
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

// begin lets a passage wait for a lane of its road, unless it is under way or
// waiting is in vain.
func (l *lanes) begin(p passage) (*road, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.on[p] {
		return nil, errUnderWay
	}
	r := l.of[p.endpoint]
	if r == nil {
		r = &road{lanes: make(chan struct{}, l.width)}
		l.of[p.endpoint] = r
	}
	now := time.Now()
	if r.closed(l.width, now) {
		return nil, errBusy
	}
	if len(r.lanes)+r.waiting == 0 {
		r.entered = now
	}
	l.on[p] = true
	r.waiting++
	return r, nil
}

// arrive ends a passage's waiting.
func (l *lanes) arrive(p passage, r *road, entered bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r.waiting--
	if !entered {
		delete(l.on, p)
		return
	}
	r.entered = time.Now()
}

func (l *lanes) end(p passage, r *road) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.on, p)
	r.left = time.Now()
}
