package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"text/tabwriter"
	"time"
)

// queueReport is a queue as the API shows it.
type queueReport struct {
	Queue    string     `json:"queue"`
	Visible  int        `json:"visible"`
	InFlight int        `json:"in_flight"`
	Delayed  int        `json:"delayed"`
	OldestAt *time.Time `json:"oldest_at"`
	Dead     int        `json:"dead"`
	Letters  []struct {
		Reason   string  `json:"reason"`
		Function *string `json:"function"`
		Time     *string `json:"time"`
	} `json:"letters"`
}

type queuesCommand struct{ remote }

// Run shows the queues, and why letters are dead.
func (c *queuesCommand) Run(ctx context.Context, t *terminal) error {
	api, err := c.client()
	if err != nil {
		return err
	}
	all, err := readQueues(ctx, api)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "QUEUE\tWAITING\tIN FLIGHT\tDELAYED\tOLDEST\tDEAD")
	for _, q := range all {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%s\t%d\n", q.Queue, q.Visible, q.InFlight, q.Delayed, q.oldest(), q.Dead)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, q := range all {
		q.explain(t)
	}
	return nil
}

func readQueues(ctx context.Context, api *client) (all []queueReport, err error) {
	for q, err := range pages[queueReport](ctx, api, "/v1/queues") {
		if err != nil {
			return nil, err
		}
		all = append(all, q)
	}
	return all, nil
}

func (q queueReport) oldest() string {
	if q.OldestAt == nil {
		return "-"
	}
	return q.OldestAt.Format(time.RFC3339)
}

// explain says why some of the dead letters died.
func (q queueReport) explain(t *terminal) {
	if q.Dead == 0 {
		return
	}
	fmt.Fprintf(t.out, "\nDead letters of %s, %d of %d:\n", q.Queue, len(q.Letters), q.Dead)
	for _, l := range q.Letters {
		fmt.Fprintf(t.out, "  %s %s: %s\n", textOr(l.Time, "at an unknown time"), textOr(l.Function, q.Queue), l.Reason)
	}
}

func textOr(s *string, otherwise string) string {
	if s == nil {
		return otherwise
	}
	return *s
}

type redriveCommand struct {
	remote
	Queue []string `arg:"" optional:"" help:"Queues to redrive, such as signals. Without one, all that have dead letters."`
	Max   int      `default:"10000" help:"Send back at most so many of each queue."`
}

// redriven is what one call has moved.
type redriven struct{ Moved, Left int }

// Run sends dead letters back to their queues.
func (c *redriveCommand) Run(ctx context.Context, t *terminal) error {
	api, err := c.client()
	if err != nil {
		return err
	}
	names := c.Queue
	if len(names) == 0 {
		if names, err = c.withDead(ctx, api); err != nil {
			return err
		}
	}
	for _, name := range names {
		if err := c.redrive(ctx, t, api, name); err != nil {
			return err
		}
	}
	if len(names) == 0 {
		fmt.Fprintln(t.out, "No queue has dead letters.")
	}
	return nil
}

func (c *redriveCommand) withDead(ctx context.Context, api *client) (names []string, err error) {
	all, err := readQueues(ctx, api)
	for _, q := range all {
		if q.Dead > 0 {
			names = append(names, q.Queue)
		}
	}
	return names, err
}

// perRedrive is how many dead letters one call moves.
const perRedrive = 200

// redrive asks again while something moves: the count of what is left may lag.
func (c *redriveCommand) redrive(ctx context.Context, t *terminal, api *client, name string) error {
	moved, last := 0, redriven{Moved: 1}
	for last.Moved > 0 && moved < c.Max {
		last = redriven{}
		limit := strconv.Itoa(min(perRedrive, c.Max-moved))
		if err := api.call(ctx, http.MethodPost, "/v1/queues/"+url.PathEscape(name)+"/redrive?limit="+limit, nil, &last); err != nil {
			return fmt.Errorf("%s: %d went back, then: %w", name, moved, err)
		}
		moved += last.Moved
	}
	_, err := fmt.Fprintf(t.out, "%s: %d went back, %d are left\n", name, moved, last.Left)
	return err
}
