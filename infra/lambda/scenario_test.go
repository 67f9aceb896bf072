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
	scenario(t, "")
}

// TestTheScenarioUnderFaults counts from outside what was accepted, by the words
// of the contract alone, while every batch comes twice, functions are ended at
// random moments, calls to AWS fail, and the whole host is killed and started again.
func TestTheScenarioUnderFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes minutes")
	}
	scenario(t, "TestWhatWasAcceptedOutlivesSIGKILL", "HEED_FAULTS=twice,kill,calls")
}

func scenario(t *testing.T, run string, variables ...string) {
	t.Helper()
	servers(t)
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	calls := filepath.Join(t.TempDir(), "calls.jsonl")
	cmd := exec.CommandContext(t.Context(), "go", "test", "../blackbox", "-count=1", "-short", "-v", "-timeout=30m", "-run", run, "-program", "../lambda/serve")
	cmd.Env = append(append(os.Environ(), "HEED_HURRY=60", "HEED_BOOTSTRAPS="+dir, "HEED_CALLS="+calls), variables...)
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
