package lambda

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os/exec"
	"sync"
	"time"
)

// What Lambda says of a function that did not answer.
var (
	ErrCrashed  = errors.New("the process ended before it answered")
	ErrTimedOut = errors.New("the function ran out of time and was ended")
	ErrInit     = errors.New("the process did not ask for its first event in its 10 s")
)

// initTime is what a process has to start.
const initTime = 10 * time.Second

// environment is one process of a function with a Runtime API of its own. It
// works on one event at a time.
type environment struct {
	log     *slog.Logger
	arn     string
	timeout time.Duration
	born    time.Time
	process *exec.Cmd
	api     *http.Server
	work    chan *invocation
	started sync.Once
	ready   chan struct{} // closed when it asks for its first event
	ended   chan struct{} // closed when the process is gone

	mu      sync.Mutex
	current *invocation
}

// launch starts a process with exactly the variables given, and those of the
// Runtime API. What it says goes to out.
func launch(log *slog.Logger, arn, command string, variables []string, timeout time.Duration, out io.Writer) (*environment, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	e := &environment{
		log: log, arn: arn, timeout: timeout, born: time.Now(), process: exec.Command(command),
		work: make(chan *invocation), ready: make(chan struct{}), ended: make(chan struct{}),
	}
	e.api = &http.Server{Handler: e.runtimeAPI(), ReadHeaderTimeout: initTime}
	e.process.Env = append(variables, "AWS_LAMBDA_RUNTIME_API="+l.Addr().String())
	e.process.Stdout, e.process.Stderr = out, out
	if err := bear(e.process); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	go func() { _ = e.api.Serve(l) }() // until it is closed
	go func() {
		_ = e.process.Wait() // how it ended, its log says
		close(e.ended)
		_ = e.api.Close()
	}()
	return e, nil
}

// invoke hands the process an event and waits for the answer. After ErrCrashed,
// ErrTimedOut and ErrInit the process is gone; after a FunctionError it is warm.
func (e *environment) invoke(payload []byte) ([]byte, error) {
	if err := e.awaitInit(); err != nil {
		return nil, err
	}
	in := &invocation{id: requestID(), payload: payload, deadline: time.Now().Add(e.timeout), outcome: make(chan outcome, 1)}
	ctx, cancel := context.WithDeadline(context.Background(), in.deadline)
	defer cancel()
	select {
	case e.work <- in:
	case <-e.ended:
		return nil, ErrCrashed
	case <-ctx.Done():
		return nil, e.expire()
	}
	select {
	case out := <-in.outcome:
		return out.body, out.err
	case <-e.ended:
		return nil, ErrCrashed
	case <-ctx.Done():
		return nil, e.expire()
	}
}

// awaitInit returns when the process has asked for its first event.
func (e *environment) awaitInit() error {
	late := time.NewTimer(initTime)
	defer late.Stop()
	select {
	case <-e.ready:
		return nil
	case <-e.ended:
		return ErrCrashed
	case <-late.C:
		e.kill()
		return ErrInit
	}
}

func (e *environment) expire() error {
	e.kill()
	return ErrTimedOut
}

// kill ends the process as Lambda does, without asking.
func (e *environment) kill() {
	_ = e.process.Process.Kill() // it may be gone
	<-e.ended
}

func (e *environment) gone() bool {
	select {
	case <-e.ended:
		return true
	default:
		return false
	}
}

func requestID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // which never fails
	text := hex.EncodeToString(b[:])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}
