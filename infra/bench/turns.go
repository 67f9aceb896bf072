package main

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// side is one of several ways to do the same, measured in turns.
type side struct {
	workers int
	// work does it once and says how many were done; workers call it at once,
	// each with its number.
	work func(worker int) (int, error)
}

// rates are what the turns of one side came to: how much was done in a second,
// and in a second of computing by any core, which a busy machine moves less. Both
// ends of a connection count as computing. Without a clock for it perCPU is perSecond.
type rates struct{ perSecond, perCPU sample }

// alternate gives every side a turn, again and again, and returns the rates of
// each. The first round warms up and is not counted.
func alternate(ctx context.Context, b *bench, sides ...side) ([]rates, error) {
	all := make([]rates, len(sides))
	for turn := range b.turns + 1 {
		for i, s := range sides {
			wall, cpu, err := s.rate(ctx, b.turn)
			if err != nil {
				return nil, err
			}
			if turn > 0 {
				all[i].perSecond, all[i].perCPU = append(all[i].perSecond, wall), append(all[i].perCPU, cpu)
			}
		}
	}
	return all, nil
}

// rate works for a while and says how much was done in a second, and in a
// second of computing.
func (s side) rate(ctx context.Context, span time.Duration) (perSecond, perCPU float64, err error) {
	start, before := time.Now(), computed()
	n, err := s.run(ctx, span)
	wall, cpu := time.Since(start), computed()-before
	if cpu <= 0 {
		cpu = wall
	}
	return float64(n) / wall.Seconds(), float64(n) / cpu.Seconds(), err
}

func computed() time.Duration {
	d, _ := cpuTime() // 0 where nobody tells
	return d
}

// run works for a while and counts.
func (s side) run(ctx context.Context, span time.Duration) (int64, error) {
	var all sync.WaitGroup
	var done atomic.Int64
	errs := make([]error, s.workers)
	start := time.Now()
	for w := range s.workers {
		all.Go(func() {
			for errs[w] == nil && time.Since(start) < span && ctx.Err() == nil {
				var n int
				n, errs[w] = s.work(w)
				done.Add(int64(n))
			}
		})
	}
	all.Wait()
	return done.Load(), firstOf(errs)
}

func firstOf(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// sample is what several turns, or many waits, came to.
type sample []float64

// over divides turn by turn: what a neighbour took from both sides of a pair falls out.
func (s sample) over(other sample) sample {
	ratios := make(sample, len(s))
	for i := range s {
		ratios[i] = s[i] / other[i]
	}
	return ratios
}

func (s sample) median() float64 { return s.percentile(50) }
func (s sample) least() float64  { return s.percentile(0) }
func (s sample) most() float64   { return s.percentile(100) }

// percentile is the nearest rank: the least value that p percent do not exceed.
// An empty sample gives 0.
func (s sample) percentile(p float64) float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	rank := int(float64(len(s))*p/100+0.999999) - 1
	return sorted[min(max(rank, 0), len(s)-1)]
}

// waits collects durations in milliseconds. It is safe for concurrent use.
type waits struct {
	mu sync.Mutex
	sample
}

func (w *waits) add(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sample = append(w.sample, float64(d)/float64(time.Millisecond))
}
