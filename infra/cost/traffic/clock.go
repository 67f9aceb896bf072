package traffic

import (
	"container/heap"
	"sync"
	"time"
)

// clock is the time of the model: what is to happen, in order. The functions
// themselves see the machine's own time.
type clock struct {
	now    time.Duration // since the beginning
	mu     sync.Mutex    // functions plan from several goroutines, while run waits for them
	events events
	n      int
}

type event struct {
	at time.Duration
	n  int // the order of planning, for events of one moment
	do func()
}

// at plans something for a moment.
func (c *clock) at(when time.Duration, do func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	heap.Push(&c.events, event{max(when, c.now), c.n, do})
}

func (c *clock) in(wait time.Duration, do func()) { c.at(c.now+wait, do) }

// run lets everything happen that is planned before a moment.
func (c *clock) run(until time.Duration) {
	for len(c.events) > 0 && c.events[0].at <= until {
		e := heap.Pop(&c.events).(event)
		c.now = e.at
		e.do()
	}
	c.now = until
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].n < e[j].n
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := len(*e) - 1
	x := (*e)[last]
	*e = (*e)[:last]
	return x
}
