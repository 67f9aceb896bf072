// Command serve runs Heed as it is deployed: the bootstraps behind Lambda's
// Runtime API, wired from template.yaml, on the servers that infra/emulators
// started.
//
//	go run ./infra/emulators go run ./infra/lambda/serve
//
// It understands the variables of `heed serve` (HEED_ADDR, HEED_DATA,
// HEED_ADMIN_KEY, HEED_PUBLIC_URL, HEED_ALLOW_PRIVATE_ENDPOINTS) and says where
// it listens in the same words, so that whatever drives the one drives the other.
// HEED_DATA keeps only the name of the stack; what is stored is in the servers.
// HEED_BOOTSTRAPS names a folder of built bootstraps, such as .aws-sam/build;
// without it they are built into dist/. HEED_HURRY makes schedules, windows and
// visibility timeouts pass so many times as fast. Functions are held to their roles
// in template.yaml; HEED_CALLS names a file that takes a line for each kind of call.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	wiring "github.com/heed-cs/heed"
	"github.com/heed-cs/heed/infra/lambda"
	"github.com/heed-cs/heed/infra/policy"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

// serve answers until ctx ends.
func serve(ctx context.Context) error {
	l, err := net.Listen("tcp", variable("HEED_ADDR", "127.0.0.1:8080"))
	if err != nil {
		return err
	}
	defer l.Close()
	o, err := options("http://" + l.Addr().String())
	if err != nil {
		return err
	}
	if o.Bootstraps, err = lambda.Bootstraps(ctx, wiring.Template); err != nil {
		return err
	}
	notes, err := between(&o)
	if err != nil {
		return err
	}
	defer notes.Close()
	host, err := lambda.New(ctx, slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})), wiring.Template, o)
	if err != nil {
		return err
	}
	defer host.Close()
	return live(ctx, host, l, o.PublicURL)
}

// live says where it listens once Heed is healthy, which takes the first
// functions to start.
func live(ctx context.Context, host *lambda.Host, l net.Listener, url string) error {
	front := &http.Server{Handler: host, ReadHeaderTimeout: 10 * time.Second}
	broken := make(chan error, 1)
	go func() { broken <- front.Serve(l) }()
	if err := healthy(ctx, "http://"+l.Addr().String()); err != nil {
		return err
	}
	fmt.Println("Heed listens at", url)
	host.Run(ctx)
	bounded, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return errors.Join(front.Shutdown(bounded), served(<-broken))
}

func served(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// healthy asks for the health, as an operator does after a deployment.
func healthy(ctx context.Context, url string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/healthz", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("/healthz answers %s: the lines above say why", res.Status)
	}
	return nil
}

// options are those of the environment.
func options(url string) (o lambda.Options, err error) {
	o = lambda.Options{
		DynamoDB: os.Getenv("HEED_TEST_DYNAMODB"), SQS: os.Getenv("HEED_TEST_SQS"), Out: os.Stderr,
		PublicURL: variable("HEED_PUBLIC_URL", url), AdminKey: os.Getenv("HEED_ADMIN_KEY"),
		AllowPrivate: os.Getenv("HEED_ALLOW_PRIVATE_ENDPOINTS") == "1",
	}
	if o.DynamoDB == "" || o.SQS == "" {
		return o, errors.New("HEED_TEST_DYNAMODB and HEED_TEST_SQS name no servers: go run ./infra/emulators go run ./infra/lambda/serve")
	}
	if o.Hurry, err = strconv.Atoi(variable("HEED_HURRY", "1")); err != nil {
		return o, fmt.Errorf("HEED_HURRY: %w", err)
	}
	o.Stack, err = stack(variable("HEED_DATA", filepath.Join(".heed", "lambda")))
	return o, err
}

// between holds every function to its role. What they call is noted in the file
// that HEED_CALLS names.
func between(o *lambda.Options) (notes io.Closer, err error) {
	file, err := os.OpenFile(variable("HEED_CALLS", os.DevNull), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	guard, err := policy.NewGuard(wiring.Template, o.Stack, file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	o.Between = guard.Before
	return file, nil
}

func variable(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

// stack is the name in the data folder, a new one at the first start.
func stack(dir string) (string, error) {
	file := filepath.Join(dir, "stack")
	kept, err := os.ReadFile(file)
	if err == nil || !errors.Is(err, os.ErrNotExist) {
		return string(kept), err
	}
	name := "heed-" + strings.ToLower(rand.Text()[:8])
	return name, errors.Join(os.MkdirAll(dir, 0o700), os.WriteFile(file, []byte(name), 0o600))
}
