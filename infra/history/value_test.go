package history

import (
	"slices"
	"testing"
	"time"
)

func TestTimes(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		text string
		h    Habits
		want string // empty is refused
	}{
		{"2026-11-20T09:30:00Z", Habits{}, "2026-11-20T09:30:00Z"},
		{"2026-11-20T09:30:00.5+02:00", Habits{Zone: berlin}, "2026-11-20T07:30:00.5Z"},
		{"2026-11-20 09:30:00 UTC", Habits{Zone: berlin}, "2026-11-20T09:30:00Z"},
		{"2026-11-20 09:30:00 +0100", Habits{}, "2026-11-20T08:30:00Z"},
		{"2026-11-20 09:30", Habits{Zone: berlin}, "2026-11-20T08:30:00Z"},
		{"2026-07-20T09:30:00", Habits{Zone: berlin}, "2026-07-20T07:30:00Z"},
		{"2026-11-20", Habits{}, "2026-11-20T00:00:00Z"},
		{"2026/11/20 9:30 PM", Habits{}, "2026-11-20T21:30:00Z"},
		{"3.4.2026 09:30", Habits{}, "2026-04-03T09:30:00Z"},
		{"03/04/2026", Habits{}, ""},
		{"03/04/2026", Habits{Dates: "dmy"}, "2026-04-03T00:00:00Z"},
		{"03/04/2026 10:30:00 AM", Habits{Dates: "mdy"}, "2026-03-04T10:30:00Z"},
		{"25/12/2026", Habits{Dates: "mdy"}, "2026-12-25T00:00:00Z"},
		{"12/25/2026", Habits{Dates: "dmy"}, "2026-12-25T00:00:00Z"},
		{"05/05/2026", Habits{}, "2026-05-05T00:00:00Z"},
		{"5-11-2026", Habits{Dates: "dmy"}, "2026-11-05T00:00:00Z"},
		{"20 November 2026", Habits{}, "2026-11-20T00:00:00Z"},
		{"Nov 20, 2026 9:30 am", Habits{}, "2026-11-20T09:30:00Z"},
		{"yesterday", Habits{}, ""},
		{"", Habits{}, ""},
		{"99/99/2026", Habits{Dates: "dmy"}, ""},
		{"45678", Habits{}, ""},
	} {
		got, err := row.h.time(row.text)
		if text := got.Format(time.RFC3339Nano); (err == nil) != (row.want != "") || err == nil && text != row.want {
			t.Errorf("%q with %+v is %s (%v), want %q", row.text, row.h, text, err, row.want)
		}
	}
}

func TestDaysAreThoseOfTheZone(t *testing.T) {
	for text, want := range map[string]string{"2026-11-20T23:30:00Z": "2026-11-21", "2026-11-20": "2026-11-20"} {
		if got, err := (Habits{Zone: time.FixedZone("", 3600)}).day(text); got != want {
			t.Errorf("%s is on %s (%v), want %s", text, got, err, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	const no = -999
	for _, row := range []struct {
		text         string
		point, comma float64
	}{
		{"9", 9, 9},
		{" -3 ", -3, -3},
		{"4800.50", 4800.5, 4800.5},
		{"4,800.50", 4800.5, 4800.5},
		{"4.800,50", 4800.5, 4800.5},
		{"4,800", 4800, 4.8},
		{"4.800", 4.8, 4800},
		{"4,5", no, 4.5},
		{"1,234,567", 1234567, 1234567},
		{"1.234.567", 1234567, 1234567},
		{"1 234,5", 1234.5, 1234.5},
		{"1'234.50", 1234.5, 1234.5},
		{"1\u202f234", 1234, 1234},
		{"1e3", 1000, 1000},
		{"", no, no},
		{"abc", no, no},
		{"1,2,3", no, no},
		{"NaN", no, no},
		{"0x10", no, no},
		{"12-3", no, no},
	} {
		for _, h := range []Habits{{}, {Comma: true}} {
			want := row.point
			if h.Comma {
				want = row.comma
			}
			if got, err := h.number(row.text); (err == nil) != (want != no) || err == nil && got != want {
				t.Errorf("%q with a decimal comma %v is %v (%v), want %v", row.text, h.Comma, got, err, want)
			}
		}
	}
}

func TestLists(t *testing.T) {
	for text, want := range map[string][]string{"a, b": {"a", "b"}, "a;b, c": {"a", "b, c"}, "a|b": {"a", "b"}, "a": {"a"}, " ; ": {}} {
		if got := list(text); !slices.Equal(got, want) {
			t.Errorf("%q lists %q, want %q", text, got, want)
		}
	}
}
