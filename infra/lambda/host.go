package lambda

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/heed-cs/heed/infra/plan"
)

// Options say where a host runs what.
type Options struct {
	Stack      string // names the table and the queues: the same name finds them again
	Bootstraps string // the folder of the programs, as sam build leaves it
	DynamoDB   string // addresses of servers that believe any credentials
	SQS        string
	PublicURL  string // the template's parameters
	AdminKey   string
	Parameters map[string]string // the others, where they are not as the template has them

	AllowPrivate bool      // deliver to loopback and private addresses
	Hurry        int       // schedules, windows, visibility timeouts and the lives of environments pass so many times as fast; 0 is 1
	Environments int       // of one function at a time, more are throttled; 0 is 10
	Twice        bool      // hand every batch over twice
	Out          io.Writer // takes what the functions say

	// Between, if given, stands between the functions and AWS: to see their
	// requests, refuse them, or let them fail. Each function signs with its id in
	// the template as access key.
	Between func(aws http.Handler) http.Handler
}

// Host runs the functions of a plan as Lambda does. It answers HTTP as API
// Gateway, and polls and beats while Run is under way.
type Host struct {
	log       *slog.Logger
	mux       *http.ServeMux
	stack     *stack
	edge      *http.Server
	functions []*function
	sources   []*source
	loops     []func(context.Context)
}

// New makes the table and the queues that are not there yet, and wires the
// functions as the template says. No process is started before it is needed.
func New(ctx context.Context, log *slog.Logger, template []byte, o Options) (*Host, error) {
	named, err := plan.Parse(template, map[string]string{"AWS::StackName": o.Stack})
	if err != nil {
		return nil, err
	}
	h := &Host{log: log, mux: http.NewServeMux(), stack: newStack(o)}
	if err := h.stack.create(ctx, named); err != nil {
		return nil, fmt.Errorf("creating the stack %s: %w", o.Stack, err)
	}
	wired, err := plan.Parse(template, h.stack.values(named, o))
	if err != nil {
		return nil, err
	}
	aws, err := h.startEdge(o)
	if err != nil {
		return nil, err
	}
	for _, f := range wired.Functions {
		h.wire(f, o, aws)
	}
	return h, nil
}

// wire puts a function behind its routes, queues and schedules.
func (h *Host) wire(planned plan.Function, o Options, aws string) {
	f := &function{
		Function: planned, log: h.log.With("function", planned.Name), all: map[*environment]bool{}, out: o.Out,
		arn:     "arn:aws:lambda:" + region + ":" + account + ":function:" + o.Stack + "-" + planned.ID,
		command: filepath.Join(o.Bootstraps, planned.ID, "bootstrap"), limit: o.Environments,
		lifetime: lifetime / time.Duration(h.stack.hurry), variables: variables(planned, o, aws),
	}
	if f.limit == 0 {
		f.limit = 10
	}
	h.functions = append(h.functions, f)
	for _, pattern := range planned.Routes {
		h.mux.HandleFunc(pattern, f.route(pattern))
	}
	for _, planned := range planned.Sources {
		s := &source{
			Source: planned, log: f.log.With("queue", planned.Queue), stack: h.stack, function: f,
			window: planned.Window / time.Duration(h.stack.hurry), twice: o.Twice,
		}
		h.sources = append(h.sources, s)
		for range min(planned.Concurrency, pollers) {
			h.loops = append(h.loops, s.poll)
		}
	}
	for _, t := range planned.Timers {
		h.loops = append(h.loops, func(ctx context.Context) { f.beat(ctx, t, h.stack.hurry) })
	}
}

// variables are all that a process of the function finds in its environment:
// what the template gives it, and what Lambda adds.
func variables(f plan.Function, o Options, aws string) []string {
	all := []string{
		"AWS_REGION=" + region, "AWS_DEFAULT_REGION=" + region, "AWS_ENDPOINT_URL=" + aws,
		"AWS_ACCESS_KEY_ID=" + f.ID, "AWS_SECRET_ACCESS_KEY=local", "AWS_SESSION_TOKEN=local",
		"AWS_LAMBDA_FUNCTION_NAME=" + o.Stack + "-" + f.ID, "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=" + strconv.Itoa(f.Memory), "AWS_LAMBDA_INITIALIZATION_TYPE=on-demand",
		"AWS_LAMBDA_LOG_FORMAT=JSON", "AWS_LAMBDA_LOG_LEVEL=WARN", "AWS_EXECUTION_ENV=AWS_Lambda_provided.al2023",
		"_HANDLER=bootstrap", "TZ=:UTC", "LANG=en_US.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin",
	}
	if o.AllowPrivate {
		all = append(all, "HEED_ALLOW_PRIVATE_ENDPOINTS=1")
	}
	for name, value := range f.Env {
		all = append(all, name+"="+value)
	}
	return all
}

// ServeHTTP answers as API Gateway.
func (h *Host) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

// Run polls the queues and runs the schedules until ctx ends, and returns when
// what was under way has ended too.
func (h *Host) Run(ctx context.Context) {
	var running sync.WaitGroup
	for _, loop := range h.loops {
		running.Go(func() { loop(ctx) })
	}
	running.Wait()
}

// Close ends all processes at once. The table and the queues stay.
func (h *Host) Close() {
	for _, f := range h.functions {
		f.close()
	}
	_ = h.edge.Close() // nobody is left to ask
}
