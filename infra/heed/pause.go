package main

import (
	"context"
	"fmt"
)

// whatWaits says of a paused Heed what goes on and how long it may stay so.
const whatWaits = `
Paused. Tools and people are answered as before, and what they send is kept in the queues:
  signals wait in SignalsQueue, judgements in TouchesQueue, webhooks in DeliverQueue and RetryQueue.
A queue keeps what waits for 4 days from its arrival: resume well before. Nothing is swept, folded or
announced until then; what came due meanwhile is said afterwards.
`

type pauseCommand struct{ deployed }

// Run stops all that works by itself, and lets intake go on.
func (c *pauseCommand) Run(ctx context.Context, t *terminal) error {
	if err := c.turn(ctx, t, false); err != nil {
		return err
	}
	_, err := fmt.Fprint(t.out, whatWaits)
	return err
}

type resumeCommand struct{ deployed }

// Run lets everything work again, and says what has waited.
func (c *resumeCommand) Run(ctx context.Context, t *terminal) error { return c.turn(ctx, t, true) }

// turn switches everything on or off and says what is in the queues.
func (d deployed) turn(ctx context.Context, t *terminal, on bool) error {
	s, err := d.open(ctx)
	if err != nil {
		return err
	}
	state := "disabled"
	if on {
		state = "enabled"
	}
	if err := s.Switch(ctx, on, func(id string) { fmt.Fprintf(t.out, "%-9s %s\n", state, id) }); err != nil {
		return err
	}
	held, ids, err := s.Waiting(ctx)
	for _, id := range ids {
		if held[id] > 0 {
			fmt.Fprintf(t.out, "%9d messages in %s\n", held[id], id)
		}
	}
	return err
}
