package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
)

// TestTheRegistryIsTheTemplate opens an installation, whose host refuses
// functions that template.yaml does not have, and the other way round.
func TestTheRegistryIsTheTemplate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	in, err := open(slog.New(slog.DiscardHandler), dir, options{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, "heed.db"): 0o600, filepath.Join(dir, "secret.key"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want the mode %o", filepath.Base(path), info.Mode().Perm(), err, want)
		}
	}
}
