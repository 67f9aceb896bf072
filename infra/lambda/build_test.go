package lambda

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestProgramsOfAnotherTemplateAreRefused names a folder that lacks a function's program.
func TestProgramsOfAnotherTemplateAreRefused(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("HEED_BOOTSTRAPS", dir)
	if _, err := Bootstraps(t.Context(), faulty); err == nil || !strings.Contains(err.Error(), filepath.Join("Obey", "bootstrap")) {
		t.Errorf("an empty folder: %v", err)
	}
	if err := os.Mkdir(filepath.Join(dir, "Obey"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "Obey", "bootstrap"), nil, 0o700); err != nil {
		t.Fatal(err)
	}
	if got, err := Bootstraps(t.Context(), faulty); err != nil || got != dir {
		t.Errorf("a whole folder: %s, %v", got, err)
	}
}
