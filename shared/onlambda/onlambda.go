// Package onlambda makes Heed's three plain shapes run under AWS Lambda: an
// http.Handler behind API Gateway, a queue.Handler behind SQS, and a timer
// behind EventBridge Scheduler.
//
// An invocation wakes it. It reads the event's JSON, whose form tells the three
// apart, and writes the answer each service expects. When a function fails, API
// Gateway gets a 500 problem document, SQS the ids of the messages to send
// again, and the scheduler an error. A panic counts as a failure and leaves the
// warm process alive. What it does not understand is an error, never silence.
package onlambda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/heed-cs/heed/shared/queue"
)

// Function is all that may wake one Lambda function. What the template does not
// wire stays empty.
type Function struct {
	Log  *slog.Logger
	HTTP http.Handler
	// Terse writes no line about requests that were answered 2xx, for a function
	// whose lines would cost as much as its time. The gateway's access log has one
	// of each, under the same id.
	Terse bool
	// Queues handle batches by the name of their queue without the stack's:
	// "signals" is the queue heed-signals.
	Queues map[string]queue.Handler
	// Timers run by the name of their schedule's event in the template. They get
	// the time for which they were scheduled.
	Timers map[string]Timer
	// Ready is what every invocation needs first, until it has succeeded once; nil
	// is nothing. It is begun when the process starts, and nobody waits for it then.
	Ready func(context.Context) error
	// Warm is begun behind it, for what some invocations wait for by themselves.
	Warm func(context.Context) error
}

// Timer is work that a schedule starts, for the time it was scheduled at.
type Timer = func(ctx context.Context, at time.Time) error

var _ lambda.Handler = Function{}

// Start serves invocations and does not return.
func Start(f Function) { lambda.Start(f) }

// event is the union of the three forms.
type event struct {
	request
	Records []record        `json:"Records"`
	Timer   string          `json:"timer"`
	Time    json.RawMessage `json:"time"`
}

// Invoke answers one event.
func (f Function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var e event
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("reading the event: %w", err)
	}
	if e.Context.HTTP.Method != "" && f.HTTP != nil {
		return json.Marshal(f.serve(ctx, e.request))
	}
	if err := f.ready(ctx); err != nil {
		return nil, err
	}
	switch {
	case len(e.Records) > 0 && f.Queues != nil:
		return f.consume(ctx, e.Records)
	case e.Timer != "" && f.Timers != nil:
		return []byte("null"), f.beat(ctx, e.Timer, e.Time)
	}
	return nil, errors.New("this function is not woken by such an event: compare its Events in template.yaml with its bootstrap")
}

func (f Function) ready(ctx context.Context) error {
	if f.Ready == nil {
		return nil
	}
	return f.Ready(ctx)
}

// beat runs a timer.
func (f Function) beat(ctx context.Context, name string, scheduled json.RawMessage) error {
	run, ok := f.Timers[name]
	if !ok {
		return fmt.Errorf("there is no timer %q: compare the Input of the schedule in template.yaml with the bootstrap", name)
	}
	var at time.Time
	if err := json.Unmarshal(scheduled, &at); err != nil {
		return fmt.Errorf("timer %s: the input's time is not RFC 3339: %w", name, err)
	}
	return f.safely(ctx, func() error { return run(ctx, at.UTC()) })
}

// safely turns a panic into an error.
func (f Function) safely(ctx context.Context, run func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			f.Log.ErrorContext(ctx, "panic", "cause", cause, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	return run()
}
