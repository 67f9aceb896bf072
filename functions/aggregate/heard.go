package aggregate

import (
	"context"
	"sync"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// alive are the families whose silence means something only while others are heard.
var alive = map[string]bool{"usage": true, "engagement": true}

// heard remembers what this process knows of the newest day per family, so that
// it is written once a day and not once a signal.
type heard struct {
	mu   sync.Mutex
	days map[string]heed.Day
}

// hear notes that a family was heard of on a day. Missing it costs nothing: the
// next signal of the family notes it again.
func (a *Aggregate) hear(ctx context.Context, newest map[string]heed.Day) error {
	a.heard.mu.Lock()
	defer a.heard.mu.Unlock()
	for family, day := range newest {
		if day <= a.heard.days[family] {
			continue
		}
		if err := a.noteHeard(ctx, family, day); err != nil {
			return err
		}
	}
	return nil
}

func (a *Aggregate) noteHeard(ctx context.Context, family string, day heed.Day) error {
	known, err := a.rec.Heard(ctx)
	if err != nil {
		return err
	}
	row := known[family]
	if day > row.Value {
		row.Value = day
		err = a.rec.Write(ctx, records.PutHeard(family, row))
		if store.IsConflict(err) {
			return nil // another process noted a day meanwhile: compare again next time
		}
	}
	if err == nil {
		if a.heard.days == nil {
			a.heard.days = map[string]heed.Day{}
		}
		a.heard.days[family] = row.Value
	}
	return err
}
