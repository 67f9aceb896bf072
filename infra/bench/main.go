// Bench measures Heed on the machine it runs on, and prints one table: each
// figure with its spread, its goal and how it was measured.
//
// `make bench` wakes it. It reads nothing, writes to a temporary folder that it
// removes, builds the heed command for what must be seen from outside, and talks
// to nothing but itself. What is compared runs in turns within one run, each turn
// right after its rival's, so a busy neighbour slows both; the figure is the
// median of the turns and the spread the least and the most. Ratios hold on any
// machine. Times and rates are hints of this one. A figure that cannot be
// measured is printed with the reason, and the exit code is 1.
//
// A tour: machine.go names the machine, turns.go does the comparing, table.go
// the printing. rig.go is the functions' ground inside this process, process.go
// a heed beside it, caller.go the light HTTP client. Every other file measures
// one thing.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"runtime/pprof"
	"time"

	"github.com/heed-cs/heed/infra/cost/traffic"
)

// suite is what is measured, in the order of the flow.
var suite = []struct {
	name    string
	measure func(context.Context, *bench) error
}{
	{"intake", measureIntake},
	{"durable", measureDurable},
	{"aggregate", measureAggregate},
	{"judge", measureJudge},
	{"pages", measurePages},
	{"deliver", measureDeliver},
	{"webhook", measureWebhook},
	{"hooks", measureHooks},
	{"import", measureImport},
	{"memory", measureMemory},
	{"start", measureStart},
	{"cold", measureCold},
	{"cost", measureCost},
}

// bench is one run.
type bench struct {
	sizes
	dir  string // a folder of its own, removed at the end
	heed string // the built command; empty until it is asked for
	out  table
}

// sizes say how much is measured.
type sizes struct {
	turns     int
	turn      time.Duration
	writers   int           // concurrent callers
	accounts  int           // of the demo's 200, in what is stored and judged
	crowd     int           // accounts beside which pages are opened
	paced     time.Duration // of a steady load
	signals   int           // in the memory figure
	delivered int           // webhooks sent at once
	starts    int
	births    int // cold starts of each function on each share of a core
	costed    traffic.Size
}

var (
	full  = sizes{turns: 7, turn: 250 * time.Millisecond, writers: 32, accounts: 200, crowd: 10_000, paced: 10 * time.Second, signals: 100_000, delivered: 4_000, starts: 7, births: 15, costed: traffic.Full}
	quick = sizes{turns: 3, turn: 150 * time.Millisecond, writers: 32, accounts: 200, crowd: 1_000, paced: 3 * time.Second, signals: 20_000, delivered: 1_000, starts: 3, births: 5, costed: traffic.Size{Signals: 5_000, Stored: 100_000}}
)

func main() {
	brief := flag.Bool("quick", false, "measure less of everything: a third of the time, wider spreads")
	only := flag.String("only", "", "measure only what matches this `pattern`, such as 'intake|judge'")
	profile := flag.String("cpuprofile", "", "write a CPU profile of this process to a `file`")
	writers := flag.Int("writers", full.writers, "concurrent callers of intake")
	dir := flag.String("dir", "", "keep data in this `folder`, such as one of memory; empty is the system's for temporary files")
	flag.Parse()
	b := &bench{sizes: full, dir: *dir}
	if *brief {
		b.sizes = quick
	}
	b.writers = *writers
	if err := b.run(*only, *profile); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures and prints; Ctrl-C ends it and removes what it made.
func (b *bench) run(only, profile string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	wanted, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	if b.dir, err = os.MkdirTemp(b.dir, "heed-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	end, err := profiled(profile)
	if err != nil {
		return err
	}
	defer end()
	return b.all(ctx, wanted)
}

func (b *bench) all(ctx context.Context, wanted *regexp.Regexp) error {
	started, line := time.Now(), machine()
	for _, m := range suite {
		if !wanted.MatchString(m.name) {
			continue
		}
		fmt.Fprintln(os.Stderr, "measuring", m.name, "…")
		if err := m.measure(ctx, b); err != nil {
			b.out.failed(m.name, err)
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	b.out.print(os.Stdout, line, time.Since(started))
	return b.out.err
}

// profiled profiles until end is called.
func profiled(path string) (end func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); _ = f.Close() }, nil
}
