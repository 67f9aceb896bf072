package walkthrough

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/formula"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

// everyPage are the pages of the repository.
func everyPage(t *testing.T) (all []string) {
	t.Helper()
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			page, _ := filepath.Rel(root, path) // both are relative
			all = append(all, filepath.ToSlash(page))
		}
	}
	return all
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// TestLinks holds that what a page links to in the repository is there, headings
// included.
func TestLinks(t *testing.T) {
	for _, page := range everyPage(t) {
		for _, found := range link.FindAllStringSubmatch(read(t, page), -1) {
			path, heading, _ := strings.Cut(found[1], "#")
			if strings.Contains(path, "://") {
				continue
			}
			target := page
			if path != "" {
				target = filepath.ToSlash(filepath.Join(filepath.Dir(page), path))
			}
			if _, err := os.Stat(filepath.Join(root, target)); err != nil {
				t.Errorf("%s links to %s: %v", page, found[1], err)
			} else if heading != "" && !hasHeading(read(t, target), heading) {
				t.Errorf("%s links to %s, which has no such heading", page, found[1])
			}
		}
	}
}

var notInAnchors = regexp.MustCompile(`[^\pL\pN _-]`)

// hasHeading reports whether a page has a heading with such an anchor.
func hasHeading(text, anchor string) bool {
	for line := range strings.SplitSeq(text, "\n") {
		title, heading := strings.CutPrefix(strings.TrimLeft(line, "#"), " ")
		title = notInAnchors.ReplaceAllString(strings.ToLower(title), "")
		if heading && strings.HasPrefix(line, "#") && strings.ReplaceAll(title, " ", "-") == anchor {
			return true
		}
	}
	return false
}

// TestFactors holds that the page about risk tells the numbers of the code.
func TestFactors(t *testing.T) {
	page := read(t, "docs/risk.md")
	for _, d := range risk.Descriptions() {
		cells := row(page, "`"+d.Factor+"`")
		if len(cells) < 6 {
			t.Errorf("docs/risk.md has no row for %s", d.Factor)
			continue
		}
		if cells[1] != d.Group {
			t.Errorf("%s is of the group %s, not %s", d.Factor, d.Group, cells[1])
		}
		if !d.Decisive && (!strings.HasSuffix(cells[4], signed(d.Worst)) || !strings.HasSuffix(cells[5], signed(d.Best))) {
			t.Errorf("%s contributes %s at worst and %s at best; the page says %q and %q", d.Factor, signed(d.Worst), signed(d.Best), cells[4], cells[5])
		}
	}
	if factors := strings.Count(page, "\n| `") - len(bandRows); factors != len(risk.Descriptions()) {
		t.Errorf("docs/risk.md has %d factors, the code %d", factors, len(risk.Descriptions()))
	}
}

// TestWords holds that the page about factors of one's own tells every word, and no other.
func TestWords(t *testing.T) {
	page := read(t, "docs/custom-factors.md")
	for _, w := range risk.Words() {
		cells := row(page, "`"+formula.Usage(w)+"`")
		if len(cells) < 3 || cells[1] != string(w.Gives) || cells[2] != w.Means {
			t.Errorf("docs/custom-factors.md has no row | `%s` | %s | %s |, but %q", formula.Usage(w), w.Gives, w.Means, cells)
		}
	}
	_, table, _ := strings.Cut(page, "| word | gives | what |")
	if words := strings.Count(table, "\n| `"); words != len(risk.Words()) {
		t.Errorf("docs/custom-factors.md has %d words, the code %d", words, len(risk.Words()))
	}
}

// signed is a contribution as the page writes it.
func signed(v float64) string {
	if v == 0 {
		return "0"
	}
	return strings.ReplaceAll(fmt.Sprintf("%+.2f", v), "-", "−")
}

var bandRows = map[string]string{heed.TargetRenewal: "`renewal`, `assumed`", heed.TargetWindow: "`window` (the next 90 days)"}

// TestBands does the same for the lines of the bands.
func TestBands(t *testing.T) {
	page, set := read(t, "docs/risk.md"), heed.DefaultSettings()
	if set.Bands[heed.TargetAssumed] != set.Bands[heed.TargetRenewal] {
		t.Error("docs/risk.md tells renewal and assumed in one row, and they differ")
	}
	for kind, name := range bandRows {
		cells := row(page, name)
		for i, band := range heed.Bands[1:] {
			lines, _ := set.Bands[kind].Of(band)
			if want := fmt.Sprintf("%.2f / %.2f", lines.Enter, lines.Leave); len(cells) < 4 || cells[i+1] != want {
				t.Errorf("%s of %s is %s; the page says %v", band, kind, want, cells)
			}
		}
	}
}

// row are the cells of the table row that begins with a text.
func row(page, first string) []string {
	for line := range strings.SplitSeq(page, "\n") {
		if rest, ok := strings.CutPrefix(line, "| "+first+" |"); ok {
			cells := strings.Split(first+" |"+rest, "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			return cells
		}
	}
	return nil
}

// TestReceiver holds that the page about webhooks shows the receiver that is compiled.
func TestReceiver(t *testing.T) {
	if !strings.Contains(read(t, "docs/webhooks.md"), "```go\n"+read(t, "docs/receiver/main.go")+"```\n") {
		t.Error("docs/webhooks.md shows another program than docs/receiver/main.go")
	}
}

// TestFolders holds that the README says of every folder what is in it.
func TestFolders(t *testing.T) {
	readme := read(t, "README.md")
	for _, pattern := range []string{"functions/*", "shared/*", "infra/*"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, folder := range found {
			if name := filepath.Base(folder) + "/"; !strings.Contains(readme, "  "+name) && !strings.Contains(readme, ", "+name) {
				t.Errorf("the README does not say what is in %s", folder)
			}
		}
	}
}

var environment = regexp.MustCompile(`env:"(HEED_\w+)"`)

// TestEnvironment holds that the README lists every variable that the command reads.
func TestEnvironment(t *testing.T) {
	readme := read(t, "README.md")
	err := fs.WalkDir(os.DirFS(root), "infra/heed", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") {
			return err
		}
		for _, found := range environment.FindAllStringSubmatch(read(t, path), -1) {
			if !strings.Contains(readme, "`"+found[1]+"`") {
				t.Errorf("%s reads %s, which the README does not list", path, found[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
