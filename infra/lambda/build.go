package lambda

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/heed-cs/heed/infra/plan"
)

// Bootstraps is the folder of the functions' programs: the one that HEED_BOOTSTRAPS
// names, such as .aws-sam/build, or one that they are built into now.
func Bootstraps(ctx context.Context, template []byte) (string, error) {
	if dir := os.Getenv("HEED_BOOTSTRAPS"); dir != "" {
		return whole(dir, template)
	}
	root, err := Root(ctx)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(root, "dist", "lambda")
	return dir, Build(ctx, root, dir, template)
}

// whole is the folder if it has the program of every function.
func whole(dir string, template []byte) (string, error) {
	p, err := plan.Parse(template, nil)
	if err != nil {
		return "", err
	}
	for _, f := range p.Functions {
		if _, err := os.Stat(filepath.Join(dir, f.ID, "bootstrap")); err != nil {
			return "", fmt.Errorf("HEED_BOOTSTRAPS names a folder that was not built from this template: %w", err)
		}
	}
	return filepath.Abs(dir)
}

// Build builds the bootstrap of every function as sam build does, which calls the
// same make targets, but for this machine's kind of processor. They are put where
// sam build puts them, into <dir>/<logical id>/bootstrap; root is the folder of
// the Makefile.
func Build(ctx context.Context, root, dir string, template []byte) error {
	p, err := plan.Parse(template, nil)
	if err != nil {
		return err
	}
	for _, f := range p.Functions {
		make := exec.CommandContext(ctx, "make", "-s", "-C", root, "build-"+f.ID, "ARTIFACTS_DIR="+filepath.Join(dir, f.ID), "ARCH="+runtime.GOARCH)
		make.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "MAKE") }) // not a part of the caller's make
		if said, err := make.CombinedOutput(); err != nil {
			return fmt.Errorf("make build-%s: %w\n%s", f.ID, err, said)
		}
	}
	return nil
}

// Root is the folder of Heed's source around the working directory.
func Root(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	file := string(bytes.TrimSpace(out))
	if err != nil || filepath.Base(file) != "go.mod" {
		return "", fmt.Errorf("there is no go.mod here or above (%q, %v): run it inside Heed's source", file, err)
	}
	return filepath.Dir(file), nil
}
