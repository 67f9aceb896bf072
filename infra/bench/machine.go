package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// machine names what the figures hold for.
func machine() string {
	line := fmt.Sprintf("%s/%s, %d cores, %s", runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), runtime.Version())
	if load, ok := procField("/proc/loadavg", ""); ok {
		line += ", load at the start " + load
	}
	return line
}

// procField is the first word behind a label in a file of /proc; not ok on
// systems that have none.
func procField(path, label string) (string, bool) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", false
	}
	for line := range strings.Lines(string(raw)) {
		if rest, found := strings.CutPrefix(line, label); found {
			if words := strings.Fields(rest); len(words) > 0 {
				return words[0], true
			}
		}
	}
	return "", false
}
