package policy

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	wiring "github.com/heed-cs/heed"
)

// source is the Go code below a folder of functions/, without its tests.
func source(t *testing.T, folder string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../../functions", folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("functions/%s: %v, %v", folder, files, err)
	}
	var all strings.Builder
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

var (
	opened = regexp.MustCompile(`aws\.Queues\(([^)]*)\)`)
	quoted = regexp.MustCompile(`"([^"]+)"`)
	getenv = regexp.MustCompile(`os\.Getenv\("([^"]+)"\)`)
)

// neverOnAWS is for tests of the deployed functions on one machine.
const neverOnAWS = "HEED_ALLOW_PRIVATE_ENDPOINTS"

// TestEveryFunctionIsToldWhatItAsksFor compares the environment of each function
// with what its bootstrap reads, both ways for queues.
func TestEveryFunctionIsToldWhatItAsksFor(t *testing.T) {
	for _, f := range realPlan(t).Functions {
		bootstrap := source(t, f.Name+"/bootstrap")
		asked := []string{}
		for _, name := range quoted.FindAllStringSubmatch(opened.FindString(bootstrap), -1) {
			asked = append(asked, envName(name[1]))
		}
		told := slices.DeleteFunc(slices.Sorted(maps.Keys(f.Env)), func(name string) bool { return !strings.HasSuffix(name, "_QUEUE_URL") })
		slices.Sort(asked)
		if diff := cmp.Diff(asked, told); diff != "" {
			t.Errorf("%s: queues its bootstrap opens (-) and the template names (+):\n%s", f.ID, diff)
		}
		for _, name := range append(getenv.FindAllStringSubmatch(bootstrap, -1), []string{"", "HEED_TABLE"}, []string{"", "HEED_KEY_ID"}) {
			if _, set := f.Env[name[1]]; set == (name[1] == neverOnAWS) {
				t.Errorf("%s: its bootstrap reads %s, and that the template sets it is %t", f.ID, name[1], set)
			}
		}
	}
}

// TestEveryPathOfIntakeHasARoute holds that no path falls to the console.
func TestEveryPathOfIntakeHasARoute(t *testing.T) {
	wired := realPlan(t)
	intake := wired.Functions[0]
	var served []string
	for _, path := range regexp.MustCompile(`in\.post\("([^"]+)"`).FindAllStringSubmatch(source(t, intake.Name), -1) {
		served = append(served, path[1])
	}
	if diff := cmp.Diff(served, intake.Routes); diff != "" || len(served) == 0 {
		t.Errorf("paths intake serves (-) and routes to it (+):\n%s", diff)
	}
}

// TestEveryTimerIsKnown holds that each schedule's name is one its function answers to.
func TestEveryTimerIsKnown(t *testing.T) {
	for _, f := range realPlan(t).Functions {
		bootstrap := source(t, f.Name+"/bootstrap")
		for _, timer := range f.Timers {
			if !strings.Contains(bootstrap, `"`+timer.Name+`":`) {
				t.Errorf("%s: its bootstrap knows no timer %s", f.ID, timer.Name)
			}
		}
	}
}

// TestTheKeyOpensForOnePurpose holds that the condition on the key is what the code asks with.
func TestTheKeyOpensForOnePurpose(t *testing.T) {
	const condition, purpose = "{StringEquals: {'kms:EncryptionContext:heed': root key}}", `map[string]string{"heed": "root key"}`
	template := string(wiring.Template)
	if uses, narrowed := strings.Count(template, "kms:Decrypt"), strings.Count(template, condition); uses == 0 || uses != narrowed {
		t.Errorf("%d roles may use the key, %d of them for one purpose only", uses, narrowed)
	}
	code, err := os.ReadFile("../../shared/secret/kms/kms.go")
	if err != nil || !strings.Contains(string(code), purpose) {
		t.Errorf("the code does not ask with the context that the roles demand: %v", err)
	}
}
