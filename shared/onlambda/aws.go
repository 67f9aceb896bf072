package onlambda

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/heed-cs/heed/shared/cloud"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/queue/sqs"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/secret/kms"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/dynamo"
)

// aside is how much later than the start it opens what the first invocation needs,
// so that asking for that invocation comes first where the processor is shared out.
const aside = time.Millisecond

// openTime is how long opening what the first invocation needs may take beside it.
const openTime = 9 * time.Second

// Main builds a function on AWS and serves its invocations. When it cannot be
// built, the log says why and the process ends, which Lambda answers for with an
// error; the next invocation tries again.
func Main(function string, build func(*slog.Logger, *AWS) (Function, error)) {
	economise()
	log := Logger(function)
	f, a, err := start(log, build)
	if err != nil {
		log.Error("the function cannot start", "error", err.Error())
		os.Exit(1)
	}
	time.AfterFunc(aside, func() { a.open(f) })
	Start(f)
}

// start builds the function, which asks nobody anything: whatever can wait is
// opened beside the first invocation, on its way.
func start(log *slog.Logger, build func(*slog.Logger, *AWS) (Function, error)) (Function, *AWS, error) {
	a, err := connect()
	if err != nil {
		return Function{}, nil, err
	}
	f, err := build(log, a)
	f.Log, f.Ready = log, once(f.Ready)
	return f, a, err
}

// once is ready until it has been once; nil is ready always.
func once(ready func(context.Context) error) func(context.Context) error {
	var mu sync.Mutex
	return func(ctx context.Context) error {
		mu.Lock()
		defer mu.Unlock()
		if ready == nil {
			return nil
		}
		err := ready(ctx)
		if err == nil {
			ready = nil
		}
		return err
	}
}

// open opens connections in the order in which invocations want them: the table,
// what readiness needs, and the queues. That it fails harms nobody: an invocation
// then opens them itself, or says what is wrong.
func (a *AWS) open(f Function) {
	ctx, cancel := context.WithTimeout(context.Background(), openTime)
	defer cancel()
	a.greet(ctx, "DynamoDB")
	_ = f.Ready(ctx)
	if f.Warm != nil {
		_ = f.Warm(ctx)
	}
	a.greet(ctx, "SQS")
}

// AWS is what the functions stand on in the cloud, wired by the environment that
// template.yaml sets.
type AWS struct {
	Table  store.Table
	config aws.Config
	keyID  string
}

func connect() (*AWS, error) {
	env, err := Env("HEED_TABLE", "HEED_KEY_ID")
	if err != nil {
		return nil, err
	}
	config, err := cloud.Config()
	if err != nil {
		return nil, err
	}
	return &AWS{
		Table:  dynamo.New(dynamodb.NewFromConfig(config), env["HEED_TABLE"]),
		config: config,
		keyID:  env["HEED_KEY_ID"],
	}, nil
}

// greet opens a connection to a service.
func (a *AWS) greet(ctx context.Context, service string) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, cloud.Endpoint(a.config, service), nil)
	if err != nil {
		return
	}
	res, err := a.config.HTTPClient.Do(r)
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, res.Body) // read to its end, the connection stays open
	res.Body.Close()
}

// Queues opens queues by their names in the flow. The URL of signals-dead is in
// SIGNALS_DEAD_QUEUE_URL, and so on.
func (a *AWS) Queues(names ...string) (map[string]*sqs.Queue, error) {
	variables := make([]string, len(names))
	for i, name := range names {
		variables[i] = strings.ToUpper(strings.ReplaceAll(name, "-", "_")) + "_QUEUE_URL"
	}
	urls, err := Env(variables...)
	if err != nil {
		return nil, err
	}
	queues := make(map[string]*sqs.Queue, len(names))
	for i, name := range names {
		queues[name] = sqs.New(a.config, urls[variables[i]])
	}
	return queues, nil
}

// Inspectors are what an operator looks at: each of the queues with its dead letters.
func Inspectors(queues map[string]*sqs.Queue) map[string]queue.Inspector {
	all := map[string]queue.Inspector{}
	for name, source := range queues {
		if dead, ok := queues[name+"-dead"]; ok {
			all[name] = sqs.Inspect(source, dead)
		}
	}
	return all
}

// Key is the installation's root key, or secret.ErrNoRootKey when it is fetched.
func (a *AWS) Key() *secret.Late {
	return secret.NewLate(func(ctx context.Context) (*secret.Key, error) {
		return secret.Unwrap(ctx, kms.New(a.config, a.keyID), records.NewRootKey(a.Table))
	})
}

// KeyOrNew is Key, and makes the root key of a new installation.
func (a *AWS) KeyOrNew() *secret.Late {
	return secret.NewLate(func(ctx context.Context) (*secret.Key, error) {
		return secret.UnwrapOrMake(ctx, kms.New(a.config, a.keyID), records.NewRootKey(a.Table))
	})
}
