package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// learning is the package whose share of a function's binary is measured.
const learning = "github.com/heed-cs/heed/shared/risk/learn."

// measureGrowth builds the functions that judge and learn and adds up what the
// package of learning puts into them.
func measureGrowth(b *bench) error {
	dir, err := os.MkdirTemp("", "heed-risk-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, function := range []string{"score", "learn"} {
		bootstrap := filepath.Join(dir, function)
		if _, err := command("go", "build", "-o", bootstrap, "./functions/"+function+"/bootstrap"); err != nil {
			return err
		}
		symbols, err := command("go", "tool", "nm", "-size", bootstrap)
		if err != nil {
			return err
		}
		b.out.atMost("learning in the bootstrap of "+function, "%.0f KB", float64(sizeOf(symbols))/1024, 1024, "code and data of shared/risk/learn by go tool nm")
	}
	return nil
}

// sizeOf adds up the symbols of learning: lines of address, size, kind and name.
func sizeOf(symbols []byte) (bytesInAll int) {
	lines := bufio.NewScanner(bytes.NewReader(symbols))
	for lines.Scan() {
		if fields := strings.Fields(lines.Text()); len(fields) >= 4 && strings.Contains(lines.Text(), learning) {
			size, _ := strconv.Atoi(fields[1]) // what has none adds none
			bytesInAll += size
		}
	}
	return bytesInAll
}

// command is what a program prints; what went wrong says what it said.
func command(name string, args ...string) ([]byte, error) {
	var said bytes.Buffer
	c := exec.Command(name, args...)
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, said.String())
	}
	return out, nil
}
