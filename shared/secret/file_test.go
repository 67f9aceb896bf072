package secret

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

func TestFromFileMakesTheKeyOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	first := open(t, path)
	if again := open(t, path); again.Hash("x") != first.Hash("x") {
		t.Error("a restart changed the key")
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() != KeySize || (runtime.GOOS != "windows" && info.Mode().Perm() != 0o600) {
		t.Errorf("%d bytes, mode %v", info.Size(), info.Mode())
	}
	if other := open(t, filepath.Join(t.TempDir(), "key")); other.Hash("x") == first.Hash("x") {
		t.Error("two installations have the same key")
	}
	noLeftovers(t, path)
}

func TestProcessesStartingAtOnceAgree(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	hashes := make([]string, 32)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range hashes {
		all.Go(func() {
			<-start
			if k, err := FromFile(path); err != nil {
				t.Error(err)
			} else {
				hashes[i] = k.Hash("x")
			}
		})
	}
	close(start)
	all.Wait()
	for _, h := range hashes {
		if h != hashes[0] {
			t.Fatal("two processes ended with different keys")
		}
	}
	noLeftovers(t, path)
}

// The one who comes second must not replace the key the first has begun to use.
func TestCreatingKeepsAnExistingKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	first := open(t, path)
	if err := createKey(path); err != nil {
		t.Fatal(err)
	}
	if open(t, path).Hash("x") != first.Hash("x") {
		t.Error("the key was replaced")
	}
	noLeftovers(t, path)
}

func TestFromFileRefuses(t *testing.T) {
	write := func(content string, mode fs.FileMode) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, mode); err != nil { // the umask would narrow WriteFile's
				t.Fatal(err)
			}
		}
	}
	whole := strings.Repeat("k", KeySize)
	for _, c := range []struct {
		name    string
		prepare func(t *testing.T, path string)
		want    string
	}{
		{"readable by the group", write(whole, 0o640), "chmod 600"},
		{"readable by all", write(whole, 0o604), "chmod 600"},
		{"writable by others", write(whole, 0o622), "chmod 600"},
		{"too short", write(whole[1:], 0o600), "restore it from a backup"},
		{"too long", write(whole+"\n", 0o600), "restore it from a backup"},
		{"empty", write("", 0o600), "restore it from a backup"},
		{"a directory", func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "not a regular file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if runtime.GOOS == "windows" && c.want == "chmod 600" {
				t.Skip("Windows has no such modes")
			}
			path := filepath.Join(t.TempDir(), "key")
			c.prepare(t, path)
			_, err := FromFile(path)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v, want %q and the path", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "kkkk") {
				t.Errorf("the error shows the key: %v", err)
			}
		})
	}
}

func TestFromFileNeedsTheDirectory(t *testing.T) {
	if _, err := FromFile(filepath.Join(t.TempDir(), "missing", "key")); err == nil {
		t.Error("made a key in no directory")
	}
}

func open(t *testing.T, path string) *Key {
	t.Helper()
	k, err := FromFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func noLeftovers(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}
