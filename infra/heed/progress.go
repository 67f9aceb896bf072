package main

import (
	"fmt"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far something is, on a terminal by a bar, else by a line; one
// step alone is its own progress.
func (t *terminal) progress(total int, what string) (step func(int)) {
	screen, ok := t.err.(interface{ Fd() uintptr })
	if !ok || !term.IsTerminal(int(screen.Fd())) {
		if total > 1 {
			fmt.Fprintf(t.err, "%s …\n", what)
		}
		return func(int) {}
	}
	bar := progressbar.NewOptions(total, progressbar.OptionSetWriter(t.err), progressbar.OptionSetDescription(what),
		progressbar.OptionSetWidth(30), progressbar.OptionSetPredictTime(false), progressbar.OptionClearOnFinish())
	return func(n int) { _ = bar.Add(n) }
}
