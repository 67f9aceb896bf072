package console

import (
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/heed"
)

var updateEvents = flag.Bool("update-events", false, "write the example events of heedtest anew")

// TestExampleEventsOfTheTestKit holds that what receivers test themselves with has
// the shape of what Heed says.
func TestExampleEventsOfTheTestKit(t *testing.T) {
	s := sample{publicURL: "https://heed.example.com", now: time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)}
	for _, kind := range eventTypes {
		ev, err := heed.NewOperationalEvent(kind, "example", s.now, s.data(kind), true)
		if err != nil {
			t.Fatal(err)
		}
		file := "../../heedtest/events/" + kind + ".json"
		if *updateEvents {
			if err := os.WriteFile(file, indented(t, ev.Body), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := os.ReadFile(file)
		if err != nil {
			t.Fatalf("%v: run go test ./functions/console -update-events", err)
		}
		if diff := cmp.Diff(decoded(ev.Body), decoded(kept)); diff != "" {
			t.Errorf("%s (-said +kept); if that is meant, run go test ./functions/console -update-events\n%s", kind, diff)
		}
	}
}

func indented(t *testing.T, raw []byte) []byte {
	t.Helper()
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	out, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(out, '\n')
}
