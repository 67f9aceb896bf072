package bolt

import (
	"context"

	"github.com/heed-cs/heed/shared/queue"
)

// Inspector is an operator's hand on a queue and the one that takes its dead letters.
type Inspector struct{ source, dead *Queue }

var _ queue.Inspector = Inspector{}

// Inspect joins a queue with the one that takes its dead letters; both lie in the
// same file.
func Inspect(source, dead *Queue) Inspector { return Inspector{source, dead} }

// Depth counts what both hold.
func (i Inspector) Depth(ctx context.Context) (d queue.Depth, err error) {
	d.Visible, d.InFlight, d.Delayed = i.source.Depth()
	visible, inFlight, delayed := i.dead.Depth()
	d.Dead, d.Oldest = visible+inFlight+delayed, i.source.Oldest()
	return d, ctx.Err()
}

// Letters shows up to limit dead letters, the oldest first.
func (i Inspector) Letters(ctx context.Context, limit int) ([]queue.Message, error) {
	return i.dead.Peek(ctx, limit)
}

// Redrive moves up to max dead letters back, in transactions.
func (i Inspector) Redrive(ctx context.Context, max int) (int, error) {
	return i.dead.Redrive(ctx, max, i.source)
}
