package walkthrough

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestLines holds that the page about log lines names every line that functions
// write as structured attributes, with each of its members.
func TestLines(t *testing.T) {
	page := read(t, "docs/where-is-it.md")
	for line, members := range linesOf(t, "functions/*/*.go", "shared/onlambda/*.go") {
		cells := row(page, "`"+line+"`")
		if len(cells) < 3 {
			t.Errorf("docs/where-is-it.md has no row for the line %q", line)
			continue
		}
		for _, member := range members {
			if !strings.Contains(cells[2], "`"+member+"`") {
				t.Errorf("docs/where-is-it.md does not say that the line %q has %s", line, member)
			}
		}
	}
}

// linesOf are the lines of level INFO, each with the members that the function
// which writes it spells.
func linesOf(t *testing.T, patterns ...string) map[string][]string {
	t.Helper()
	lines := map[string][]string{}
	for _, pattern := range patterns {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			code, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, decl := range code.Decls {
				if line, members := lineOf(decl); line != "" && !strings.HasSuffix(file, "_test.go") {
					lines[line] = append(lines[line], members...)
				}
			}
		}
	}
	if len(lines) < 5 {
		t.Errorf("found the lines %v only", lines)
	}
	return lines
}

// lineOf is the line that a function writes by LogAttrs at the level INFO, if any.
func lineOf(decl ast.Decl) (line string, members []string) {
	ast.Inspect(decl, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		called, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		from, _ := called.X.(*ast.Ident)
		switch {
		case called.Sel.Name == "LogAttrs" && len(call.Args) > 2 && isInfo(call.Args[1]):
			line = text(call.Args[2])
		case from != nil && (from.Name == "slog" || from.Name == "trace" && called.Sel.Name == "IDs"):
			members = append(members, text(call.Args[0]))
		}
		return true
	})
	return line, members
}

func isInfo(e ast.Expr) bool {
	level, ok := e.(*ast.SelectorExpr)
	return ok && level.Sel.Name == "LevelInfo"
}

func text(e ast.Expr) string {
	literal, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	s, _ := strconv.Unquote(literal.Value)
	return s
}
