package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"text/tabwriter"
)

// shown is how a command that only looks prints what it found.
type shown struct {
	remote
	JSON bool `name:"json" help:"Print the API's own JSON, one item on each line, for scripts."`
}

// one reads one thing and prints it, for people by way of print.
func one[T any](ctx context.Context, t *terminal, c shown, path string, print func(T, io.Writer) error) error {
	return outcome(ctx, t, c, http.MethodGet, path, nil, print)
}

// outcome calls the API and prints the one thing that it answers with.
func outcome[T any](ctx context.Context, t *terminal, c shown, method, path string, body any, print func(T, io.Writer) error) error {
	api, err := c.client()
	if err != nil {
		return err
	}
	var raw json.RawMessage
	if err := api.call(ctx, method, path, body, &raw); err != nil {
		return err
	}
	return c.print(t, raw, func(w io.Writer) error {
		var v T
		if err := json.Unmarshal(raw, &v); err != nil {
			return err
		}
		return print(v, w)
	})
}

// print writes an answer as it is, or for people in columns.
func (c shown) print(t *terminal, raw json.RawMessage, columns func(io.Writer) error) error {
	if c.JSON {
		_, err := fmt.Fprintf(t.out, "%s\n", raw)
		return err
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	if err := columns(table); err != nil {
		return err
	}
	return table.Flush()
}

// many reads a list, at most most of it or all for 0, and prints it: a line for each
// item under a head.
func many[T any](ctx context.Context, t *terminal, c shown, path string, most int, head string, line func(T) string) error {
	api, err := c.client()
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	if !c.JSON {
		fmt.Fprintln(table, head)
	}
	n := 0
	for raw, err := range pages[json.RawMessage](ctx, api, path) {
		if err != nil {
			return err
		}
		if err := c.item(table, raw, func() (string, error) { return lineFor(raw, line) }); err != nil {
			return err
		}
		if n++; n == most {
			break
		}
	}
	return table.Flush()
}

func (c shown) item(w io.Writer, raw json.RawMessage, line func() (string, error)) error {
	text := string(raw)
	if !c.JSON {
		var err error
		if text, err = line(); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w, text)
	return err
}

func lineFor[T any](raw json.RawMessage, line func(T) string) (string, error) {
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		return "", err
	}
	return line(v), nil
}
