package console

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

func (c *Console) doctorRoutes() []route {
	return []route{{method: http.MethodGet, path: "/v1/doctor", scope: heed.ScopeAdmin, answer: c.doctor}}
}

// doctorView is a check-up at a moment, by this clock.
type doctorView struct {
	At       time.Time      `json:"at"`
	Version  string         `json:"version"`
	Findings []heed.Finding `json:"findings"`
}

// checkup looks at one thing. One that is well gives one finding that says so.
type checkup struct {
	name string
	look func(context.Context, time.Time) ([]heed.Finding, error)
}

// checks are in the order of the flow.
func (c *Console) checks() []checkup {
	return []checkup{
		{"root key", c.checkRootKey},
		{"signals", c.checkHeard},
		{"connections", c.checkConnections},
		{"queues", c.checkQueues},
		{"roll-ups", c.checkRollups},
		{"sweep", c.checkSweep},
		{"deliveries", c.checkDue},
		{"endpoints", c.checkEndpoints},
		{"keys", c.checkKeys},
	}
}

// doctor looks at everything, also when something cannot be looked at.
func (c *Console) doctor(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	view := doctorView{At: r.now, Version: c.opt.Version}
	for _, up := range c.checks() {
		found, err := up.look(r.Context(), r.now)
		if err != nil {
			c.log.LogAttrs(r.Context(), slog.LevelError, "a check failed", slog.String("check", up.name), slog.String("error", err.Error()))
			found = append(found, heed.Find(up.name, "It could not be looked at.").
				Fail("Read the log of the function console: it has the error."))
		}
		view.Findings = append(view.Findings, found...)
	}
	return reply{body: view}, nil
}
