package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestMissingProgramsAreNamedAtOnce(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	err := needs("java", "node", "npm")
	if err == nil || !strings.Contains(err.Error(), "java, node, npm. Install a Java 17 runtime and Node 20 with npm") {
		t.Errorf("got %v", err)
	}
	if err := needs(); err != nil {
		t.Errorf("needs nothing: %v", err)
	}
}

func TestTheRootHasGoMod(t *testing.T) {
	dir, err := root()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		t.Error(err)
	}
	t.Chdir(t.TempDir())
	if dir, err := root(); err == nil {
		t.Errorf("outside of the source the root is %s", dir)
	}
}

// TestAPackageIsThereWholeOrNotAtAll fetches with an npm of our own, which fails once.
func TestAPackageIsThereWholeOrNotAtAll(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the npm of this test is a shell script")
	}
	bin, dir := t.TempDir(), filepath.Join(t.TempDir(), "tools", "fauxqs-1.0.0")
	npm(t, bin, `touch "$3/half"; exit 1`)
	if err := fetch(t.Context(), dir, "fauxqs@1.0.0"); err == nil || !strings.Contains(err.Error(), "npm cannot install fauxqs@1.0.0") {
		t.Errorf("a failing npm gives %v", err)
	}
	npm(t, bin, `touch "$3/whole"`)
	for range 2 { // the second time, nothing is fetched
		if err := fetch(t.Context(), dir, "fauxqs@1.0.0"); err != nil {
			t.Fatal(err)
		}
		npm(t, bin, `exit 1`)
	}
	left, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || len(left) != 1 {
		t.Errorf("there are %v, %v; want only the package", left, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "half")); err == nil {
		t.Error("what failed is part of the package")
	}
}

func npm(t *testing.T, bin, script string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(bin, "npm"), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func TestFoldersCarryTheVersion(t *testing.T) {
	if got, want := folder("/src", "fauxqs@1.9.2"), filepath.Join("/src", ".tools", "fauxqs-1.9.2"); got != want {
		t.Errorf("folder %s, want %s", got, want)
	}
}
