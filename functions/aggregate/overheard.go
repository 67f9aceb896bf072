package aggregate

import (
	"context"
	"errors"
	"fmt"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// overhear keeps why a connection ignored what came through it. Intake may not
// write the table, so its note travels with the signals; it is for people to read
// and decides nothing. A note that comes after its connection was deleted is let go.
func (r *run) overhear(ctx context.Context, o heed.Overheard) error {
	if row, err := r.rec.Connection(ctx, o.Connection); err != nil || !row.Found() {
		return err
	}
	for range maxTries {
		row, err := r.rec.Overheard(ctx, o.Connection)
		if err != nil {
			return err
		}
		row.Value.Connection = o.Connection
		for _, ignored := range o.Ignored {
			row.Value = row.Value.With(ignored)
		}
		conflict := (*store.Conflict)(nil)
		if err = r.rec.Write(ctx, records.PutOverheard(row)); !errors.As(err, &conflict) {
			return err
		}
		r.note(tally{conflicts: 1})
	}
	return fmt.Errorf("what connection %s ignored changes too fast: it is tried again later", o.Connection)
}
