package main

import (
	"fmt"
	"runtime/debug"
)

// release is set by the release build (-ldflags "-X main.release=v1.2.3").
var release string

// version names this build: a release, else the module's version or commit, else "dev".
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "dev"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(len(s.Value), 12)]
		}
	}
	return "dev"
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(t *terminal) error {
	_, err := fmt.Fprintln(t.out, "heed", version())
	return err
}
