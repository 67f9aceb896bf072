package lambda

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestTheScenario holds what is deployed to the contract that heed serve is held
// to, by the same tests: infra/blackbox, with this host as its program. Time
// passes sixty times as fast for schedules, windows and visibility timeouts.
func TestTheScenario(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes minutes")
	}
	servers(t)
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	calls := filepath.Join(t.TempDir(), "calls.jsonl")
	cmd := exec.CommandContext(t.Context(), "go", "test", "../blackbox", "-count=1", "-short", "-v", "-timeout=30m", "-program", "../lambda/serve")
	cmd.Env = append(os.Environ(), "HEED_HURRY=60", "HEED_BOOTSTRAPS="+dir, "HEED_CALLS="+calls)
	cmd.Stdout, cmd.Stderr = t.Output(), t.Output()
	if err := cmd.Run(); err != nil {
		t.Errorf("the scenario: %v", err)
	}
	notes, err := os.Open(calls)
	if err != nil {
		t.Fatal(err)
	}
	defer notes.Close()
	covered(t, notes)
}
