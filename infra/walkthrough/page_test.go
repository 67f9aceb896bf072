package walkthrough

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// root is where the pages are named from.
const root = "../.."

// step is a block of a page that is run, and what it promises.
type step struct {
	page       string
	line       int
	commands   string
	promise    string // empty when the page promises nothing
	eventually bool
}

// block is a fenced block of a page.
type block struct {
	info string // behind the opening fence: "sh run"
	text string
	line int // of the opening fence
}

func read(t *testing.T, page string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root, page))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// blocks are the fenced blocks of a page.
func blocks(text string) (all []block) {
	inside := false
	for i, line := range strings.Split(text, "\n") {
		info, fence := strings.CutPrefix(line, "```")
		switch last := len(all) - 1; {
		case fence && !inside:
			all = append(all, block{info: info, line: i + 1})
			inside = true
		case fence:
			inside = false
		case inside:
			all[last].text += line + "\n"
		}
	}
	return all
}

// steps are the blocks of a page to be run, each with the promise right behind it.
func steps(page, text string) (all []step) {
	behind := false // a step
	for _, b := range blocks(text) {
		promise := strings.HasSuffix(b.info, " output")
		switch {
		case b.info == "sh run" || b.info == "sh eventually":
			all = append(all, step{page: page, line: b.line, commands: b.text, eventually: b.info == "sh eventually"})
		case promise && behind:
			all[len(all)-1].promise = b.text
		}
		behind = strings.HasPrefix(b.info, "sh ")
	}
	return all
}

func TestSteps(t *testing.T) {
	text := "Look:\n```sh\nnot run\n```\n```sh run\necho a\n```\nsays\n```text output\na\n```\n```sh eventually\necho b\n```\n```json\n{}\n```\n"
	got := steps("page.md", text)
	if len(got) != 2 || got[0] != (step{"page.md", 5, "echo a\n", "a\n", false}) || got[1] != (step{"page.md", 12, "echo b\n", "", true}) {
		t.Errorf("%+v", got)
	}
}
