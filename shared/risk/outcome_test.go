package risk

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/heed"
)

// factOn is a fact about a contract, said on a day.
func factOn(day, kind, data string) heed.Fact {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return heed.Fact{Stamp: heed.Stamp{Time: at.Add(12 * time.Hour), Source: "crm", ID: day + kind}, Type: "contract." + kind, Data: json.RawMessage(data)}
}

func TestOutcomes(t *testing.T) {
	const (
		plain = `{"contract":"k","start_date":"2024-01-01","renewal_date":"2024-12-31","term_months":12}`
		auto  = `{"contract":"k","start_date":"2024-01-01","renewal_date":"2024-12-31","term_months":12,"auto_renew":true,"notice_days":60}`
		month = `{"contract":"k","start_date":"2026-03-01","term_months":1}`
	)
	asOf := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	signed := func(data string) heed.Fact { return factOn("2023-12-20", "signed", data) }
	for name, c := range map[string]struct {
		facts  heed.Facts
		others map[string]heed.Facts
		want   []string // contract kind end decision result known
	}{
		"still open": {
			facts: heed.Facts{factOn("2026-01-01", "signed", `{"contract":"k","renewal_date":"2026-12-31"}`)},
			want:  []string{"renewal 2026-12-31 2026-12-31 open "},
		},
		"no date, no outcome": {facts: heed.Facts{signed(`{"contract":"k"}`)}},
		"a trial has none":    {facts: heed.Facts{signed(`{"contract":"k","renewal_date":"2024-12-31","trial":true}`)}},
		"nobody said: unknown, never renewed": {
			facts: heed.Facts{signed(plain)},
			want:  []string{"renewal 2024-12-31 2024-12-31 unknown 2025-01-30"},
		},
		"a change says nothing of it either": {
			facts: heed.Facts{signed(plain), factOn("2025-06-01", "changed", `{"contract":"k","seats":9}`), factOn("2026-06-01", "ended", `{"contract":"k"}`)},
			want:  []string{"renewal 2024-12-31 2024-12-31 unknown 2025-01-30"},
		},
		"said a little late that it ended": {
			facts: heed.Facts{signed(plain), factOn("2025-02-20", "ended", `{"contract":"k"}`)},
			want:  []string{"renewal 2024-12-31 2024-12-31 ended 2025-02-20"},
		},
		"said a little late that it goes on": {
			facts: heed.Facts{signed(plain), factOn("2025-02-20", "changed", `{"contract":"k","renewal_date":"2026-12-31"}`)},
			want:  []string{"renewal 2024-12-31 2024-12-31 renewed 2025-02-20", "renewal 2026-12-31 2026-12-31 open "},
		},
		"overdue is still open": {
			facts: heed.Facts{factOn("2025-11-01", "signed", `{"contract":"k","renewal_date":"2026-11-01"}`)},
			want:  []string{"renewal 2026-11-01 2026-11-01 open "},
		},
		"renewed on time, by a term": {
			facts: heed.Facts{signed(plain), factOn("2024-12-20", "renewed", `{"contract":"k"}`), factOn("2025-12-30", "ended", `{"contract":"k"}`)},
			want:  []string{"renewal 2024-12-31 2024-12-20 renewed 2024-12-20", "renewal 2025-12-31 2025-12-30 ended 2025-12-30"},
		},
		"renewed while overdue": {
			facts: heed.Facts{signed(plain), factOn("2025-01-20", "renewed", `{"contract":"k","renewal_date":"2026-12-31"}`)},
			want:  []string{"renewal 2024-12-31 2024-12-31 renewed 2025-01-20", "renewal 2026-12-31 2026-12-31 open "},
		},
		"a date moved on by a year near the end is a renewal": {
			facts: heed.Facts{signed(plain), factOn("2024-12-15", "changed", `{"contract":"k","renewal_date":"2026-12-31"}`)},
			want:  []string{"renewal 2024-12-31 2024-12-15 renewed 2024-12-15", "renewal 2026-12-31 2026-12-31 open "},
		},
		"a corrected date is none": {
			facts: heed.Facts{signed(plain), factOn("2024-03-01", "changed", `{"contract":"k","renewal_date":"2026-12-31"}`)},
			want:  []string{"renewal 2026-12-31 2026-12-31 open "},
		},
		"by itself, term after term": {
			facts: heed.Facts{signed(auto)},
			want: []string{
				"renewal 2024-12-31 2024-11-01 renewed 2024-12-31", "renewal 2025-12-31 2025-11-01 renewed 2025-12-31",
				"renewal 2026-12-31 2026-11-01 open ",
			},
		},
		"notice stands: lost at the end of the term, decided when it was given": {
			facts: heed.Facts{signed(auto), factOn("2025-08-01", "cancel_noticed", `{"contract":"k"}`)},
			want:  []string{"renewal 2024-12-31 2024-11-01 renewed 2024-12-31", "renewal 2025-12-31 2025-08-01 ended 2025-12-31"},
		},
		"notice taken back": {
			facts: heed.Facts{signed(auto), factOn("2024-08-01", "cancel_noticed", `{"contract":"k"}`), factOn("2024-09-01", "cancel_withdrawn", `{"contract":"k"}`)},
			want: []string{
				"renewal 2024-12-31 2024-11-01 renewed 2024-12-31", "renewal 2025-12-31 2025-11-01 renewed 2025-12-31",
				"renewal 2026-12-31 2026-11-01 open ",
			},
		},
		"ended in mid-term": {
			facts: heed.Facts{signed(plain), factOn("2024-05-01", "ended", `{"contract":"k"}`)},
			want:  []string{"renewal 2024-12-31 2024-05-01 ended 2024-05-01"},
		},
		"another contract names it": {
			facts:  heed.Facts{signed(plain), factOn("2024-12-31", "ended", `{"contract":"k"}`)},
			others: map[string]heed.Facts{"k2": {factOn("2025-06-01", "signed", `{"contract":"k2","renews":"k"}`)}},
			want:   []string{"renewal 2024-12-31 2024-12-31 replaced 2024-12-31"},
		},
		"another contract of the product begins then": {
			facts:  heed.Facts{signed(plain), factOn("2024-12-31", "ended", `{"contract":"k"}`)},
			others: map[string]heed.Facts{"k2": {factOn("2024-12-20", "signed", `{"contract":"k2","start_date":"2025-01-01"}`)}},
			want:   []string{"renewal 2024-12-31 2024-12-31 replaced 2024-12-31"},
		},
		"another product takes no place": {
			facts:  heed.Facts{signed(plain), factOn("2024-12-31", "ended", `{"contract":"k"}`)},
			others: map[string]heed.Facts{"k2": {factOn("2024-12-20", "signed", `{"contract":"k2","product":"other"}`)}},
			want:   []string{"renewal 2024-12-31 2024-12-31 ended 2024-12-31"},
		},
		"monthly: ninety days at a time": {
			facts: heed.Facts{factOn("2026-03-01", "signed", month), factOn("2026-07-15", "ended", `{"contract":"k"}`)},
			want:  []string{"window 2026-05-30 2026-05-30 renewed 2026-05-30", "window 2026-08-28 2026-08-28 ended 2026-07-15"},
		},
		"a trial that turns into a contract was not renewed": {
			facts: heed.Facts{
				factOn("2026-01-01", "signed", `{"contract":"k","renewal_date":"2026-01-31","trial":true}`),
				factOn("2026-01-25", "changed", `{"contract":"k","renewal_date":"2027-01-31","trial":false}`),
			},
			want: []string{"renewal 2027-01-31 2027-01-31 open "},
		},
		"monthly, under notice, and nobody says that it ended": {
			facts: heed.Facts{factOn("2026-03-01", "signed", month), factOn("2026-06-10", "cancel_noticed", `{"contract":"k","notice_days":30}`)},
			want:  []string{"window 2026-05-30 2026-05-30 renewed 2026-05-30", "window 2026-08-28 2026-08-28 ended 2026-07-10"},
		},
		"monthly, signed again after its end": {
			facts: heed.Facts{
				factOn("2026-03-01", "signed", month), factOn("2026-04-15", "ended", `{"contract":"k"}`), factOn("2026-10-01", "signed", `{"contract":"k"}`),
			},
			want: []string{"window 2026-05-30 2026-05-30 ended 2026-04-15", "window 2026-12-30 2026-12-30 open "},
		},
		"yearly, and monthly from some day on": {
			facts: heed.Facts{signed(plain), factOn("2024-10-01", "changed", `{"contract":"k","term_months":1}`), factOn("2025-01-15", "ended", `{"contract":"k"}`)},
			want:  []string{"window 2024-12-30 2024-12-30 renewed 2024-12-30", "window 2025-03-30 2025-03-30 ended 2025-01-15"},
		},
		"notice noted after the end": {
			facts: heed.Facts{signed(plain), factOn("2025-01-10", "cancel_noticed", `{"contract":"k"}`)},
			want:  []string{"renewal 2024-12-31 2024-12-31 ended 2025-01-10"},
		},
		"notice taken back when the term was over": {
			facts: heed.Facts{signed(auto), factOn("2025-08-01", "cancel_noticed", `{"contract":"k"}`), factOn("2026-01-05", "cancel_withdrawn", `{"contract":"k"}`)},
			want: []string{
				"renewal 2024-12-31 2024-11-01 renewed 2024-12-31", "renewal 2025-12-31 2025-11-01 renewed 2025-12-31",
				"renewal 2026-12-31 2026-11-01 open ",
			},
		},
		"renewed a little after its end": {
			facts: heed.Facts{signed(plain), factOn("2024-12-31", "ended", `{"contract":"k"}`), factOn("2025-01-20", "renewed", `{"contract":"k","renewal_date":"2026-12-31"}`)},
			want:  []string{"renewal 2024-12-31 2024-12-31 renewed 2025-01-20", "renewal 2026-12-31 2026-12-31 open "},
		},
		"signed again a little after its end": {
			facts: heed.Facts{signed(plain), factOn("2024-12-31", "ended", `{"contract":"k"}`), factOn("2025-02-20", "signed", `{"contract":"k","renewal_date":"2026-12-31"}`)},
			want:  []string{"renewal 2024-12-31 2024-12-31 renewed 2025-02-20", "renewal 2026-12-31 2026-12-31 open "},
		},
		"renewed half a year after its end": {
			facts: heed.Facts{signed(plain), factOn("2024-12-31", "ended", `{"contract":"k"}`), factOn("2025-07-01", "renewed", `{"contract":"k","renewal_date":"2026-12-31"}`)},
			want:  []string{"renewal 2024-12-31 2024-12-31 ended 2024-12-31", "renewal 2026-12-31 2026-12-31 open "},
		},
		"signed again near its end, with a later date": {
			facts: heed.Facts{signed(plain), factOn("2024-12-20", "signed", `{"contract":"k","renewal_date":"2026-12-31"}`)},
			want:  []string{"renewal 2024-12-31 2024-12-20 renewed 2024-12-20", "renewal 2026-12-31 2026-12-31 open "},
		},
		"ended before it began: it never ran": {
			facts: heed.Facts{signed(plain), factOn("2023-12-28", "ended", `{"contract":"k"}`)},
		},
		"the successor never began": {
			facts: heed.Facts{signed(plain), factOn("2024-12-31", "ended", `{"contract":"k"}`)},
			others: map[string]heed.Facts{"k2": {
				factOn("2024-12-10", "signed", `{"contract":"k2","renews":"k","start_date":"2025-01-01"}`), factOn("2024-12-20", "ended", `{"contract":"k2"}`),
			}},
			want: []string{"renewal 2024-12-31 2024-12-31 ended 2024-12-31"},
		},
		"the other contract ended with it": {
			facts: heed.Facts{signed(plain), factOn("2024-12-31", "ended", `{"contract":"k"}`)},
			others: map[string]heed.Facts{"k2": {
				factOn("2024-11-20", "signed", `{"contract":"k2"}`), factOn("2024-12-31", "ended", `{"contract":"k2"}`),
			}},
			want: []string{"renewal 2024-12-31 2024-12-31 ended 2024-12-31"},
		},
		"signed again after its end": {
			facts: heed.Facts{
				signed(plain), factOn("2024-12-31", "ended", `{"contract":"k"}`),
				factOn("2026-01-01", "signed", `{"contract":"k","renewal_date":"2026-12-31"}`),
			},
			want: []string{"renewal 2024-12-31 2024-12-31 ended 2024-12-31", "renewal 2026-12-31 2026-12-31 open "},
		},
	} {
		t.Run(name, func(t *testing.T) {
			contracts := map[string]heed.Facts{"k": c.facts}
			for id, facts := range c.others {
				contracts[id] = facts
			}
			var got []string
			for _, o := range Outcomes(contracts, asOf) {
				if o.Contract == "k" {
					got = append(got, fmt.Sprintf("%s %s %s %s %s", o.Kind, o.End, o.Decision, o.Result, o.Known))
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
