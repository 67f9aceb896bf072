// Package queuetest is the contract of a queue, for every adapter to pass, and a
// sender that fails as queues do, for every caller to bear.
package queuetest

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/queue"
)

// Queue is both ends of a queue: the port's Sender and what a host consumes it with.
type Queue interface {
	queue.Sender
	// Receive hands out up to max (at most 10) visible messages and hides them
	// for the visibility. None is no error. It may give fewer than there are.
	Receive(ctx context.Context, max int) ([]queue.Message, error)
	// Ack deletes messages by the ID they were received with. One that was
	// received again since is no error, whether it goes or stays.
	Ack(ctx context.Context, ids ...string) error
	// Return makes messages visible again after the delay.
	Return(ctx context.Context, delay time.Duration, ids ...string) error
}

// Options are what the contract asks of a queue it has opened. Times are whole seconds.
type Options struct {
	Visibility  time.Duration
	MaxReceives int // 0 is so many that the contract never reaches it
}

// Opened is a fresh, empty queue with its dead letters.
type Opened struct {
	Queue, Dead Queue
	// Inspector is an operator's hand on both.
	Inspector queue.Inspector
}

// Adapter is what the contract needs to know of the queues under test.
type Adapter struct {
	Open func(t *testing.T, o Options) Opened
	// Within runs a test where the adapter wants it, such as in synctest.Test. nil runs it in place.
	Within func(t *testing.T, test func(t *testing.T))
	// Sleep lets time pass for the queue. nil is time.Sleep, which serves bubbles
	// and real servers alike.
	Sleep func(time.Duration)
	// Unfair leaves the test of fairness between groups out, and that they arrive,
	// for emulators that lose them.
	Unfair bool
}

// visibility is long enough for a slow server and short enough to wait for.
const visibility = 4 * time.Second

// Run tests an adapter against the contract.
func Run(t *testing.T, a Adapter) {
	for _, name := range slices.Sorted(maps.Keys(contract)) {
		t.Run(name, func(t *testing.T) {
			if name == "fairness" && a.Unfair {
				t.Skip("the adapter's server does not share fairly")
			}
			a.within(t, func(t *testing.T) { contract[name](&bench{T: t, adapter: a}) })
		})
	}
}

func (a Adapter) within(t *testing.T, test func(t *testing.T)) {
	if a.Within == nil {
		test(t)
		return
	}
	a.Within(t, test)
}

// contract names what a queue promises.
var contract = map[string]func(*bench){
	"delivery":          delivers,
	"max":               receivesNoMoreThanMax,
	"acknowledgement":   deletesWhatIsAcknowledged,
	"stale receipt":     bearsStaleReceipts,
	"delay":             hidesForTheDelay,
	"visibility":        returnsAfterTheVisibility,
	"return":            returnsAfterADelay,
	"dead letters":      buriesAfterMaxReceives,
	"redrive":           redrivesAsNew,
	"bounded redrive":   redrivesSoManyAtMost,
	"depth":             countsWhatItHolds,
	"letters":           showsLettersAndLeavesThem,
	"fairness":          letsBusyGroupsWait,
	"largest message":   takesTheLargestMessage,
	"out of bounds":     refusesOutOfBounds,
	"cancelled context": refusesACancelledContext,
}
