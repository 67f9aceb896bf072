package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"
)

// keysCommands are what can be done with API keys.
type keysCommands struct {
	Create createKey `cmd:"" help:"Make a key and print it, this once."`
	List   listKeys  `cmd:"" help:"List the keys, without their secrets."`
	Delete deleteKey `cmd:"" help:"Delete a key. It ends within a minute."`
}

// apiKey is a key as the API shows it.
type apiKey struct {
	ID        string     `json:"id,omitempty"`
	Key       string     `json:"key,omitempty"`
	Name      string     `json:"name"`
	Scopes    []string   `json:"scopes"`
	Types     []string   `json:"types,omitempty"`
	CreatedAt time.Time  `json:"created_at,omitzero"`
	ExpiresAt *time.Time `json:"expires_at,omitempty"`
}

type createKey struct {
	remote
	Name    string        `arg:"" help:"What the key is for, such as survey-app."`
	Scopes  []string      `name:"scope" required:"" enum:"ingest,read,write,personal,admin" help:"What the key may do: ingest (send signals), read, write (and read), personal (see comments and contacts), admin (everything)."`
	Types   []string      `name:"type" help:"Narrow ingest to these signal types, such as feedback.* for a widget."`
	Expires time.Duration `placeholder:"DURATION" help:"End the key after so long, such as 2160h."`
}

// Run makes a key.
func (c *createKey) Run(ctx context.Context, t *terminal) error {
	api, err := c.client()
	if err != nil {
		return err
	}
	key := apiKey{Name: c.Name, Scopes: c.Scopes, Types: c.Types}
	if c.Expires != 0 {
		end := time.Now().Add(c.Expires).UTC().Truncate(time.Second)
		key.ExpiresAt = &end
	}
	var made apiKey
	if err := api.call(ctx, http.MethodPost, "/v1/keys", key, &made); err != nil {
		return err
	}
	fmt.Fprintf(t.err, "Made the key %s. This is the only time it is shown:\n", made.ID)
	_, err = fmt.Fprintln(t.out, made.Key)
	return err
}

type listKeys struct{ remote }

// Run lists the keys.
func (c *listKeys) Run(ctx context.Context, t *terminal) error {
	api, err := c.client()
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tNAME\tSCOPES\tTYPES\tCREATED\tEXPIRES")
	for key, err := range pages[apiKey](ctx, api, "/v1/keys") {
		if err != nil {
			return err
		}
		fmt.Fprintln(table, key.row())
	}
	return table.Flush()
}

func (k apiKey) row() string {
	types, expires := "all", "never"
	if len(k.Types) > 0 {
		types = strings.Join(k.Types, ",")
	}
	if k.ExpiresAt != nil {
		expires = k.ExpiresAt.Format(time.DateOnly)
	}
	return strings.Join([]string{k.ID, k.Name, strings.Join(k.Scopes, ","), types, k.CreatedAt.Format(time.DateOnly), expires}, "\t")
}

type deleteKey struct {
	remote
	ID string `arg:"" help:"The key's id, as heed keys list shows it."`
}

// Run deletes a key.
func (c *deleteKey) Run(ctx context.Context, _ *terminal) error {
	return c.remove(ctx, "/v1/keys/"+url.PathEscape(c.ID))
}
