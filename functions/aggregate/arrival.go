package aggregate

import (
	"context"
	"fmt"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// arrive keeps what became of a connection's webhooks. Intake may not write the
// table, so its note travels with the signals; it is for people to read and decides
// nothing. A note that comes after its connection was deleted is let go.
func (r *run) arrive(ctx context.Context, news heed.Arrivals) error {
	if row, err := r.rec.Connection(ctx, news.Connection); err != nil || !row.Found() {
		return err
	}
	for range maxTries {
		row, err := r.rec.Arrivals(ctx, news.Connection)
		if err != nil {
			return err
		}
		row.Value.Connection = news.Connection
		row.Value = row.Value.With(news)
		if err = r.rec.Write(ctx, records.PutArrivals(row)); !store.IsConflict(err) {
			return err
		}
		r.note(tally{conflicts: 1})
	}
	return fmt.Errorf("what came through connection %s changes too fast: it is tried again later", news.Connection)
}
