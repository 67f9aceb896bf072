package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/heed-cs/heed/infra/plan"
	"github.com/heed-cs/heed/shared/queue"
)

// Function is the body of one function under functions/, in its three plain
// shapes. What the template does not wire stays empty.
type Function struct {
	HTTP   http.Handler
	Queues map[string]queue.Handler // by the queue that wakes it, such as signals
	Timers map[string]Timer         // by the name of the schedule, such as Fold
}

// Timer is what a schedule wakes; it is told the time for which it was woken.
type Timer func(ctx context.Context, at time.Time) error

// Host runs all functions in one process, wired as the plan says: routes on one
// mux, a poller per queue source, a loop per schedule. It is to them what API
// Gateway, SQS event sources and EventBridge are on AWS, so a function gets its
// timeout as a deadline, its batch size and its dead letters from the template.
//
// A panic of a function is answered with 500, or fails its batch or beat; the
// process lives on.
type Host struct {
	log     *slog.Logger
	mux     *http.ServeMux
	written func() int64
	pollers map[string]func(context.Context) // by queue
	timers  []func(context.Context)
	prompt  []chan struct{} // wakes the timers that follow what was written
}

// NewHost wires the functions. written counts what was committed to the data
// file. It refuses functions and a plan that do not agree, and says how.
func NewHost(log *slog.Logger, wired *plan.Plan, functions map[string]Function, queues Queues, written func() int64) (*Host, error) {
	if err := agree(wired, functions); err != nil {
		return nil, err
	}
	h := &Host{log: log, mux: http.NewServeMux(), written: written, pollers: map[string]func(context.Context){}}
	for _, f := range wired.Functions {
		body := functions[f.Name]
		for _, pattern := range f.Routes {
			h.mux.Handle(pattern, h.route(f, body.HTTP))
		}
		for _, s := range f.Sources {
			h.pollers[s.Queue] = h.poller(f, s, body.Queues[s.Queue], queues, wired.Queue(s.Queue).Dead)
		}
		for _, t := range f.Timers {
			h.timers = append(h.timers, h.timer(f, t, body.Timers[t.Name]))
		}
	}
	return h, nil
}

// ServeHTTP answers a request as the function its route belongs to.
func (h *Host) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

// Run polls the queues and runs the schedules until ctx ends, and returns when
// what was under way has ended too.
func (h *Host) Run(ctx context.Context) {
	var running sync.WaitGroup
	for _, work := range slices.AppendSeq(slices.Clone(h.timers), maps.Values(h.pollers)) {
		running.Go(func() { work(ctx) })
	}
	running.Wait()
}

// grace is how long what is under way may go on after Run's context has ended.
const grace = 5 * time.Second

// within gives a function its deadline: the timeout of the template and, once
// ctx has ended, the grace.
func within(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
	stop := context.AfterFunc(ctx, func() {
		late := time.AfterFunc(grace, cancel)
		context.AfterFunc(bounded, func() { late.Stop() })
	})
	return bounded, func() { stop(); cancel() }
}

// worked tells the prompt timers that a function has done something.
func (h *Host) worked() {
	for _, wake := range h.prompt {
		select {
		case wake <- struct{}{}:
		default: // it is awake already
		}
	}
}

// agree says in what the template and the functions differ.
func agree(wired *plan.Plan, functions map[string]Function) error {
	var errs []error
	planned := map[string]bool{}
	for _, f := range wired.Functions {
		planned[f.Name] = true
		body, ok := functions[f.Name]
		if !ok {
			errs = append(errs, fmt.Errorf("template.yaml has the function %s: register it in infra/heed/functions.go", f.Name))
			continue
		}
		errs = append(errs, agreeOn(f, body)...)
	}
	for _, name := range slices.Sorted(maps.Keys(functions)) {
		if !planned[name] {
			errs = append(errs, fmt.Errorf("infra/heed/functions.go has %s: add it to template.yaml", name))
		}
	}
	return errors.Join(errs...)
}

func agreeOn(f plan.Function, body Function) []error {
	var errs []error
	if (body.HTTP != nil) != (len(f.Routes) > 0) {
		errs = append(errs, fmt.Errorf("%s: routes in template.yaml: %d, an HTTP handler: %t", f.Name, len(f.Routes), body.HTTP != nil))
	}
	var sources, timers []string
	for _, s := range f.Sources {
		sources = append(sources, s.Queue)
	}
	for _, t := range f.Timers {
		timers = append(timers, t.Name)
	}
	errs = append(errs, same(f.Name, "queues", sources, slices.Collect(maps.Keys(body.Queues))))
	return append(errs, same(f.Name, "timers", timers, slices.Collect(maps.Keys(body.Timers))))
}

func same[T cmp.Ordered](function, what string, template, code []T) error {
	slices.Sort(template)
	slices.Sort(code)
	if slices.Equal(template, code) {
		return nil
	}
	return fmt.Errorf("%s: %s in template.yaml: %v, in the code: %v", function, what, template, code)
}
