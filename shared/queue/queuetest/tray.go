package queuetest

import (
	"context"
	"sync"

	"github.com/heed-cs/heed/shared/queue"
)

// Tray is a sender that only keeps what was sent.
type Tray struct {
	mu       sync.Mutex
	Messages []queue.Message // read it when nobody sends
}

// Send keeps the messages.
func (t *Tray) Send(_ context.Context, msgs ...queue.Message) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Messages = append(t.Messages, msgs...)
	return nil
}
