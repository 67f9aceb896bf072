package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const adminKey = "heed_bench_admin_0123456789abcdefghijkl"

// process is a heed of its own.
type process struct {
	*exec.Cmd
	data, address string
	ready         time.Duration // from the start to the first 200 of /healthz
	out           lockedBuffer
	ended         chan error
}

// command builds heed as it is released, once.
func (b *bench) command() (string, error) {
	if b.heed != "" {
		return b.heed, nil
	}
	path := filepath.Join(b.dir, "heed")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "github.com/heed-cs/heed/infra/heed")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building heed: %w\n%s", err, out)
	}
	b.heed = path
	return path, nil
}

// start runs `heed serve` on a folder, a new one when it is empty, and waits
// until it is healthy.
func (b *bench) start(ctx context.Context, data string, args ...string) (*process, error) {
	path, err := b.command()
	if err != nil {
		return nil, err
	}
	if data == "" {
		if data, err = os.MkdirTemp(b.dir, ""); err != nil {
			return nil, err
		}
	}
	p := &process{data: data, ended: make(chan error, 1)}
	if p.address, err = freeAddress(); err != nil {
		return nil, err
	}
	args = append([]string{"serve", "--addr", p.address, "--data", data}, args...)
	p.Cmd = exec.CommandContext(ctx, path, args...)
	p.Env = append(os.Environ(), "HEED_ADMIN_KEY="+adminKey, "HEED_ALLOW_PRIVATE_ENDPOINTS=1", "HEED_LOG=warn")
	p.Stdout, p.Stderr = &p.out, &p.out
	return p, p.begin(ctx)
}

func (p *process) begin(ctx context.Context) error {
	start := time.Now()
	if err := p.Start(); err != nil {
		return err
	}
	go func() { p.ended <- p.Wait() }()
	err := p.healthy(ctx)
	p.ready = time.Since(start)
	if err == nil {
		err = p.says(ctx, "Heed listens", "Making up") // healthy comes first, and then the admin key
	}
	if err != nil {
		p.stop()
	}
	return err
}

// healthy asks until the answer is 200.
func (p *process) healthy(ctx context.Context) error {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		select {
		case err := <-p.ended:
			p.ended <- err
			return fmt.Errorf("heed ended: %v\n%s", err, p.out.String())
		case <-ctx.Done():
			return context.Cause(ctx)
		default:
		}
		if w, err := http.Get("http://" + p.address + "/healthz"); err == nil {
			_ = w.Body.Close()
			if w.StatusCode == http.StatusOK {
				return nil
			}
		}
	}
	return fmt.Errorf("heed is not healthy after %s\n%s", patience, p.out.String())
}

// stop ends it as Ctrl-C would.
func (p *process) stop() {
	_ = p.Process.Signal(os.Interrupt) // it may be gone
	<-p.ended
}

// says waits for one of the texts in what it prints.
func (p *process) says(ctx context.Context, texts ...string) error {
	said := func(text string) bool { return strings.Contains(p.out.String(), text) }
	for deadline := time.Now().Add(2 * patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if slices.ContainsFunc(texts, said) {
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return fmt.Errorf("heed never said %q\n%s", texts, p.out.String())
}

// api calls the process as its administrator and reads the answer into out, unless that is nil.
func (p *process) api(ctx context.Context, method, path string, body []byte, out any) error {
	q, err := http.NewRequestWithContext(ctx, method, "http://"+p.address+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	q.Header.Set("Authorization", "Bearer "+adminKey)
	q.Header.Set("Content-Type", "application/json")
	w, err := http.DefaultClient.Do(q)
	if err != nil {
		return err
	}
	defer w.Body.Close()
	answer, err := io.ReadAll(w.Body)
	if err != nil {
		return err
	}
	if w.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s: %s", method, path, w.Status, answer)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, out)
}

// memory is one kind of the process's memory in MB: VmRSS is all that is
// resident, RssAnon what of it is not a file's pages. Not ok where /proc does not tell.
func (p *process) memory(kind string) (mb float64, ok bool) {
	kb, ok := procField(fmt.Sprintf("/proc/%d/status", p.Process.Pid), kind+":")
	n, err := strconv.ParseFloat(kb, 64)
	return n / 1024, ok && err == nil
}

// file is the size of its data file in MB.
func (p *process) file() (mb float64) {
	if info, err := os.Stat(filepath.Join(p.data, "heed.db")); err == nil {
		mb = float64(info.Size()) / (1 << 20)
	}
	return mb
}

// freeAddress is one of loopback that nobody listens on.
func freeAddress() (string, error) {
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer on.Close()
	return on.Addr().String(), nil
}

// lockedBuffer may be read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
