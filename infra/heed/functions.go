package main

import (
	"context"
	"log/slog"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/heed-cs/heed/functions/aggregate"
	"github.com/heed-cs/heed/functions/console"
	"github.com/heed-cs/heed/functions/deliver"
	"github.com/heed-cs/heed/functions/intake"
	"github.com/heed-cs/heed/functions/learn"
	"github.com/heed-cs/heed/functions/score"
	"github.com/heed-cs/heed/shared/access"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
)

// How stale a laptop may be. Everything is one process on one file, so a second
// saves the work of a busy moment and no person notices it.
const (
	keyAge       = time.Second // of API keys, connections and settings remembered
	portfolioAge = time.Second // of the lists over all accounts
	feedLag      = time.Second // between an event and its place in the feed
)

// adapters are what the functions stand on in one process.
type adapters struct {
	log    *slog.Logger
	rec    *records.Records
	box    secret.Box
	queues Queues
}

// options are what an operator chooses.
type options struct {
	publicURL    string         // without a slash at the end
	allowPrivate bool           // deliver to loopback and private addresses
	networks     []netip.Prefix // private ones that deliveries may go to
	demo         *console.Demo
}

// register builds every function. The host holds the registry against
// template.yaml, so what is missing here or there is named at the start.
func register(a adapters, o options) map[string]Function {
	return map[string]Function{
		"intake":    a.intake(o),
		"aggregate": a.aggregate(o),
		"score":     a.score(o),
		"learn":     a.learn(),
		"deliver":   a.deliver(o),
		"console":   a.console(o),
	}
}

// of is the logger of one function.
func (a adapters) of(function string) *slog.Logger { return a.log.With("function", function) }

func (a adapters) intake(o options) Function {
	keys := access.New(a.rec, keyAge)
	return Function{HTTP: intake.New(a.of("intake"), a.rec, keys, a.box, a.queues["signals"], intake.Options{Cache: keyAge, PublicURL: o.publicURL})}
}

func (a adapters) aggregate(o options) Function {
	f := aggregate.New(a.of("aggregate"), a.rec, a.queues["signals"], a.queues["touches"], a.queues["deliver"], a.queues["signals-dead"],
		aggregate.Options{PublicURL: o.publicURL})
	return Function{Queues: map[string]queue.Handler{"signals": f}, Timers: map[string]Timer{"Fold": f.Fold}}
}

func (a adapters) score(o options) Function {
	f := score.New(a.of("score"), a.rec, a.queues["touches"], a.queues["deliver"], score.Options{PublicURL: o.publicURL})
	return Function{Queues: map[string]queue.Handler{"touches": f}, Timers: map[string]Timer{"Sweep": f.Sweep}}
}

func (a adapters) learn() Function {
	return Function{Timers: map[string]Timer{"Train": learn.New(a.of("learn"), a.rec).Train}}
}

func (a adapters) deliver(o options) Function {
	f := deliver.New(a.of("deliver"), a.rec, a.box, deliver.NewClient(o.allowPrivate, o.networks), a.queues["retry"], a.queues["deliver"],
		deliver.Options{Version: version()})
	return Function{Queues: map[string]queue.Handler{"deliver": f, "retry": f}, Timers: map[string]Timer{"Due": aheadAtStart(f.Due)}}
}

func (a adapters) console(o options) Function {
	return Function{HTTP: console.New(a.of("console"), a.rec, access.New(a.rec, keyAge), a.box,
		a.queues["signals"], a.queues["touches"], a.queues["deliver"], console.Options{
			Version:   version(),
			PublicURL: o.publicURL, AllowPrivate: o.allowPrivate, Allow: o.networks, PortfolioAge: portfolioAge, FeedLag: feedLag, Demo: o.demo,
			Queues: a.queues.inspectors(),
		})}
}

// aheadAtStart lets a timer's first beat see as far ahead as the due order's
// safety net reaches. What a process that died had written and not yet sent lies
// there, and nobody else is at it: it goes out at once instead of after the net.
func aheadAtStart(run Timer) Timer {
	var begun atomic.Bool
	return func(ctx context.Context, at time.Time) error {
		if begun.CompareAndSwap(false, true) {
			at = at.Add(records.SafetyNet)
		}
		return run(ctx, at)
	}
}
