package heed_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
)

// pursue says members of an objective one after the other, a day between each.
func pursue(t testing.TB, sayings ...string) heed.Facts {
	t.Helper()
	var facts heed.Facts
	members := map[string]json.RawMessage{}
	for i, said := range sayings {
		if err := json.Unmarshal([]byte(said), &members); err != nil {
			t.Fatal(err)
		}
		facts, _ = facts.Pursued("o", members, heed.Stamp{Time: begun.AddDate(0, 0, i), ID: fmt.Sprint(i)})
	}
	return facts
}

var begun = time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)

const closing = `{"title":"Close faster","baseline":12,"target":2,"start":"2026-09-01","due":"2026-12-10","value":{"amount":1000,"currency":"EUR"}}`

func TestObjectivesAreFoldedAsOfAMoment(t *testing.T) {
	facts := pursue(t, closing,
		`{"current":11,"measured_on":"2026-09-02"}`, `{"current":7,"measured_on":"2026-09-03"}`, `{"current":8}`,
		`{"status":"missed"}`, `{"status":"open"}`, `{"status":"met","note":"Well done."}`)
	for day, want := range map[int]struct {
		status  heed.ObjectiveStatus
		current float64
		points  int
		decided int
	}{
		0: {heed.ObjectiveOpen, -1, 0, -1}, 1: {heed.ObjectiveOpen, 11, 1, -1}, 2: {heed.ObjectiveOpen, 7, 2, -1}, 3: {heed.ObjectiveOpen, 8, 2, -1},
		4: {heed.ObjectiveMissed, 8, 2, 4}, 5: {heed.ObjectiveOpen, 8, 2, -1}, 6: {heed.ObjectiveMet, 8, 2, 6},
	} {
		o, err := heed.ObjectiveOf(facts, begun.AddDate(0, 0, day))
		if err != nil {
			t.Fatal(err)
		}
		current, decided := -1., -1
		if o.Current != nil {
			current = *o.Current
		}
		if !o.DecidedAt.IsZero() {
			decided = int(o.DecidedAt.Sub(begun).Hours() / 24)
		}
		if o.Status != want.status || current != want.current || len(o.Measurements) != want.points || decided != want.decided {
			t.Errorf("on day %d it is %+v, want %+v", day, o, want)
		}
	}
}

func TestProgressIsComparedWithTheTimeThatHasGone(t *testing.T) {
	const half = heed.Day("2026-10-21")
	for name, c := range map[string]struct {
		said    string
		behind  float64
		known   bool
		benefit int64
	}{
		"not measured":      {`{}`, .5, false, -1},
		"on its way":        {`{"current":7}`, 0, true, 500},
		"behind":            {`{"current":10}`, .3, true, 200},
		"ahead":             {`{"current":4}`, -.3, true, 800},
		"the wrong way":     {`{"current":20}`, .5, true, 0},
		"reached":           {`{"current":1}`, -1, true, 1000},
		"met":               {`{"status":"met"}`, -1, true, 1000},
		"missed":            {`{"current":4,"status":"missed"}`, 1, true, 800},
		"dropped":           {`{"current":4,"status":"dropped"}`, 0, false, -1},
		"missed unmeasured": {`{"status":"missed"}`, 1, true, -1},
	} {
		o, err := heed.ObjectiveOf(pursue(t, closing, c.said), begun.AddDate(1, 0, 0))
		if err != nil {
			t.Fatal(err)
		}
		behind, known := o.Behind(half)
		b, any := o.Benefit()
		if !any {
			b.Amount.Amount = -1
		}
		if math.Abs(behind-c.behind) > 1e-9 || known != c.known || b.Amount.Amount != c.benefit {
			t.Errorf("%s: behind by %v (%v), worth %v; want %+v", name, behind, known, b, c)
		}
	}
}

// However often an objective is spoken of, its row stays small, its present is what
// was said last, and when it began and how far it came last are known.
func TestWhatIsRememberedOfAnObjectiveIsBounded(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		members := map[string]json.RawMessage{}
		if err := json.Unmarshal([]byte(closing), &members); err != nil {
			rt.Fatal(err)
		}
		var facts heed.Facts
		for i := range rapid.IntRange(1, 150).Draw(rt, "n") {
			at := begun.AddDate(0, 0, i)
			members["current"], _ = json.Marshal(rapid.IntRange(0, 20).Draw(rt, "current"))
			members["measured_on"], _ = json.Marshal(heed.DayOf(at))
			members["note"], _ = json.Marshal(strings.Repeat("x", rapid.IntRange(1, 4000).Draw(rt, "note")))
			facts, _ = facts.Pursued("o", members, heed.Stamp{Time: at})
		}
		if diff := cmp.Diff(members, without(facts.Members(), "objective")); diff != "" {
			rt.Fatalf("the present is not what was said last:\n%s", diff)
		}
		if raw, _ := json.Marshal(facts); len(raw) > 20_000 {
			rt.Fatalf("%d facts take %d bytes", len(facts), len(raw))
		}
	})
}

func TestTheSameAgainIsNoNews(t *testing.T) {
	facts := pursue(t, closing)
	again, news := facts.Pursued("o", without(facts.Members(), "objective"), heed.Stamp{Time: begun.AddDate(0, 0, 1)})
	if news || !cmp.Equal(again, facts) {
		t.Errorf("it is news: %+v", again)
	}
}

func without(members map[string]json.RawMessage, name string) map[string]json.RawMessage {
	delete(members, name)
	return members
}
