package lambda

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"

	"github.com/heed-cs/heed/infra/plan"
)

// Build builds the bootstrap of every function as it is deployed, for this
// machine's kind of processor, into <dir>/<logical id>/bootstrap, where sam build
// puts it too. root is the folder of the Makefile, which has the flags.
func Build(ctx context.Context, root, dir string, template []byte) error {
	p, err := plan.Parse(template, nil)
	if err != nil {
		return err
	}
	flags, err := flags(root)
	if err != nil {
		return err
	}
	for _, f := range p.Functions {
		if err := build(ctx, root, flags, filepath.Join(dir, f.ID, "bootstrap"), "./functions/"+f.Name+"/bootstrap"); err != nil {
			return err
		}
	}
	return nil
}

// build leaves a binary alone that is up to date, as the go command does.
func build(ctx context.Context, root, flags, out, pkg string) error {
	cmd := exec.CommandContext(ctx, "sh", "-c", `exec go build `+flags+` -o "$1" "$2"`, "sh", out, pkg)
	cmd.Dir, cmd.Env = root, append(os.Environ(), "GOOS=linux", "GOARCH=", "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", pkg, err, said)
	}
	return nil
}

var flagsLine = regexp.MustCompile(`(?m)^BOOTSTRAP_FLAGS := (.+)$`)

// flags are those of the Makefile, as a shell reads them.
func flags(root string) (string, error) {
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		return "", err
	}
	line := flagsLine.FindSubmatch(makefile)
	if line == nil {
		return "", errors.New("the Makefile has no line BOOTSTRAP_FLAGS := …: the bootstraps are built with it")
	}
	return string(line[1]), nil
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
