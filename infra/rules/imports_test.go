// Package rules holds the import table of the house as a test: which way
// dependencies run, who may see AWS, who may see the embedded store.
package rules

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/heed-cs/heed/"

// Kinds of imports from outside the module that only some may have.
const (
	aws   = "github.com/aws/"
	bbolt = "go.etcd.io/bbolt"
)

// domain is what a function may build on.
var domain = []string{
	"shared/heed", "shared/metric", "shared/risk", "shared/risk/learn", "shared/webhook", "shared/records", "shared/store", "shared/queue",
	"shared/secret", "shared/hint", "shared/problem", "shared/access", "shared/judgement", "shared/measure", "shared/memo", "shared/portfolio", "shared/provider", "shared/trace",
	"shared/formula", "shared/comment", "shared/identity",
}

// table says, for every package, which packages of the module and which modules
// beside the standard library it may import. Patterns are path.Match patterns.
var table = []struct {
	packages string
	may      []string
}{
	{".", nil},
	{"shared/heed", nil},
	{"shared/metric", []string{"shared/heed"}},
	{"shared/comment", []string{"shared/heed"}},
	{"shared/risk/learn", nil},
	{"shared/risk", []string{"shared/heed", "shared/metric", "shared/risk/learn"}},
	{"shared/risk/learn", nil},
	{"shared/webhook", nil},
	{"shared/secret", nil},
	{"shared/secret/kms", []string{"shared/secret", "shared/cloud", aws}},
	{"shared/cloud", []string{aws}},
	{"shared/store", nil},
	{"shared/store/storetest", []string{"shared/store", "pgregory.net/rapid", "github.com/google/go-cmp/cmp"}},
	{"shared/store/bolt", []string{"shared/store", "shared/groupcommit", bbolt}},
	{"shared/store/dynamo", []string{"shared/store", "shared/cloud", aws}},
	{"shared/queue", nil},
	{"shared/queue/queuetest", []string{"shared/queue", "pgregory.net/rapid", "github.com/google/go-cmp/cmp"}},
	{"shared/queue/bolt", []string{"shared/queue", "shared/groupcommit", bbolt}},
	{"shared/queue/sqs", []string{"shared/queue", "shared/cloud", aws}},
	{"shared/groupcommit", []string{bbolt}},
	{"shared/records", []string{"shared/heed", "shared/store"}},
	{"shared/hint", []string{"shared/heed", "shared/queue"}},
	{"shared/problem", []string{"shared/heed"}},
	{"shared/memo", nil},
	{"shared/identity", []string{"shared/heed"}},
	{"shared/trace", nil},
	{"shared/access", []string{"shared/heed", "shared/memo", "shared/records"}},
	{"shared/provider", []string{"shared/heed", "shared/webhook", "github.com/expr-lang/expr", "go.yaml.in/yaml/v3"}},
	{"shared/portfolio", []string{"shared/heed", "shared/risk"}},
	{"shared/formula", []string{"shared/heed", "shared/risk", "github.com/expr-lang/expr"}},
	{"shared/portfolio", []string{"shared/heed", "shared/risk"}},
	{"shared/judgement", []string{"shared/comment", "shared/heed", "shared/memo", "shared/records", "shared/risk", "shared/risk/learn"}},
	{"shared/measure", []string{"shared/heed", "shared/memo", "shared/metric", "shared/records"}},
	{"shared/onlambda", []string{
		"shared/heed", "shared/identity", "shared/problem", "shared/queue", "shared/queue/sqs", "shared/records",
		"shared/secret", "shared/secret/kms", "shared/store", "shared/store/dynamo", "shared/cloud", "shared/trace", aws,
	}},
	{"functions/*", append([]string{"code.dny.dev/ssrf", "go.yaml.in/yaml/v3"}, domain...)},
	{"functions/*/bootstrap", append([]string{"functions/*", "shared/onlambda", "shared/store/dynamo", "shared/queue/sqs", aws}, domain...)},
	{"heedtest", []string{"shared/webhook"}},
	{"infra/demo", []string{"shared/heed", "shared/judgement", "shared/records", "shared/risk", "shared/secret"}},
	{"infra/history", []string{"shared/heed", "shared/provider", "go.yaml.in/yaml/v3", "golang.org/x/text/"}},
	{"infra/heed", append([]string{
		".", "functions/*", "infra/demo", "infra/history", "infra/plan", "infra/stack", aws, "shared/groupcommit", "shared/store/bolt", "shared/queue/bolt",
		bbolt, "github.com/alecthomas/kong", "github.com/schollz/progressbar/v3", "go.yaml.in/yaml/v3", "golang.org/x/term",
	}, domain...)},
	{"infra/lambda", []string{"infra/plan", aws}},
	{"infra/lambda/serve", []string{".", "infra/lambda", "infra/policy"}},
	{"infra/plan", []string{".", "go.yaml.in/yaml/v3"}},
	{"infra/stack", []string{"infra/plan", "shared/heed", aws}},
	{"infra/stack/stacktest", []string{aws}},
	{"infra/policy", []string{"infra/plan", "go.yaml.in/yaml/v3"}},
	{"infra/rules", nil},
	{"infra/bench", []string{"*", "*/*", "*/*/*", bbolt}},
	{"infra/bench/risk", []string{"infra/demo", "infra/history", "shared/comment", "shared/heed", "shared/risk", "shared/risk/learn"}},
	{"infra/bench/hello", []string{aws}},
	{"infra/sim", []string{
		"shared/heed", "shared/records", "shared/webhook", "github.com/google/go-cmp/cmp", "github.com/standard-webhooks/standard-webhooks/",
	}},
	{"infra/cost", []string{"shared/store", "shared/queue"}},
	{"infra/cost/traffic", append([]string{".", "functions/*", "infra/cost", "infra/plan", "shared/groupcommit", "shared/store/bolt"}, domain...)},
	{"infra/cost/bill", []string{"infra/cost/traffic"}},
	{"infra/blackbox", nil},
	{"infra/browser", []string{"github.com/chromedp/"}},
	{"infra/emulators", []string{aws}},
	{"infra/walkthrough", nil},
	{"docs/receiver", []string{"github.com/standard-webhooks/standard-webhooks/"}},
}

