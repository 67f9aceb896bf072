package trace

import (
	"sync/atomic"
	"time"
)

// pace is a little less than the minute that timers beat in on AWS.
const pace = 50 * time.Second

// Pace keeps a timer from writing more lines than one a minute: on a laptop it
// beats far more often. The zero value lets the first pass.
type Pace struct{ last atomic.Int64 }

// Due reports whether it is time for a line.
func (p *Pace) Due(now time.Time) bool {
	last := p.last.Load()
	return now.UnixNano()-last >= int64(pace) && p.last.CompareAndSwap(last, now.UnixNano())
}
