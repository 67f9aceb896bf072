package console

import (
	"context"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// portfolioCache keeps all accounts in memory for a short while. Who asks while
// they are being read waits for the same reading.
type portfolioCache struct {
	age time.Duration

	mu     sync.Mutex
	heads  *records.Heads
	all    []heed.Account
	readAt time.Time // zero when all is to be read anew
}

// accounts lists every account as it was at most age ago. Nobody may change the slice.
func (p *portfolioCache) accounts(ctx context.Context, now time.Time) ([]heed.Account, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.readAt.IsZero() && now.Sub(p.readAt) <= p.age {
		return p.all, nil
	}
	all, err := p.heads.Portfolio(ctx)
	if err != nil {
		return nil, err
	}
	p.all, p.readAt = all, now
	return all, nil
}

// forget makes the next reader read anew, because an account changed.
func (p *portfolioCache) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.readAt = time.Time{}
}
