package bolt

import "time"

// Ready holds a token once messages were sent, returned or moved here since it
// was last taken. One waiter is served: a Poller.
func (q *Queue) Ready() <-chan struct{} { return q.wake }

func (q *Queue) rouse() {
	select {
	case q.wake <- struct{}{}:
	default: // a token is waiting already
	}
}

// NextVisible is when there is something to receive: now when there is already,
// else when the next hidden message returns. It is false for an empty queue.
func (q *Queue) NextVisible() (at time.Time, ok bool) {
	waiting, at, ok := q.outlook()
	if waiting > 0 {
		return time.Now().UTC(), true
	}
	return at, ok
}

// outlook counts the visible messages and tells when the next hidden one returns, if there is one.
func (q *Queue) outlook() (waiting int, returns time.Time, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.settle()
	if q.index.hidden.empty() {
		return q.index.waiting(), time.Time{}, false
	}
	return q.index.waiting(), time.Unix(0, q.index.hidden.first().visibleAt).UTC(), true
}

// Depth counts the messages that can be received, those handed out, and those
// whose delay is not over.
func (q *Queue) Depth() (visible, inFlight, delayed int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.settle()
	return q.index.waiting(), q.index.inFlight, q.index.hidden.Len() - q.index.inFlight
}

// Oldest is when the oldest message of any phase was sent here; zero when there is none.
func (q *Queue) Oldest() time.Time {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.settle()
	if q.index.oldest == nil {
		return time.Time{}
	}
	return time.Unix(0, q.index.oldest.sentAt).UTC()
}
