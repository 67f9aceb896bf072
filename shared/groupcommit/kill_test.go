package groupcommit_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/heed-cs/heed/shared/groupcommit"
)

// fileOfVictim names, in the environment of a child process, the file it writes to.
const fileOfVictim = "HEED_TEST_VICTIM_FILE"

func TestMain(m *testing.M) {
	if path := os.Getenv(fileOfVictim); path != "" {
		writeUntilKilled(path)
	}
	os.Exit(m.Run())
}

// TestKill kills a writing process and finds all it had answered.
func TestKill(t *testing.T) {
	path := temp(t)
	victim := exec.Command(os.Args[0])
	victim.Env = append(os.Environ(), fileOfVictim+"="+path)
	out, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	answered := map[int]bool{}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		number, whole := strings.CutSuffix(lines.Text(), ".")
		if n, err := strconv.Atoi(number); whole && err == nil {
			answered[n] = true
		}
		if len(answered) == 200 {
			victim.Process.Kill() // what it wrote meanwhile is read until the end
		}
	}
	victim.Wait()
	if len(answered) < 200 {
		t.Fatalf("the process answered %d updates before it was killed, want 200", len(answered))
	}
	expectAll(t, open(t, path), answered)
}

func expectAll(t *testing.T, f *groupcommit.File, numbers map[int]bool) {
	err := f.View(func(tx *bbolt.Tx) error {
		for n := range numbers {
			if !has(tx, n) {
				t.Errorf("number %d was answered and is lost", n)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// writeUntilKilled prints each number once its update has been answered. The final
// dot tells a whole line from one that the kill cut off.
func writeUntilKilled(path string) {
	f, err := groupcommit.Open(path)
	if err != nil {
		panic(err)
	}
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for n := w; put(f, n, accept) == nil; n += 4 {
				fmt.Printf("%d.\n", n)
			}
		})
	}
	wg.Wait()
}
