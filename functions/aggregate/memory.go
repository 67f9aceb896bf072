package aggregate

import (
	"context"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// maxMemory is how long settings are remembered at most.
const maxMemory = time.Minute

// memory remembers the settings, which every batch needs and nobody changes often.
type memory struct {
	mu   sync.Mutex
	set  heed.Settings
	read time.Time // zero before the first
}

// settings are as of at most some time ago.
func (m *memory) settings(ctx context.Context, rec *records.Records, now time.Time, age time.Duration) (heed.Settings, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.read.IsZero() && now.Sub(m.read) < age {
		return m.set, nil
	}
	row, err := rec.Settings(ctx)
	if err != nil {
		return heed.Settings{}, err
	}
	m.set, m.read = row.Value, now
	return m.set, nil
}
