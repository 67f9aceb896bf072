package sim

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
)

// mailbox is a queue without order: messages come back after the visibility
// timeout, and end among the dead letters after too many receives.
type mailbox struct {
	name       string
	visibility time.Duration
	receives   int
	dead       *mailbox

	mu   sync.Mutex
	msgs []*letter
	n    int
}

type letter struct {
	queue.Message
	visibleAt time.Time
}

func (b *mailbox) put(msgs []queue.Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range apart(msgs) {
		b.n++
		m.ID = fmt.Sprint(b.name, "-", b.n)
		m.SentAt = time.Now()
		b.msgs = append(b.msgs, &letter{Message: m, visibleAt: time.Now().Add(m.Delay)})
	}
}

// apart gives every account of a touch a message of its own: accounts judged at
// once would share their steps in an order that no seed decides.
func apart(msgs []queue.Message) []queue.Message {
	var all []queue.Message
	for _, m := range msgs {
		touch, err := heed.ReadMessage[heed.Touch](m.Body)
		if err != nil || len(touch.Accounts) == 0 {
			all = append(all, m)
			continue
		}
		for _, account := range touch.Accounts {
			single := hint.Touches([]string{account})[0]
			single.Delay = m.Delay
			all = append(all, single)
		}
	}
	return all
}

// take hands out a visible message that chance picks; nil when there is none.
func (b *mailbox) take(chance float64) *letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	for {
		visible := b.visible()
		if len(visible) == 0 {
			return nil
		}
		l := visible[int(chance*float64(len(visible)))]
		l.Received++
		if l.Received > b.receives {
			b.remove(l)
			b.dead.msgs = append(b.dead.msgs, l)
			continue
		}
		l.visibleAt = time.Now().Add(b.visibility)
		return l
	}
}

// visible lists them in an order that does not depend on who sent first.
func (b *mailbox) visible() []*letter {
	var visible []*letter
	for _, l := range b.msgs {
		if !l.visibleAt.After(time.Now()) {
			visible = append(visible, l)
		}
	}
	slices.SortFunc(visible, func(x, y *letter) int {
		if c := x.visibleAt.Compare(y.visibleAt); c != 0 {
			return c
		}
		return strings.Compare(string(x.Body), string(y.Body))
	})
	return visible
}

func (b *mailbox) ack(l *letter) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.remove(l)
}

func (b *mailbox) remove(l *letter) {
	b.msgs = slices.DeleteFunc(b.msgs, func(x *letter) bool { return x == l })
}

// next is when the next message becomes visible; false when there is none.
func (b *mailbox) next() (time.Time, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.msgs) == 0 {
		return time.Time{}, false
	}
	first := slices.MinFunc(b.msgs, func(x, y *letter) int { return x.visibleAt.Compare(y.visibleAt) })
	return first.visibleAt, true
}
