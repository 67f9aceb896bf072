package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// longest is how long Lambda lets an invocation take at most.
const longest = 15 * time.Minute

// newborn is a process of a function with a Runtime API of its own. It gets one
// event as soon as it asks for one, and lives until that is answered.
type newborn struct {
	event    string
	process  chan int       // takes its id
	next     time.Time      // it asked for the event, and got it
	computed time.Duration  // until then
	answered chan time.Time // takes the moment it answered
	failed   chan error
}

// ServeHTTP is the Runtime API.
func (n *newborn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // what breaks off, answers nothing
	switch call := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]; {
	case call == "next" && n.next.IsZero():
		asked := time.Now()
		n.computed = computedBy(<-n.process)
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", "00000000-0000-0000-0000-000000000000")
		w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(time.Now().Add(longest).UnixMilli(), 10))
		w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:cold")
		n.next = asked
		_, _ = io.WriteString(w, n.event) // who is gone, never answers
	case call == "next":
		<-r.Context().Done()
	case call == "response":
		n.answered <- time.Now()
	default:
		n.failed <- fmt.Errorf("it answered %s: %s", call, body)
	}
}

// birth is how long a process took, and what it computed until its first next.
type birth struct{ next, computed, call, answer time.Duration }

// bear starts a bootstrap on a share of a core, gives it an event, and says how
// long it took to ask for it, and from then to the first answer of DynamoDB and to its own.
func (c *cold) bear(ctx context.Context, f subject, s *share) (birth, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return birth{}, err
	}
	n := &newborn{event: f.event, process: make(chan int, 1), answered: make(chan time.Time, 1), failed: make(chan error, 1)}
	api := &http.Server{Handler: n, ReadHeaderTimeout: patience}
	go func() { _ = api.Serve(on) }() // until it is closed
	defer api.Close()
	c.aws.forget()
	var said lockedBuffer
	process := exec.CommandContext(ctx, filepath.Join(c.dir, f.name, "bootstrap"))
	process.Env, process.Stdout, process.Stderr = append(c.env, "AWS_LAMBDA_RUNTIME_API="+on.Addr().String()), &said, &said
	began := time.Now()
	if err := s.start(process); err != nil {
		return birth{}, err
	}
	n.process <- process.Process.Pid
	defer func() { cancel(); _ = process.Wait() }() // it was ended
	select {
	case at := <-n.answered:
		call, called := c.aws.first(n.next)
		if !called && f.event != "" {
			return birth{}, fmt.Errorf("%s answers without a look at the table\n%s", f.name, said.String())
		}
		return birth{n.next.Sub(began), n.computed, call.Sub(n.next), at.Sub(n.next)}, nil
	case err := <-n.failed:
		return birth{}, fmt.Errorf("%s: %w\n%s", f.name, err, said.String())
	case <-ctx.Done():
		return birth{}, errors.Join(fmt.Errorf("%s does not answer\n%s", f.name, said.String()), ctx.Err())
	}
}

// computedBy is what a process has computed so far; 0 where /proc does not tell.
func computedBy(process int) (sum time.Duration) {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", process)) // the pattern is right
	for _, thread := range threads {
		text, _ := procField(thread, "")
		nanos, _ := strconv.ParseInt(text, 10, 64) // a thread that has ended counts for nothing
		sum += time.Duration(nanos)
	}
	return sum
}
