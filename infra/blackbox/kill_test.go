package blackbox

import (
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"
)

// TestWhatWasAcceptedOutlivesSIGKILL kills the process again and again in the
// midst of a load. What is not answered is sent again with the same ids; in the
// end everything accepted is counted once.
func TestWhatWasAcceptedOutlivesSIGKILL(t *testing.T) {
	t.Parallel()
	p, l, c := serve(t), newLedger(), newCrowd(*seed+1000)
	c.found(p, l)
	parcels := c.plan(load(t))
	killer := murder(p, *seed, kills(t))
	for at := 0; at < len(parcels) || killer.left.Load() > 0; {
		next := min(at+20, len(parcels))
		p.post(l, parcels[at:next])
		if at = next; at == len(parcels) && killer.left.Load() > 0 {
			parcels = append(parcels, c.plan(40)...) // it is to die under load
		}
	}
	<-killer.done
	l.holds(t, p, "none", "week")
	p.restart()
	l.holds(t, p, "none")
}

func kills(t *testing.T) int {
	t.Helper()
	if testing.Short() {
		return 2
	}
	return 5
}

// murderer kills a process at random moments and starts it again.
type murderer struct {
	left atomic.Int64
	done chan struct{}
}

func murder(p *process, seed uint64, times int) *murderer {
	m := &murderer{done: make(chan struct{})}
	m.left.Store(int64(times))
	r := rand.New(rand.NewPCG(seed, 13))
	go func() {
		defer close(m.done)
		for range times {
			time.Sleep(time.Duration(50+r.IntN(700)) * time.Millisecond) // chance, not a measure
			p.kill()
			p.start()
			m.left.Add(-1)
		}
	}()
	return m
}
