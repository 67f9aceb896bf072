package lambda

import (
	"context"
	"math/rand/v2"
	"time"
)

// Murder ends a process of any function again and again, at work or idle, at
// random moments that lie every apart on average, until ctx ends.
func (h *Host) Murder(ctx context.Context, every time.Duration) {
	for pause(ctx, rand.N(2*every)) {
		var all []*environment
		for _, f := range h.functions {
			all = append(all, f.environments()...)
		}
		if len(all) > 0 {
			all[rand.IntN(len(all))].kill()
		}
	}
}
