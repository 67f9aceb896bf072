package plan

import (
	"testing"

	wiring "github.com/heed-cs/heed"
)

// TestAnotherTableIsTheFunctions holds that a stack which is pointed at a restored
// table works on that one, and on its own again when it is told none.
func TestAnotherTableIsTheFunctions(t *testing.T) {
	for given, want := range map[string]string{"": "heed-Table", "heed-2": "heed-2"} {
		plan, err := Parse(wiring.Template, map[string]string{"Table": "heed-Table", "TableName": given})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range plan.Functions {
			if got := f.Env["HEED_TABLE"]; got != want {
				t.Errorf("%s works on %q when TableName is %q, want %q", f.ID, got, given, want)
			}
		}
		if len(plan.Tables) != 1 {
			t.Errorf("the stack has %d tables of its own, and keeps one", len(plan.Tables))
		}
	}
}
