package main

import (
	"os"
	"strings"
	"testing"
)

// TestWithoutServersACommandRunsOnlyWhereTheyAreOptional runs a command, this test
// with nothing to do, where no program is to be found.
func TestWithoutServersACommandRunsOnlyWhereTheyAreOptional(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", t.TempDir())
	idle := []string{self, "-test.list=^$"}
	t.Setenv("HEED_TEST_BACKENDS", "optional")
	if err := run(t.Context(), idle); err != nil {
		t.Errorf("where they are optional: %v", err)
	}
	if err := run(t.Context(), nil); err == nil {
		t.Error("without a command there is nothing to do without servers")
	}
	t.Setenv("HEED_TEST_BACKENDS", "required")
	if err := run(t.Context(), idle); err == nil || !strings.Contains(err.Error(), "java, node, npm") {
		t.Errorf("where they are required: %v", err)
	}
}
