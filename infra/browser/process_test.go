package browser

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long anything may take that must happen. It asserts no speed.
const patience = time.Minute

const adminKey = "heed_0123456789abcdefghijklmnopqrstuvwxyz"

var shots = flag.String("shots", "", "folder to keep screenshots in; without it, none are made")

// The demonstration that all tests look at, and the browser that looks. why says
// what is missing when there is no browser.
var (
	url    string
	chrome context.Context
	why    error
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	var program string
	if program, why = find("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"); why != nil {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "heed-browser")
	if err == nil {
		defer func() { _ = os.RemoveAll(dir) }()
		var end func()
		if end, err = demonstrate(dir); err == nil {
			defer end()
			if end, err = launch(program, dir); err == nil {
				defer end()
				return m.Run()
			}
		}
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// find looks for the first program of a list.
func find(names ...string) (string, error) {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("there is no browser, which is any of %s: what pages do in one is left out", strings.Join(names, ", "))
}

// launch starts the browser.
func launch(program, dir string) (end func(), err error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.UserDataDir(filepath.Join(dir, "profile")), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium's own does not work for root
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	var done func()
	chrome, done = chromedp.NewContext(allocator)
	return func() { done(); stop() }, chromedp.Do(chrome)
}

// demonstrate builds heed and starts its demonstration.
func demonstrate(dir string) (end func(), err error) {
	binary := filepath.Join(dir, "heed")
	if out, err := exec.Command("go", "build", "-o", binary, "../heed").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building heed: %w\n%s", err, out)
	}
	out, in := io.Pipe()
	cmd := exec.Command(binary, "serve", "--demo")
	cmd.Env = append(os.Environ(), "HEED_ADDR=127.0.0.1:0", "HEED_DATA="+filepath.Join(dir, "data"), "HEED_ADMIN_KEY="+adminKey, "HEED_LOG=warn", "HEED_PUBLIC_URL=")
	cmd.Stdout, cmd.Stderr = in, os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() { _ = cmd.Wait(); _ = in.Close() }()
	if url = ready(out); url == "" {
		return nil, errors.New("the demonstration did not start")
	}
	return func() { _ = cmd.Process.Kill() }, nil
}

// ready reads where the demonstration is, once it is filled.
func ready(out io.Reader) (address string) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, after, ok := strings.Cut(lines.Text(), "http://127.0.0.1:"); ok && address == "" {
			port, _, _ := strings.Cut(strings.TrimRight(after, " /."), "/")
			port, _, _ = strings.Cut(port, " ")
			address = "http://127.0.0.1:" + port
		}
		if strings.Contains(lines.Text(), "Webhooks are printed here") {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return address
		}
	}
	return ""
}
