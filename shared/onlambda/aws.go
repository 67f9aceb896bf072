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
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/heed-cs/heed/shared/cloud"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/queue/sqs"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/secret/kms"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/dynamo"
)

// initTime is what Lambda gives a function to start, less a second to say why it could not.
const initTime = 9 * time.Second

// greetTime is how long a start may wait for a connection that it can do without.
const greetTime = 2 * time.Second

// Main builds a function on AWS and serves its invocations. When it cannot be
// built, the log says why and the process ends, which Lambda answers for with an
// error; the next invocation tries again.
func Main(function string, build func(context.Context, *slog.Logger, *AWS) (Function, error)) {
	log := Logger(function)
	f, err := start(log, build)
	if err != nil {
		log.Error("the function cannot start", "error", err.Error())
		os.Exit(1)
	}
	Start(f)
}

// start builds the function while a connection to the queues opens beside it, so
// that the first invocation finds every handshake done.
func start(log *slog.Logger, build func(context.Context, *slog.Logger, *AWS) (Function, error)) (Function, error) {
	ctx, cancel := context.WithTimeout(context.Background(), initTime)
	defer cancel()
	a, err := connect()
	if err != nil {
		return Function{}, err
	}
	var opening sync.WaitGroup
	opening.Go(func() { a.greet(ctx, "SQS") })
	defer opening.Wait()
	f, err := build(ctx, log, a)
	f.Log = log
	return f, err
}

// AWS is what the functions stand on in the cloud, wired by the environment that
// template.yaml sets.
type AWS struct {
	Table  store.Table
	config aws.Config
	sqs    *awssqs.Client
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
		sqs:    awssqs.NewFromConfig(config),
		keyID:  env["HEED_KEY_ID"],
	}, nil
}

// greet opens a connection to a service. That it fails harms nobody: the first
// real call then opens one, or says what is wrong.
func (a *AWS) greet(ctx context.Context, service string) {
	ctx, cancel := context.WithTimeout(ctx, greetTime)
	defer cancel()
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
		queues[name] = sqs.New(a.sqs, urls[variables[i]])
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

// Key unwraps the installation's root key, or returns secret.ErrNoRootKey.
func (a *AWS) Key(ctx context.Context) (*secret.Key, error) {
	return secret.Unwrap(ctx, kms.New(a.config, a.keyID), records.NewRootKey(a.Table))
}

// KeyOrNew is Key, and makes the root key of a new installation.
func (a *AWS) KeyOrNew(ctx context.Context) (*secret.Key, error) {
	return secret.UnwrapOrMake(ctx, kms.New(a.config, a.keyID), records.NewRootKey(a.Table))
}
