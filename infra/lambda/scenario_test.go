package lambda

import (
	"os"
	"os/exec"
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

// TestTheScenarioUnderFaults hands every batch over twice and ends functions at
// random moments while the risk of customers rises and signals are counted.
func TestTheScenarioUnderFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes minutes")
	}
	scenario(t, "TestWhatWasAcceptedOutlivesSIGKILL|TestEveryCrossedBandIsTold", "HEED_FAULTS=twice,kill")
}

func scenario(t *testing.T, run string, variables ...string) {
	t.Helper()
	servers(t)
	cmd := exec.CommandContext(t.Context(), "go", "test", "../blackbox", "-count=1", "-short", "-v", "-timeout=30m", "-run", run, "-program", "../lambda/serve")
	cmd.Env = append(append(os.Environ(), "HEED_HURRY=60"), variables...)
	cmd.Stdout, cmd.Stderr = t.Output(), t.Output()
	if err := cmd.Run(); err != nil {
		t.Errorf("the scenario: %v", err)
	}
}
