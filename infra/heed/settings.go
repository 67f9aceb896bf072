package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"text/tabwriter"
	"time"

	"go.yaml.in/yaml/v3"
)

// settingsCommands keep the settings in a file, to be reviewed and versioned like code.
type settingsCommands struct {
	Show  showSettings  `cmd:"" help:"Print the settings as YAML."`
	Diff  diffSettings  `cmd:"" help:"Name the accounts whose band a file of settings would change. Nothing is kept."`
	Apply applySettings `cmd:"" help:"Put a file of settings to use. What it leaves out takes its default."`

	Versions settingsVersions `cmd:"" help:"List what changed in the settings, when and by which key, the newest first."`
}

type showSettings struct{ remote }

// Run prints the settings.
func (c *showSettings) Run(ctx context.Context, t *terminal) error {
	api, err := c.client()
	if err != nil {
		return err
	}
	var set map[string]any
	if err := api.call(ctx, http.MethodGet, "/v1/settings", nil, &set); err != nil {
		return err
	}
	out := yaml.NewEncoder(t.out)
	out.SetIndent(2)
	if err := out.Encode(set); err != nil {
		return err
	}
	return out.Close()
}

// settingsFile is a document of settings in YAML, or in JSON, which is YAML too.
type settingsFile struct {
	remote
	File string `arg:"" type:"existingfile" help:"Settings as heed settings show prints them."`
}

// open gives the running Heed and the document for it.
func (f settingsFile) open() (api *client, set json.RawMessage, err error) {
	if api, err = f.client(); err != nil {
		return nil, nil, err
	}
	set, err = f.read()
	return api, set, err
}

// read gives the document as the API takes it. A member twice, or an alias that
// makes it more than it is, is no document.
func (f settingsFile) read() (json.RawMessage, error) {
	text, err := os.ReadFile(f.File)
	if err != nil {
		return nil, err
	}
	var set map[string]any
	if err := yaml.Unmarshal(text, &set); err != nil {
		return nil, fmt.Errorf("%s: %w", f.File, err)
	}
	if set == nil {
		return nil, fmt.Errorf("%s holds no settings: begin with what heed settings show prints", f.File)
	}
	raw, err := json.Marshal(set)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.File, err)
	}
	return raw, nil
}

type diffSettings struct{ settingsFile }

// moved is an account whose band would change.
type moved struct {
	Account string  `json:"account"`
	From    string  `json:"from"`
	To      string  `json:"to"`
	Before  float64 `json:"probability_from"`
	After   float64 `json:"probability_to"`
}

// Run names the accounts that would change band.
func (c *diffSettings) Run(ctx context.Context, t *terminal) error {
	api, set, err := c.open()
	if err != nil {
		return err
	}
	var preview struct {
		Items  []moved `json:"items"`
		Judged int     `json:"judged"`
	}
	if err := api.call(ctx, http.MethodPost, "/v1/settings/preview", set, &preview); err != nil {
		return err
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for _, m := range preview.Items {
		fmt.Fprintf(table, "%s\t%s → %s\t%.3f → %.3f\n", m.Account, m.From, m.To, m.Before, m.After)
	}
	fmt.Fprintf(table, "%d of %d accounts would change band\n", len(preview.Items), preview.Judged)
	return table.Flush()
}

type applySettings struct{ settingsFile }

// Run puts the settings to use.
func (c *applySettings) Run(ctx context.Context, t *terminal) error {
	api, set, err := c.open()
	if err != nil {
		return err
	}
	var kept map[string]any
	if err := api.call(ctx, http.MethodPut, "/v1/settings", set, &kept); err != nil {
		return err
	}
	if len(kept) == 0 {
		return errors.New("the answer holds no settings: check HEED_URL")
	}
	_, err = fmt.Fprintln(t.out, "Applied. Accounts are judged again; bands follow, and nobody is told.")
	return err
}

type settingsVersions struct{ remote }

// settingsVersion is one change of the settings.
type settingsVersion struct {
	Version int64     `json:"version"`
	At      time.Time `json:"at"`
	Key     string    `json:"key_name"`
	Changes []struct {
		Path string          `json:"path"`
		From json.RawMessage `json:"from"`
		To   json.RawMessage `json:"to"`
	} `json:"changes"`
}

// Run lists the last versions, a line for each member that changed.
func (c *settingsVersions) Run(ctx context.Context, t *terminal) error {
	api, err := c.client()
	if err != nil {
		return err
	}
	var page struct {
		Items []settingsVersion `json:"items"`
	}
	if err := api.call(ctx, http.MethodGet, "/v1/settings/versions", nil, &page); err != nil {
		return err
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "VERSION\tAT\tKEY\tPATH\tFROM\tTO")
	for _, v := range page.Items {
		for _, change := range v.Changes {
			fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\n", v.Version, v.At.Format(time.DateTime), v.Key, change.Path, change.From, change.To)
		}
	}
	return table.Flush()
}
