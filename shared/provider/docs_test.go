package provider

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the mappings into the pages of docs/connections")

const (
	mappingBegins = "<!-- The shipped mapping, written by go test ./shared/provider -update -->\n"
	mappingEnds   = "<!-- End of the mapping -->\n"
)

// TestPages holds that every provider has a page, and that what it says becomes of
// what is the mapping itself.
func TestPages(t *testing.T) {
	for _, name := range Names() {
		file := filepath.Join("..", "..", "docs", "connections", name+".md")
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Error(err)
			continue
		}
		before, rest, ok := strings.Cut(string(raw), mappingBegins)
		_, after, ended := strings.Cut(rest, mappingEnds)
		if !ok || !ended {
			t.Errorf("%s has no place for its mapping: %q and %q", file, mappingBegins, mappingEnds)
			continue
		}
		page := before + mappingBegins + "\n" + describe(t, name) + mappingEnds + after
		if page != string(raw) && *update {
			if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
				t.Fatal(err)
			}
		} else if page != string(raw) {
			t.Errorf("%s tells another mapping: run go test ./shared/provider -update", file)
		}
	}
}

// describe writes a mapping for readers.
func describe(t *testing.T, name string) string {
	p, _ := Lookup(name)
	m, errs := p.Mapping(nil)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	var text strings.Builder
	for _, r := range m.source.Rules {
		text.WriteString(ruleText(r) + "\n")
	}
	for _, name := range slices.Sorted(maps.Keys(m.source.Tables)) {
		text.WriteString(tableText(name, m.source.Tables[name]) + "\n")
	}
	return text.String()
}

func ruleText(r sourceRule) string {
	if r.Ignore != "" {
		return fmt.Sprintf("**%s**: ignored%s, because *%s*.\n", r.Name, condition(r), r.Ignore)
	}
	text := fmt.Sprintf("**%s**: %s%s.\n\n| Heed | from |\n|---|---|\n", r.Name, given(r.Type), condition(r))
	row := func(member, expression string) {
		if expression != "" {
			text += fmt.Sprintf("| `%s` | %s |\n", member, code(expression))
		}
	}
	row("id", r.ID)
	row("subject", r.Subject)
	row("time", r.Time)
	row("data", r.Data.whole)
	for _, name := range slices.Sorted(maps.Keys(r.Data.each)) {
		row(name, *r.Data.each[name])
	}
	return text
}

func given(kind string) string {
	if strings.ContainsAny(kind, "( ") || strings.HasPrefix(kind, "event.") {
		return "the type that " + code(kind) + " gives"
	}
	return code(kind)
}

func condition(r sourceRule) string {
	text := ""
	if r.Each != "" {
		text += ", for every `item` of " + code(r.Each)
	}
	if r.When != "" {
		text += ", when " + code(r.When)
	}
	return text
}

func tableText(name string, rows map[string]any) string {
	if len(rows) == 0 {
		return fmt.Sprintf("`tables.%s`: empty; yours to fill.\n", name)
	}
	var list []string
	for _, key := range slices.Sorted(maps.Keys(rows)) {
		list = append(list, fmt.Sprintf("%s → `%v`", key, rows[key]))
	}
	return fmt.Sprintf("`tables.%s`: %s.\n", name, strings.Join(list, ", "))
}

// code writes an expression in a line.
func code(expression string) string {
	return "`" + strings.ReplaceAll(strings.Join(strings.Fields(expression), " "), "|", `\|`) + "`"
}
