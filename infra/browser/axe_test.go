package browser

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// axePackage is the checker of accessibility rules, under the Mozilla Public License;
// it is fetched and never shipped with Heed.
const axePackage = "axe-core@4.14.1"

// pages are all pages there are, by what their pictures are called.
var pages = map[string]string{
	"portfolio": "/", "accounts": "/ui/accounts", "accounts-filtered": "/ui/accounts?band=critical&band=high&sort=-arr",
	"accounts-none": "/ui/accounts?q=nobody-is-called-that", "account": "/ui/accounts/northwind", "metrics": "/ui/metrics?by=segment&metric=csat",
	"metrics-money": "/ui/metrics?metric=clv", "cases": "/ui/cases", "account-cases": "/ui/accounts/northwind/cases", "override": "/ui/accounts/northwind/override", "objectives": "/ui/accounts/northwind/objectives", "connections": "/ui/connections", "tools": "/ui/connect", "connect": "/ui/connect?provider=generic", "deliveries": "/ui/deliveries", "endpoint": "/ui/deliveries/demo", "settings": "/ui/settings", "models": "/ui/models", "keys": "/ui/keys", "audit": "/ui/audit", "signin": "/ui/session", "missing": "/ui/accounts/nobody",
}

// TestAxeFindsNothing holds every page to the rules of WCAG 2.2, level AA, and to
// what axe calls best practices.
func TestAxeFindsNothing(t *testing.T) {
	for name, path := range pages {
		for _, l := range []look{{"light", 1600}, {"dark", 380}} {
			t.Run(fmt.Sprintf("%s %s %d", name, l.scheme, l.width), func(t *testing.T) {
				page := open(t, path, "en", l)
				// What is folded away is looked at too.
				page.run("document.querySelectorAll('details').forEach((d) => d.open = true)")
				if found := page.axe(axe(t)); found != "" {
					t.Error(found)
				}
			})
		}
	}
}

// axe runs the rules on the page and says what breaks them.
func (p *tab) axe(source string) string {
	p.t.Helper()
	p.run(source + "; 0")
	const rules = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then((r) => r.violations.map((v) =>
		v.id + ": " + v.help + "\n" + v.nodes.slice(0, 3).map((n) => "   " + n.html.slice(0, 200) + "\n   " + n.failureSummary.replaceAll("\n", " ")).join("\n")).join("\n"))`
	return get[string](p, rules)
}

// axe is the checker's source, fetched once.
func axe(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../../.tools/" + strings.ReplaceAll(axePackage, "@", "-"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "node_modules/axe-core/axe.min.js")
	if _, err := os.Stat(file); err != nil {
		install := exec.Command("npm", "install", "--prefix", dir, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", axePackage)
		if out, err := install.CombinedOutput(); err != nil {
			lacking(t, fmt.Errorf("%s cannot be fetched, so its rules are left out: %w\n%s", axePackage, err, out), "HEED_TEST_BACKENDS")
		}
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
