package lambda

import (
	"context"
	"math/rand/v2"
	"time"
)

// Murder ends that many processes of any function, at work or idle, at random
// moments which lie every apart on average, unless ctx ends before. There is an
// end to it, so that also a slow machine gets its work done.
func (h *Host) Murder(ctx context.Context, times int, every time.Duration) {
	for times > 0 && pause(ctx, rand.N(2*every)) {
		var all []*environment
		for _, f := range h.functions {
			all = append(all, f.environments()...)
		}
		if len(all) > 0 {
			all[rand.IntN(len(all))].kill()
			times--
		}
	}
}
