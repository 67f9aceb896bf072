package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/records"
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

// TestTheFirstBeatLooksAhead holds that only the first beat does.
func TestTheFirstBeatLooksAhead(t *testing.T) {
	start := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	var beats []time.Duration
	run := aheadAtStart(func(_ context.Context, at time.Time) error { beats = append(beats, at.Sub(start)); return nil })
	for range 2 {
		if err := run(t.Context(), start); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(beats, []time.Duration{records.SafetyNet, 0}) {
		t.Errorf("the beats look ahead by %v", beats)
	}
}
