package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/queue"
)

// How the signals queue drives aggregate, as template.yaml has it.
const (
	aggregateBatch = 10 // messages of one call
	aggregateCalls = 10 // calls at once
)

// measureAggregate stores and counts the demo's signals, as full messages and
// one by one.
func measureAggregate(ctx context.Context, b *bench) error {
	shapes := []struct {
		name       string
		perMessage int
		most       int // signals of one turn
		method     string
	}{
		{"up to 100 signals a message", 100, 1 << 20, "aggregate.Handle on the embedded table, calls of 10 messages, 10 at once; the demo's portfolio, told anew each turn"},
		{"1 signal a message", 1, 5_000, "5,000 of the same signals in random order, one to a message"},
	}
	for _, shape := range shapes {
		rates, err := aggregated(ctx, b, shape.perMessage, shape.most)
		if err != nil {
			return err
		}
		b.out.add("aggregated, "+shape.name, rates, " signals/s", nil, shape.method)
	}
	return nil
}

func aggregated(ctx context.Context, b *bench, perMessage, most int) (sample, error) {
	r, err := newRig(b)
	if err != nil {
		return nil, err
	}
	defer r.close()
	var rates sample
	for turn := range max(b.turns/2, 3) {
		messages, signals := story(fmt.Sprint("turn", turn), b.accounts, perMessage)
		if perMessage == 1 {
			messages = mixed(messages, most)
			signals = len(messages)
		}
		start := time.Now()
		if err := handleAll(ctx, r.aggregate(), messages); err != nil {
			return nil, err
		}
		rates = append(rates, float64(signals)/time.Since(start).Seconds())
	}
	return rates, nil
}

// mixed draws n of the messages, in no order of account: signals that come one by
// one come from everywhere.
func mixed(messages []queue.Message, n int) []queue.Message {
	r := rand.New(rand.NewPCG(1, 1))
	r.Shuffle(len(messages), func(i, j int) { messages[i], messages[j] = messages[j], messages[i] })
	return messages[:min(n, len(messages))]
}

// handleAll gives messages to a handler as its queue would.
func handleAll(ctx context.Context, h queue.Handler, messages []queue.Message) error {
	var all sync.WaitGroup
	calls := make(chan []queue.Message)
	errs := make([]error, aggregateCalls)
	for w := range aggregateCalls {
		all.Go(func() {
			for batch := range calls {
				if err := failure(h.Handle(ctx, batch)); err != nil {
					errs[w] = err
				}
			}
		})
	}
	for batch := range slices.Chunk(messages, aggregateBatch) {
		calls <- batch
	}
	close(calls)
	all.Wait()
	return firstOf(errs)
}
