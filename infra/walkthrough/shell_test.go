//go:build unix

package walkthrough

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// shell is one sh that runs block after block, as a reader's terminal would.
type shell struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Reader
}

// over marks the end of a block's output.
const over = "== over, status "

// newShell starts a shell in the root of the checkout. Whatever it started ends
// with the test.
func newShell(t *testing.T, env ...string) *shell {
	t.Helper()
	cmd := exec.Command("sh")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // all of its group
		_ = cmd.Wait()
	})
	s := &shell{t: t, in: in, out: bufio.NewReader(out)}
	s.run("exec 2>&1\n")
	return s
}

// run runs commands and returns what they print, on either output, and the
// status of the last.
func (s *shell) run(commands string) (output string, status int) {
	s.t.Helper()
	if _, err := fmt.Fprintf(s.in, "%s\nprintf '\\n%s%%d\\n' $?\n", commands, over); err != nil {
		s.t.Fatal(err)
	}
	var all strings.Builder
	for {
		line, err := s.out.ReadString('\n')
		if n, err := fmt.Sscanf(line, over+"%d", &status); n == 1 && err == nil {
			return strings.TrimSuffix(all.String(), "\n"), status
		}
		all.WriteString(line)
		if err != nil {
			s.t.Fatalf("the shell ended within:\n%s\nit said:\n%s", commands, all.String())
		}
	}
}
