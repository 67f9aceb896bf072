package blackbox

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	adminKey = "heed_0123456789abcdefghijklmnopqrstuvwxyz"
	// patience is how long anything may take that must happen. It asserts no speed.
	patience = 4 * time.Minute
)

var (
	seed    = flag.Uint64("seed", 1, "number that decides what is sent")
	program = flag.String("program", "../heed", "package of the program to hold to the contract: ../heed, or ../lambda/serve for what is deployed")
)

// binary is the program under test, built once.
var binary string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	flag.Parse()
	dir, err := os.MkdirTemp("", "blackbox")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary = filepath.Join(dir, "heed")
	if out, err := exec.Command("go", "build", "-o", binary, *program).CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building %s: %v\n%s", *program, err, out)
		return 1
	}
	return m.Run()
}

// process is a running heed, which can be killed and started again on its data.
type process struct {
	t     *testing.T
	data  string
	log   record
	mu    sync.Mutex
	cmd   *exec.Cmd
	url   string // empty while it is down
	ended chan struct{}
}

// serve starts a heed on an empty data folder. In the end its log must show no panic.
func serve(t *testing.T) *process {
	p := &process{t: t, data: t.TempDir()}
	p.start()
	t.Cleanup(func() {
		p.kill()
		if log := p.log.String(); strings.Contains(log, "panic") || strings.Contains(log, "goroutine ") {
			t.Errorf("heed panicked:\n%s", log)
		}
	})
	return p
}

func (p *process) start() {
	out, in := io.Pipe()
	cmd, ended := exec.Command(binary, "serve"), make(chan struct{})
	cmd.Env = append(os.Environ(), "HEED_ADDR=127.0.0.1:0", "HEED_DATA="+p.data, "HEED_ADMIN_KEY="+adminKey,
		"HEED_ALLOW_PRIVATE_ENDPOINTS=1", "HEED_LOG=warn", "HEED_PUBLIC_URL=")
	cmd.Stdout, cmd.Stderr = in, &p.log
	if err := cmd.Start(); err != nil {
		p.t.Errorf("starting heed: %v", err)
		return
	}
	go func() { _ = cmd.Wait(); _ = in.Close(); close(ended) }()
	url := listensAt(out)
	if url == "" {
		p.t.Errorf("heed did not start:\n%s", p.log.String())
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cmd, p.url, p.ended = cmd, url, ended
}

// listensAt reads on standard output where heed listens; empty when it ended before.
func listensAt(out io.Reader) string {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if url, ok := strings.CutPrefix(lines.Text(), "Heed listens at "); ok {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return url
		}
	}
	return ""
}

// address is where the process listens now; empty while it is down.
func (p *process) address() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.url
}

// kill ends the process as a power cut would, and returns when it is gone.
func (p *process) kill() { p.end(os.Kill) }

// restart ends the process in good order and starts it again.
func (p *process) restart() {
	p.end(os.Interrupt)
	p.start()
}

func (p *process) end(with os.Signal) {
	p.mu.Lock()
	p.url = ""
	cmd, ended := p.cmd, p.ended
	p.mu.Unlock()
	_ = cmd.Process.Signal(with) // it may be gone
	<-ended
}

// record keeps what a process says.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(b)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// eventually looks again and again until there is nothing left to complain of.
func eventually(t *testing.T, complaint func() string) {
	t.Helper()
	pause := 50 * time.Millisecond
	for end := time.Now().Add(patience); ; time.Sleep(pause) {
		wrong := complaint()
		if wrong == "" {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("still wrong after %s:\n%s", patience, wrong)
		}
		pause = min(2*pause, time.Second) // who is asked all the time gets nothing else done
	}
}
