package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/trace"
	"github.com/heed-cs/heed/shared/webhook"
)

// serveCommand hosts everything in one process.
type serveCommand struct {
	Addr         string `env:"HEED_ADDR" default:"127.0.0.1:8080" help:"Address to listen on."`
	PublicURL    string `env:"HEED_PUBLIC_URL" placeholder:"URL" help:"The address callers use, such as https://heed.example.com. Some tools sign it, and events link to it. Without it, the one listened on."`
	Data         string `env:"HEED_DATA" placeholder:"DIR" help:"Folder for the data file and its key. Without it .heed, with --demo .heed/demo."`
	AdminKey     string `env:"HEED_ADMIN_KEY" placeholder:"KEY" help:"The first admin key (heed_…); better set in the environment than here, where other users see it. Without it the first start makes one and prints it once."`
	AllowPrivate bool   `name:"allow-private-endpoints" env:"HEED_ALLOW_PRIVATE_ENDPOINTS" help:"Deliver webhooks to loopback and private addresses too. Who can make endpoints can then reach your network."`
	Networks     string `name:"allow-endpoint-networks" env:"HEED_ALLOW_ENDPOINT_NETWORKS" placeholder:"CIDR,…" help:"Private networks of yours that webhooks may go to, such as 10.1.0.0/16. This machine and metadata services are never among them."`
	Log          string `env:"HEED_LOG" enum:"debug,info,warn,error,auto" default:"auto" help:"Least level of the JSON log lines on standard error: debug, info, warn or error. Without it info, with --demo warn."`

	Demo bool   `help:"Begin with a made-up portfolio of 200 accounts and a small receiver that prints the webhooks it gets."`
	Seed uint64 `default:"1" help:"Number the demo's portfolio is made from: the same number makes the same portfolio."`
}

// Run serves until the context ends.
func (c *serveCommand) Run(ctx context.Context, t *terminal) error {
	log := slog.New(trace.Log(slog.NewJSONHandler(t.err, &slog.HandlerOptions{Level: c.level()})))
	front, err := listen(log, c.Addr, c.PublicURL)
	if err != nil {
		return err
	}
	defer front.close()
	return c.serve(ctx, log, t, front)
}

// serve opens the data folder and lives until ctx ends or the front breaks.
func (c *serveCommand) serve(ctx context.Context, log *slog.Logger, t *terminal, front *front) (err error) {
	o := options{publicURL: front.publicURL, allowPrivate: c.AllowPrivate || c.Demo}
	if o.networks, err = webhook.ParseNetworks(c.Networks); err != nil {
		return fmt.Errorf("HEED_ALLOW_ENDPOINT_NETWORKS: %w", err)
	}
	var d *demonstration
	if c.Demo {
		if d, err = newDemonstration(c.data(), c.Seed, t); err != nil {
			return err
		}
		defer d.close()
		o.demo = d.page()
	}
	in, err := open(log, c.data(), o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.close()) }()
	made, err := c.admit(ctx, in, d)
	if err != nil {
		return err
	}
	front.start(in.host) // after the key: whoever is answered at all finds it in force
	defer front.close()
	if err := c.greet(ctx, log, t, front, made, d); err != nil {
		return err
	}
	return live(ctx, log, front, in)
}

// admit lets the operator's key in, or makes one, which is shown once.
func (c *serveCommand) admit(ctx context.Context, in *installation, d *demonstration) (made string, err error) {
	if d != nil {
		return "", d.enter(ctx, in, c.AdminKey)
	}
	return admit(ctx, in.rec, c.AdminKey, time.Now().UTC())
}

// greet says where Heed listens, and with which key it is entered. The demo
// takes seconds to fill; Heed answers meanwhile.
func (c *serveCommand) greet(ctx context.Context, log *slog.Logger, t *terminal, front *front, made string, d *demonstration) error {
	log.Info("heed", "version", version(), "address", front.address(), "public_url", front.publicURL, "data", c.data())
	if d != nil {
		return d.begin(ctx, front.publicURL)
	}
	if c.AllowPrivate {
		log.Warn("webhooks may go to loopback and private addresses: whoever can make endpoints can reach this network. Unset HEED_ALLOW_PRIVATE_ENDPOINTS unless that is meant.")
	}
	fmt.Fprintln(t.out, "Heed listens at", front.publicURL)
	if made != "" {
		fmt.Fprintln(t.out, "Admin key, shown this once:", made)
	}
	return nil
}

// live works until ctx ends; then no new work is begun, and what is under way
// may end.
func live(ctx context.Context, log *slog.Logger, front *front, in *installation) error {
	ctx, stop := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() { in.host.Run(ctx) })
	work.Go(func() { purge(ctx, log, in) })
	var err error
	select {
	case <-ctx.Done():
	case err = <-front.broken:
		err = fmt.Errorf("answering on %s: %w", front.address(), err)
	}
	front.close()
	stop()
	work.Wait()
	return err
}

// purge gives back the space of what has expired, at the start and every hour.
func purge(ctx context.Context, log *slog.Logger, in *installation) {
	for {
		n, err := in.table.Purge(ctx, time.Now())
		if err != nil && ctx.Err() == nil {
			log.Error("expired items were not removed; the next hour tries again", "error", err)
		}
		if n > 0 {
			log.Info("expired items removed", "items", n)
		}
		if !pause(ctx, time.Hour) {
			return
		}
	}
}

func (c *serveCommand) data() string {
	switch {
	case c.Data != "":
		return c.Data
	case c.Demo: // never among real accounts
		return filepath.Join(".heed", "demo")
	}
	return ".heed"
}

func (c *serveCommand) level() (l slog.Level) {
	if c.Log != "auto" {
		_ = l.UnmarshalText([]byte(c.Log)) // the command line knows only levels
		return l
	}
	if c.Demo {
		return slog.LevelWarn
	}
	return slog.LevelInfo
}

// publicURL checks the address callers use, or derives it from the one listened on.
func publicURL(given string, listening *net.TCPAddr) (string, error) {
	if given == "" {
		return "http://" + reachable(listening), nil
	}
	u, err := url.Parse(given)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
		return "", errors.New("HEED_PUBLIC_URL must look like https://heed.example.com, without a path")
	}
	return strings.TrimRight(given, "/"), nil
}

// reachable is where this machine reaches what listens on an address.
func reachable(a *net.TCPAddr) string {
	if !a.IP.IsUnspecified() {
		return a.String()
	}
	return net.JoinHostPort("127.0.0.1", fmt.Sprint(a.Port))
}
