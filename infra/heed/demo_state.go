package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/heed-cs/heed/shared/records"
)

// demoState is what the demo remembers of itself, in demo.json of its folder.
// The key stands there in the clear, for the owner's eyes, because the table
// keeps only a hash of it and every start prints it: the portfolio is made up.
type demoState struct {
	Key    string    `json:"key"`
	Seed   uint64    `json:"seed"`
	At     time.Time `json:"at"`     // when the story ends: a start that was cut short tells the same one on
	Seeded bool      `json:"seeded"` // the whole story was told
}

func (d *demonstration) statePath() string { return filepath.Join(d.dir, "demo.json") }

// recall reads the state, or makes it in a folder without accounts: nothing
// made up may come among real customers.
func (d *demonstration) recall(ctx context.Context, rec *records.Records) (s demoState, err error) {
	raw, err := os.ReadFile(d.statePath())
	if errors.Is(err, fs.ErrNotExist) {
		return d.first(ctx, rec)
	}
	if err == nil {
		err = json.Unmarshal(raw, &s)
	}
	if err != nil {
		return s, fmt.Errorf("reading the demo's state: %w; delete %s to begin anew", err, d.dir)
	}
	if s.Seed != d.seed {
		return s, fmt.Errorf("%s holds the portfolio of --seed %d: ask for that one, delete the folder, or set HEED_DATA to another", d.dir, s.Seed)
	}
	return s, nil
}

func (d *demonstration) first(ctx context.Context, rec *records.Records) (demoState, error) {
	accounts, err := rec.Portfolio(ctx)
	if err != nil {
		return demoState{}, err
	}
	if len(accounts) > 0 {
		return demoState{}, fmt.Errorf("%s holds accounts that are not the demo's: set HEED_DATA to another folder, or leave it out", d.dir)
	}
	s := demoState{Key: newKey(), Seed: d.seed, At: time.Now().UTC().Truncate(time.Second)}
	return s, d.keep(s)
}

// keep replaces the file by a whole one.
func (d *demonstration) keep(s demoState) error {
	raw, err := json.Marshal(s)
	if err != nil {
		return err
	}
	next := d.statePath() + ".next"
	if err := os.WriteFile(next, append(raw, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(next, d.statePath())
}
