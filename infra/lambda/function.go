package lambda

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/heed-cs/heed/infra/plan"
)

// ErrThrottled says that as many environments as allowed are at work.
var ErrThrottled = errors.New("the function is throttled: all of its environments are at work")

// lifetime is how old an environment grows. Lambda does not tell its own figure;
// what matters is that functions bear to be begun anew at any time.
const lifetime = 10 * time.Minute

// function keeps the environments of one function: warm ones for what comes
// next, and as many new ones as are needed at a time, up to a limit.
type function struct {
	plan.Function
	log       *slog.Logger
	arn       string
	command   string
	variables []string
	limit     int
	lifetime  time.Duration
	out       io.Writer

	mu     sync.Mutex
	warm   []*environment // the last used last
	all    map[*environment]bool
	closed bool
}

// invoke runs the function once.
func (f *function) invoke(payload []byte) ([]byte, error) {
	if len(payload) > maxPayload {
		return nil, fmt.Errorf("an event of %d bytes is larger than %d", len(payload), maxPayload)
	}
	e, err := f.take()
	if err != nil {
		f.log.Warn("invocation refused", "error", err.Error())
		return nil, err
	}
	defer f.put(e)
	body, err := e.invoke(payload)
	if err != nil {
		f.log.Warn("invocation failed", "error", err.Error())
	}
	return body, err
}

// take finds a warm environment, or starts one.
func (f *function) take() (*environment, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.warm) > 0 {
		last := len(f.warm) - 1
		e := f.warm[last]
		if f.warm = f.warm[:last]; !f.retired(e) {
			return e, nil
		}
	}
	if f.closed || len(f.all) >= f.limit {
		return nil, ErrThrottled
	}
	e, err := launch(f.log, f.arn, f.command, slices.Clone(f.variables), f.Timeout, f.out)
	if err != nil {
		return nil, err
	}
	f.all[e] = true
	return e, nil
}

// put keeps the environment warm, if it lives.
func (f *function) put(e *environment) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.retired(e) {
		f.warm = append(f.warm, e)
	}
}

// retired takes an environment that works on nothing away, if it is gone or old.
func (f *function) retired(e *environment) bool {
	if !e.gone() && time.Since(e.born) < f.lifetime {
		return false
	}
	e.kill()
	delete(f.all, e)
	return true
}

// environments are all that run now.
func (f *function) environments() []*environment {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Collect(maps.Keys(f.all))
}

// close ends all environments, and starts no more.
func (f *function) close() {
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
	for _, e := range f.environments() {
		e.kill()
	}
}
