// Risk measures how well Heed learns from outcomes, on public churn data and on any
// CSV with a label column, and prints one table: each figure with its goal and how
// it was measured.
//
// `make bench/risk` wakes it. It reads the folder named by HEED_RISK_DATA or -data
// (docs/risk.md says what lies there and where it comes from), writes nothing but
// what -predictions asks for, and talks to nothing. Data are not what they should be:
// it says which file and stops. Everything is fitted inside the training part of
// each split: bins, scales, the choice of the step and calibration.
//
// A tour: csv.go reads tables, telco.go, raven.go and coldstart.go are the
// protocols, interval.go asks in a world whose truth is known, comments.go how comments
// are read, speed.go the clock, growth.go the binary, file.go any other CSV, row.go the printing.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"
)

// bench is one run.
type bench struct {
	folder  string
	repeats int  // of the five folds
	draws   int  // of few outcomes, and of permuted labels
	teaches bool // writes the weights of words
	out     rows
}

func main() {
	data := flag.String("data", cmp.Or(os.Getenv("HEED_RISK_DATA"), "data/risk"), "`folder` of the public data")
	quick := flag.Bool("quick", false, "fewer repeats and draws: a tenth of the time")
	only := flag.String("only", "", "one part: folds, repeats, ebm, null, coldstart, intervals, speed, growth or comments")
	teach := flag.Bool("learn", false, "with -only comments: write the weights of words anew")
	var f file
	flag.StringVar(&f.path, "csv", "", "measure on this `file` instead")
	flag.StringVar(&f.label, "label", "", "its `column` of outcomes")
	flag.StringVar(&f.positive, "positive", "", "the `value` that means lost; found by itself where it is plain")
	flag.StringVar(&f.account, "account", "", "its `column` of accounts, whose rows stay in one fold")
	flag.StringVar(&f.day, "day", "", "its `column` of dates: then only later rows are tested")
	flag.StringVar(&f.folds, "folds", "", "a CSV `file` with the fold of every row in its last column; else five are drawn")
	flag.StringVar(&f.predictions, "predictions", "", "write row, fold, outcome and probability to a `file`")
	flag.Parse()
	b := &bench{folder: *data, repeats: 10, draws: 100, teaches: *teach}
	if *quick {
		b.repeats, b.draws = 1, 10
	}
	if err := b.run(*only, f); err != nil {
		fmt.Fprintln(os.Stderr, "bench/risk:", err)
		os.Exit(1)
	}
}

// parts are what is measured, in this order.
var parts = []struct {
	name    string
	measure func(*bench) error
	aside   bool // only when it is asked for
}{
	{name: "folds", measure: measureFolds},
	{name: "repeats", measure: measureRepeats},
	{name: "ebm", measure: measureSplits},
	{name: "null", measure: measureNull},
	{name: "coldstart", measure: measureColdStart},
	{name: "intervals", measure: measureIntervals},
	{name: "speed", measure: measureSpeed},
	{name: "growth", measure: measureGrowth},
	{name: "comments", measure: measureComments, aside: true},
}

func (b *bench) run(only string, f file) error {
	began := time.Now()
	if f.path == "" && f.label != "" {
		return errors.New("say with -csv, or CSV=, which file has the column " + f.label)
	}
	if f.path != "" {
		if err := f.measure(b); err != nil {
			return err
		}
	} else if err := b.parts(only); err != nil {
		return err
	}
	b.out.print(os.Stdout)
	fmt.Printf("\n%.0f s in all\n", time.Since(began).Seconds())
	return nil
}

func (b *bench) parts(only string) error {
	found := false
	for _, p := range parts {
		if only == "" && p.aside || only != "" && p.name != only {
			continue
		}
		found = true
		fmt.Fprintln(os.Stderr, "measuring", p.name)
		if err := p.measure(b); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	if !found {
		return fmt.Errorf("no part is called %q", only)
	}
	return nil
}