// unreachable says what must not be linked, not even through others.
var unreachable = []struct{ from, to, why string }{
	{"functions/*", aws, "a function sees ports, never AWS"},
	{"functions/*", bbolt, "a function sees ports, never the embedded store"},
	{"functions/*/bootstrap", bbolt, "what is deployed must not carry the embedded store"},
	{"functions/*/bootstrap", module + "infra", "what is deployed carries no tool of its operator"},
	{"functions/score/bootstrap", "github.com/expr-lang/expr", "expressions are read where settings are put; judging works out what was read, and stays small"},
}

type pkg struct {
	ImportPath string
	Standard   bool
	Imports    []string
}

func TestImportsRunOneWay(t *testing.T) {
	packages := list(t)
	for _, p := range packages {
		name, ours := within(p.ImportPath)
		if !ours {
			continue
		}
		may, ok := allowed(name)
		if !ok {
			t.Errorf("%s is not in the import table: add its row, and say what it may import", name)
			continue
		}
		for _, to := range p.Imports {
			if !packages[to].Standard && !matches(may, to) {
				t.Errorf("%s imports %s, which its row of the import table does not allow", name, to)
			}
		}
	}
}

func TestNothingForbiddenIsLinked(t *testing.T) {
	packages := list(t)
	for _, rule := range unreachable {
		for _, p := range packages {
			name, ours := within(p.ImportPath)
			if match, _ := path.Match(rule.from, name); !ours || !match {
				continue
			}
			if chain := chainTo(packages, p.ImportPath, rule.to); chain != nil {
				t.Errorf("%s:\n  %s", rule.why, strings.Join(chain, "\n  → "))
			}
		}
	}
}

func TestTableSeesAForbiddenImport(t *testing.T) {
	may, _ := allowed("shared/heed")
	if matches(may, module+"shared/records") || matches(may, aws+"aws-sdk-go-v2/aws") {
		t.Error("the domain may import nothing but the standard library")
	}
	fake := map[string]pkg{"a": {Imports: []string{"b"}}, "b": {Imports: []string{bbolt + "/x"}}}
	if chain := chainTo(fake, "a", bbolt); !slices.Equal(chain, []string{"a", "b", bbolt + "/x"}) {
		t.Errorf("the chain is %v", chain)
	}
}

// list asks the go command for every package of the module and what it needs.
func list(t *testing.T) map[string]pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Standard,Imports", "./...")
	cmd.Dir = "../.."
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	all := map[string]pkg{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = p
	}
}

// within gives a package's folder in the module.
func within(importPath string) (string, bool) {
	if importPath == strings.TrimSuffix(module, "/") {
		return ".", true
	}
	return strings.CutPrefix(importPath, module)
}

func allowed(name string) ([]string, bool) {
	for _, row := range table {
		if match, _ := path.Match(row.packages, name); match {
			return row.may, true
		}
	}
	return nil, false
}

// matches reports whether an import is one of the allowed: a package of the
// module by pattern, a module from outside by its beginning.
func matches(may []string, importPath string) bool {
	name, ours := within(importPath)
	return slices.ContainsFunc(may, func(pattern string) bool {
		if ours {
			match, _ := path.Match(pattern, name)
			return match
		}
		return strings.HasPrefix(importPath, pattern)
	})
}

// chainTo finds the shortest chain of imports that ends in a package whose path
// begins with the target.
func chainTo(packages map[string]pkg, from, target string) []string {
	before := map[string]string{from: ""}
	for queue := []string{from}; len(queue) > 0; queue = queue[1:] {
		if at := queue[0]; strings.HasPrefix(at, target) {
			return trace(before, at)
		}
		for _, to := range packages[queue[0]].Imports {
			if _, seen := before[to]; !seen {
				before[to] = queue[0]
				queue = append(queue, to)
			}
		}
	}
	return nil
}

func trace(before map[string]string, at string) []string {
	var chain []string
	for ; at != ""; at = before[at] {
		chain = append(chain, at)
	}
	slices.Reverse(chain)
	return chain
}
