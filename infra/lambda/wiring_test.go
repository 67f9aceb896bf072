package lambda

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	wiring "github.com/heed-cs/heed"
	"github.com/heed-cs/heed/infra/plan"
)

// everyones are the variables that Globals give to every function, whose
// bootstraps need not name them: shared/onlambda and Go read them, or a few
// functions, or a person who looks at one.
var everyones = []string{"HEED_TABLE", "HEED_KEY_ID", "HEED_STAGE", "HEED_PUBLIC_URL", "HEED_PARAMETERS", "SSL_CERT_DIR"}

// localOnly is never set on AWS.
const localOnly = "HEED_ALLOW_PRIVATE_ENDPOINTS"

// TestEnvironmentsAreWhatBootstrapsRead compares the names that each bootstrap
// reads with those that template.yaml gives its function.
func TestEnvironmentsAreWhatBootstrapsRead(t *testing.T) {
	p, err := plan.Parse(wiring.Template, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range p.Functions {
		given := map[string]bool{}
		for name := range f.Env {
			given[name] = true
		}
		read := readBy(t, "../../functions/"+f.Name+"/bootstrap/main.go")
		delete(read, localOnly)
		for _, name := range everyones {
			if !read[name] {
				delete(given, name)
			}
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(read)), slices.Sorted(maps.Keys(given))); diff != "" {
			t.Errorf("%s (-read by its bootstrap +given by template.yaml):\n%s", f.Name, diff)
		}
	}
}

// TestNoFunctionMayReachPrivateAddresses holds that the template never opens what
// tests on loopback need.
func TestNoFunctionMayReachPrivateAddresses(t *testing.T) {
	if strings.Contains(string(wiring.Template), localOnly) {
		t.Errorf("template.yaml sets %s: whoever can make endpoints could reach the network of the functions", localOnly)
	}
}

// readBy finds the names in the calls of os.Getenv and of Queues, whose names
// become SIGNALS_DEAD_QUEUE_URL and so on.
func readBy(t *testing.T, file string) map[string]bool {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]bool{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		called, ok := call.Fun.(*ast.SelectorExpr)
		for _, arg := range call.Args {
			name, literal := arg.(*ast.BasicLit)
			switch {
			case !ok || !literal:
			case called.Sel.Name == "Getenv":
				read[text(t, name)] = true
			case called.Sel.Name == "Queues":
				read[strings.ToUpper(strings.ReplaceAll(text(t, name), "-", "_"))+"_QUEUE_URL"] = true
			}
		}
		return true
	})
	return read
}

func text(t *testing.T, literal *ast.BasicLit) string {
	t.Helper()
	s, err := strconv.Unquote(literal.Value)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
