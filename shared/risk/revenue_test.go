package risk

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
)

// said is a fact of a contract: a day, what happened, and what was said of it.
func said(day heed.Day, kind, data string) heed.Fact {
	return heed.Fact{Stamp: heed.Stamp{Time: day.Time().Add(12 * time.Hour), Source: "test", ID: string(day) + kind}, Type: "contract." + kind, Data: json.RawMessage(data)}
}

const signed = `{"arr":{"amount":100,"currency":"EUR"},"start_date":"2024-01-01","renewal_date":"2024-12-31","term_months":12}`

// steps writes down what each contract of an account was worth from which day on.
func steps(r heed.Revenue) string {
	var all []string
	for _, p := range r.Contracts {
		for _, s := range p.Steps {
			worth := "-"
			if s.Runs && s.ARR != nil {
				worth = fmt.Sprint(s.ARR.Amount)
			}
			all = append(all, p.Contract+" "+string(s.Day)+" "+worth)
		}
	}
	return strings.Join(all, ", ")
}

// ended writes down how the terms ended.
func ended(r heed.Revenue) string {
	var all []string
	for _, t := range r.Terms {
		worth := func(m *heed.Money) string {
			if m == nil {
				return "-"
			}
			return fmt.Sprint(m.Amount)
		}
		all = append(all, fmt.Sprintf("%s %s %s %s→%s", t.Contract, t.End, t.Result, worth(t.Due), worth(t.Kept)))
	}
	return strings.Join(all, ", ")
}

func TestRevenueIsFoldedFromContracts(t *testing.T) {
	for _, c := range []struct {
		name         string
		facts        map[string]heed.Facts
		steps, terms string
	}{
		{"from its start on, and grown", map[string]heed.Facts{"k": {
			said("2024-02-10", "signed", signed), said("2024-06-01", "changed", `{"arr":{"amount":150,"currency":"EUR"}}`),
		}}, "k 2024-01-01 100, k 2024-06-01 150", "k 2024-12-31 unknown 150→-"},
		{"renewed for less", map[string]heed.Facts{"k": {
			said("2024-01-01", "signed", signed), said("2024-12-01", "renewed", `{"arr":{"amount":80,"currency":"EUR"},"renewal_date":"2026-12-31"}`),
		}}, "k 2024-01-01 100, k 2024-12-01 80", "k 2024-12-31 renewed 100→80, k 2026-12-31 open 80→-"},
		{"notice is no end, the end is", map[string]heed.Facts{"k": {
			said("2024-01-01", "signed", signed), said("2024-09-01", "cancel_noticed", `{}`), said("2024-12-31", "ended", `{}`),
		}}, "k 2024-01-01 100, k 2024-12-31 -", "k 2024-12-31 ended 100→-"},
		{"nobody said that it ended under notice", map[string]heed.Facts{"k": {
			said("2024-01-01", "signed", signed), said("2024-09-01", "cancel_noticed", `{}`),
		}}, "k 2024-01-01 100, k 2024-12-31 -", "k 2024-12-31 ended 100→-"},
		{"a trial that was bought", map[string]heed.Facts{"k": {
			said("2024-01-01", "signed", strings.Replace(signed, `"arr"`, `"trial":true,"arr"`, 1)), said("2024-02-01", "changed", `{"trial":false}`),
		}}, "k 2024-02-01 100", "k 2024-12-31 unknown 100→-"},
		{"a trial that was not", map[string]heed.Facts{"k": {
			said("2024-01-01", "signed", strings.Replace(signed, `"arr"`, `"trial":true,"arr"`, 1)), said("2024-02-01", "ended", `{}`),
		}}, "", ""},
		{"another took its place", map[string]heed.Facts{
			"k": {said("2024-01-01", "signed", signed), said("2024-12-31", "ended", `{}`)},
			"n": {said("2025-01-10", "signed", `{"arr":{"amount":130,"currency":"EUR"},"renews":"k"}`)},
		}, "k 2024-01-01 100, k 2024-12-31 -, n 2025-01-10 130", "k 2024-12-31 replaced 100→130"},
		{"ended, and signed again", map[string]heed.Facts{"k": {
			said("2024-01-01", "signed", signed), said("2024-05-01", "ended", `{}`), said("2024-08-01", "signed", `{"renewal_date":"2025-07-31"}`),
		}}, "k 2024-01-01 100, k 2024-05-01 -, k 2024-08-01 100", "k 2024-12-31 ended 100→-, k 2025-07-31 unknown 100→-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Revenue("acme", c.facts, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			if got := steps(r); got != c.steps {
				t.Errorf("the steps are\n%s, want\n%s", got, c.steps)
			}
			if got := ended(r); got != c.terms {
				t.Errorf("the terms are\n%s, want\n%s", got, c.terms)
			}
		})
	}
}

func TestASuccessorIsNoPurchaseAndNotCountedTwice(t *testing.T) {
	r, err := Revenue("acme", map[string]heed.Facts{
		"k": {said("2024-01-01", "signed", signed)},
		"n": {said("2025-01-10", "signed", `{"arr":{"amount":130,"currency":"EUR"},"renews":"k"}`)},
	}, time.Date(2025, 2, 1, 0, 0, 0, 0, time.UTC))
	if err != nil || !r.Contracts[1].Follows || r.Contracts[0].Follows {
		t.Fatalf("the contracts are %+v (%v)", r.Contracts, err)
	}
	if running := r.At("2025-01-20"); len(running) != 1 || running[0].ARR.Amount != 130 {
		t.Errorf("there run %+v", running)
	}
	if running := r.At("2025-01-05"); len(running) != 1 || running[0].ARR.Amount != 100 {
		t.Errorf("before, there run %+v", running)
	}
}

// Whatever order facts come in, and whatever was said and taken back on the way, the
// revenue is the same.
func TestTheOrderOfArrivalDoesNotMatterToRevenue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kinds := []string{"signed", "renewed", "changed", "cancel_noticed", "cancel_withdrawn", "ended"}
		var facts heed.Facts
		for i := range rapid.IntRange(1, 8).Draw(t, "facts") {
			day := heed.Day("2024-01-01").Add(rapid.IntRange(0, 700).Draw(t, "day"))
			data := fmt.Sprintf(`{"arr":{"amount":%d,"currency":"EUR"},"renewal_date":"%s"}`, rapid.IntRange(0, 5).Draw(t, "arr"), day.Add(200))
			f := said(day, rapid.SampledFrom(kinds).Draw(t, "kind"), data)
			f.ID = fmt.Sprint(i)
			facts = append(facts, f)
		}
		fold := func(order heed.Facts) heed.Revenue {
			var all heed.Facts
			for _, f := range order {
				all = all.With(f)
			}
			all = all.With(said("2024-05-05", "ended", `{}`)).Without("test", "2024-05-05ended")
			r, err := Revenue("acme", map[string]heed.Facts{"k": all}, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		if diff := cmp.Diff(fold(facts), fold(rapid.Permutation(facts).Draw(t, "order"))); diff != "" {
			t.Fatal(diff)
		}
	})
}
