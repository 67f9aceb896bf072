package deliver

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// The libraries of the Standard Webhooks project for other languages, by exact
// version, and what runs them.
const (
	npmPackages = "standardwebhooks@1.1.1 typescript@5.9.3 @types/node@20.19.43"
	pipPackages = "standardwebhooks==1.1.0"
)

// TestReceiversOfOtherLanguages runs the receivers that docs/webhooks.md shows, and
// posts real deliveries to them. Where node, npm or python3 are missing it is
// skipped, unless HEED_TEST_BACKENDS=required, as CI has it.
func TestReceiversOfOtherLanguages(t *testing.T) {
	for name, c := range map[string]struct {
		programs []string
		command  func(t *testing.T, address string) *exec.Cmd
	}{
		"TypeScript": {[]string{"node", "npm"}, typescript},
		"Python":     {[]string{"python3"}, python},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			has(t, c.programs...)
			listener := must(net.Listen("tcp", "127.0.0.1:0"))
			address := listener.Addr().String()
			listener.Close()
			start(t, c.command(t, address), address)
			verifies(t, "http://"+address)
		})
	}
}

// verifies holds a receiver that knows whsec to what it must and must not believe.
func verifies(t *testing.T, url string) {
	w := newWorld(t, faults{})
	w.d.client = NewClient(true, nil)
	const other = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="
	for id, c := range map[string]struct {
		secrets []heed.SealedSecret
		want    heed.DeliveryStatus
	}{
		"known":    {[]heed.SealedSecret{w.seal("known", whsec, time.Time{})}, heed.Delivered},
		"rotating": {[]heed.SealedSecret{w.seal("rotating", other, time.Time{}), w.seal("rotating", whsec, time.Now().Add(time.Hour))}, heed.Delivered},
		"unknown":  {[]heed.SealedSecret{w.seal("unknown", other, time.Time{})}, heed.Pending},
		"retired":  {[]heed.SealedSecret{w.seal("retired", other, time.Time{}), w.seal("retired", whsec, time.Now().Add(-time.Hour))}, heed.Pending},
	} {
		w.endpoint(id, nil)
		w.change(id, func(ep *heed.Endpoint) { ep.URL, ep.Secrets = url, c.secrets })
		k := w.born(id)[0]
		if failed := w.handle(k); len(failed) > 0 {
			t.Fatal(failed)
		}
		if dl := w.delivery(k); dl.Status != c.want || c.want == heed.Pending && dl.Attempts[0].Status != 401 {
			t.Errorf("%s: it is %s after %+v", id, dl.Status, dl.Attempts)
		}
	}
}

func has(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			if os.Getenv("HEED_TEST_BACKENDS") == "required" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
}

// typescript compiles the receiver of the documentation, strictly, and runs it.
func typescript(t *testing.T, address string) *exec.Cmd {
	packages := fetched(t, npmPackages, func(dir string) *exec.Cmd {
		return exec.Command("npm", append([]string{"install", "--prefix", dir, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"}, strings.Fields(npmPackages)...)...)
	})
	dir := t.TempDir()
	write(t, filepath.Join(dir, "receiver.ts"), documented(t, "ts"))
	write(t, filepath.Join(dir, "package.json"), `{"type":"module"}`)
	if err := os.Symlink(filepath.Join(packages, "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	compile := exec.Command("node", filepath.Join(packages, "node_modules/typescript/bin/tsc"), "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022", "--types", "node", "receiver.ts")
	compile.Dir = dir
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("the receiver does not compile: %v\n%s", err, out)
	}
	return receiving(exec.Command("node", filepath.Join(dir, "receiver.js")), address)
}

func python(t *testing.T, address string) *exec.Cmd {
	packages := fetched(t, pipPackages, func(dir string) *exec.Cmd {
		return exec.Command("python3", append([]string{"-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", dir}, strings.Fields(pipPackages)...)...)
	})
	file := filepath.Join(t.TempDir(), "receiver.py")
	write(t, file, documented(t, "python"))
	cmd := receiving(exec.Command("python3", file), address)
	cmd.Env = append(cmd.Env, "PYTHONPATH="+packages)
	return cmd
}

func receiving(cmd *exec.Cmd, address string) *exec.Cmd {
	_, port, _ := strings.Cut(address, ":")
	cmd.Env = append(os.Environ(), "HEED_WEBHOOK_SECRET="+whsec, "PORT="+port)
	return cmd
}

// fetched installs packages into a folder of .tools, which git ignores, once for
// each list of them. The folder gets its name when it is whole.
func fetched(t *testing.T, packages string, install func(dir string) *exec.Cmd) string {
	t.Helper()
	name := regexp.MustCompile(`[^A-Za-z0-9.]+`).ReplaceAllString(packages, "-")
	dir := must(filepath.Abs(filepath.Join("../../.tools", name)))
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	part := fmt.Sprintf("%s.part-%d", dir, os.Getpid())
	defer os.RemoveAll(part)
	if err := os.MkdirAll(part, 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := install(part).CombinedOutput(); err != nil {
		if os.Getenv("HEED_TEST_BACKENDS") == "required" {
			t.Fatalf("%s cannot be fetched: %v\n%s", packages, err, out)
		}
		t.Skipf("%s cannot be fetched: %v\n%s", packages, err, out)
	}
	if err := os.Rename(part, dir); err != nil && !os.IsExist(err) {
		t.Fatal(err)
	}
	return dir
}

// documented is the program in a language that docs/webhooks.md shows.
func documented(t *testing.T, language string) string {
	t.Helper()
	page := string(must(os.ReadFile("../../docs/webhooks.md")))
	found := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("docs/webhooks.md shows no program in %s", language)
	}
	return found[1]
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// start runs a receiver until the test ends, and waits until it listens.
func start(t *testing.T, cmd *exec.Cmd, address string) {
	t.Helper()
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill(); <-ended })
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	for {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			return
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("the receiver ended: %v\n%s", err, said.String())
		case <-ctx.Done():
			t.Fatal("the receiver does not listen")
		case <-time.After(20 * time.Millisecond):
		}
	}
}
