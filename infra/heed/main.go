// Command heed runs Heed in one process, and is the operator's hand on a Heed
// that runs anywhere.
//
// `heed serve` hosts the functions of template.yaml on one data file; serve.go
// tells its life, functions.go what it hosts, host.go how. What concerns Heed's own
// data, the other commands ask of a running Heed by HTTP, on a laptop or on AWS
// alike (client.go). What concerns the stack on AWS they ask of AWS, with the
// operator's own credentials (deployed.go).
//
// Errors go to standard error with what to do about them, and the exit code is
// 1; a command line that cannot be understood ends with 80.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/heed-cs/heed/infra/history"
)

// commands is the command line.
type commands struct {
	Serve     serveCommand      `cmd:"" help:"Run all of Heed in this process, on one data file."`
	Keys      keysCommands      `cmd:"" help:"Make, list and delete API keys of a running Heed."`
	Accounts  accountsCommands  `cmd:"" help:"List accounts, or show one."`
	Cases     casesCommands     `cmd:"" help:"List, open, assign and close cases: what somebody is to see to."`
	Risk      riskCommand       `cmd:"" help:"Show an account's receipt, or how its risk moved."`
	Metrics   metricsCommand    `cmd:"" help:"Show a metric over time, with its intervals."`
	Endpoints endpointsCommands `cmd:"" help:"Make, list, test and delete endpoints; see and repair deliveries."`
	Import    importCommand     `cmd:"" help:"Bring history along from CSV and NDJSON files, and from other tools' exports."`
	Export    exportCommand     `cmd:"" help:"Write out accounts, signals, metrics, objectives or events."`
	Doctor    doctorCommand     `cmd:"" help:"Say whether a running Heed is well, and what to do where it is not."`
	Queues    queuesCommand     `cmd:"" help:"Show how full the queues are, and why letters are dead."`
	Redrive   redriveCommand    `cmd:"" help:"Send dead letters back to their queues."`
	Recount   recountCommand    `cmd:"" help:"Hold counters against the stored signals they count, and mend them."`
	Settings  settingsCommands  `cmd:"" help:"Keep the settings in a file: show them, see what a file would change, apply it."`
	Train     trainCommand      `cmd:"" help:"Learn a risk model from the outcomes so far, and say whether it came into use."`
	Backtest  backtestCommand   `cmd:"" help:"Show how good a model was on decisions it had not seen."`
	Rescore   rescoreCommand    `cmd:"" help:"Judge accounts as they were known on a day, by any model; nothing is kept."`
	Pause     pauseCommand      `cmd:"" help:"On AWS: stop everything but taking in; what comes waits in the queues."`
	Resume    resumeCommand     `cmd:"" help:"On AWS: end a pause."`
	Backup    backupCommand     `cmd:"" help:"On AWS: back the table up."`
	Restore   restoreCommand    `cmd:"" help:"On AWS: restore a backup, or a moment, into a new table."`
	Smoke     smokeCommand      `cmd:"" help:"On AWS: send one account through a deployed Heed, and tell what only AWS knows."`
	Version   versionCommand    `cmd:"" help:"Print the version."`
}

// terminal is where commands write: answers to out, everything else to err.
type terminal struct{ out, err io.Writer }

// interrupted is the exit code of what a signal cut short, as shells have it.
const interrupted = 130

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once
	os.Exit(run(ctx, &terminal{os.Stdout, os.Stderr}, os.Args[1:]))
}

// run runs one command line and returns the exit code.
func run(ctx context.Context, t *terminal, args []string) (code int) {
	var cli commands
	type exit int
	defer func() { // --help ends through here
		if cause := recover(); cause != nil {
			early, ok := cause.(exit)
			if !ok {
				panic(cause)
			}
			code = int(early)
		}
	}()
	parser, err := kong.New(&cli, kong.Name("heed"), kong.Vars{"formats": strings.Join(history.FormatNames()[1:], ",")}, kong.Writers(t.out, t.err),
		kong.Description("Heed listens to your customers and warns in time."),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(t), kong.Exit(func(code int) { panic(exit(code)) }))
	if err != nil {
		fmt.Fprintln(t.err, "heed:", err)
		return 1
	}
	command, err := parser.Parse(args)
	parser.FatalIfErrorf(err)
	err = command.Run()
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		return interrupted
	}
	fmt.Fprintln(t.err, "heed:", err)
	return 1
}
