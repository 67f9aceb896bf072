//go:build unix

package walkthrough

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// pages are run in this order, in one shell: later ones use what earlier ones made.
var pages = []string{
	"README.md",
	"docs/api.md",
	"docs/cases.md",
	"docs/objectives.md",
	"docs/concepts.md",
	"docs/import.md",
	"docs/webhooks.md",
	"docs/connections/typeform.md",
	"docs/connections/zendesk.md",
	"docs/where-is-it.md",
	"docs/operations/doctor.md",
	"docs/operations/queues.md",
	"docs/operations/recount.md",
	"docs/learning.md",
	"docs/custom-factors.md",
	"docs/opportunities.md",
	"docs/accounts.md",
	"docs/metrics.md",
}

const (
	patience = 30 * time.Second // for what happens a moment later, on a busy machine
	pause    = 50 * time.Millisecond
)

func TestWalkthrough(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and starts a Heed")
	}
	for _, program := range []string{"sh", "curl", "openssl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("the pages use", program, "which is not here")
		}
	}
	lookAtTheCode(t)
	here := strings.NewReplacer("127.0.0.1:8080", freeAddress(t), "127.0.0.1:9090", freeAddress(t), "dist/", t.TempDir()+"/")
	s := newShell(t, "TMPDIR="+t.TempDir(), "NO_PROXY=*")
	for _, page := range pages {
		all := steps(page, here.Replace(read(t, page)))
		if len(all) == 0 {
			t.Errorf("%s shows nothing to run: mark its blocks, or take it off the list", page)
		}
		for _, step := range all {
			s.follow(step)
		}
	}
}

// follow runs a step and holds it to its promise.
func (s *shell) follow(step step) {
	s.t.Helper()
	for started := time.Now(); ; time.Sleep(pause) {
		output, status := s.run(step.commands)
		switch {
		case status == 0 && (step.promise == "" || kept(step.promise, output)):
			return
		case step.eventually && time.Since(started) < patience:
			continue
		}
		s.t.Fatalf("%s:%d\n%s\nends with %d and says\n%s\nbut the page promises\n%s", step.page, step.line, step.commands, status, output, step.promise)
	}
}

// lookAtTheCode opens every folder of the code. The go command repeats a test's
// result until something that the test opened has changed, and does not know
// what the pages build.
func lookAtTheCode(t *testing.T) {
	t.Helper()
	for _, folder := range []string{"docs", "functions", "shared", "infra"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(_ string, _ fs.DirEntry, err error) error { return err })
		if err != nil {
			t.Fatal(err)
		}
	}
	read(t, "template.yaml")
	read(t, "go.mod")
}

// freeAddress is one that nobody listens on, at least a moment ago. Where all of
// 127.0.0.0/8 is this machine, it is on an address of its own, so that no other
// test takes its port while the programs are built.
func freeAddress(t *testing.T) string {
	t.Helper()
	own := fmt.Sprintf("127.%d.%d.%d:0", 1+rand.IntN(254), rand.IntN(256), 1+rand.IntN(254))
	l, err := net.Listen("tcp", own)
	if err != nil {
		l, err = net.Listen("tcp", "127.0.0.1:0")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
