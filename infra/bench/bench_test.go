package main

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

// tiny is enough to see every measure work, and for no figure.
var tiny = sizes{turns: 1, turn: time.Millisecond, writers: 2, accounts: 4, crowd: 8, paced: 50 * time.Millisecond, delivered: 20}

// TestMeasures runs what is measured inside this process: every answer is
// checked and every webhook awaited, so a measure that measures nothing fails.
func TestMeasures(t *testing.T) {
	for _, m := range suite[:6] {
		t.Run(m.name, func(t *testing.T) {
			b := &bench{sizes: tiny, dir: t.TempDir()}
			if err := m.measure(t.Context(), b); err != nil {
				t.Fatal(err)
			}
			if len(b.out.rows) == 0 {
				t.Error("it says nothing")
			}
		})
	}
}

func TestPercentile(t *testing.T) {
	s := sample{5, 1, 4, 2, 3}
	for p, want := range map[float64]float64{0: 1, 20: 1, 21: 2, 50: 3, 99: 5, 100: 5} {
		if got := s.percentile(p); got != want {
			t.Errorf("the percentile %v of %v is %v, want %v", p, s, got, want)
		}
	}
	if got := (sample{}).median(); got != 0 {
		t.Errorf("the median of nothing is %v, want 0", got)
	}
}

func TestShareIsTakenTurnByTurn(t *testing.T) {
	fast, slow := sample{100, 10, 50}, sample{50, 20, 100}
	if got := fast.over(slow); got[0] != 2 || got[1] != .5 || got[2] != .5 {
		t.Errorf("the shares are %v", got)
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{0: "0", .7384: "0.738", 12.34: "12.3", 999: "999", 1000: "1,000", 1234567: "1,234,567", -4321: "-4,321"} {
		if got := number(v); got != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	}
}

func TestTable(t *testing.T) {
	var out table
	var text strings.Builder
	out.add("share", sample{.7, .9, .8}, "", atLeast(.8, ""), "method")
	out.add("wait", sample{501}, " ms", atMost(500, " ms"), "method")
	out.failed("memory", errors.New("no such process"))
	out.print(&text, "machine", time.Second)
	for _, want := range []string{"share   0.8", "0.7–0.9", "≥ 0.8  ✓", "501 ms", "≤ 500 ms  ✗", "no such process"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, &text)
		}
	}
	if out.err == nil {
		t.Error("a figure that failed is no error")
	}
}

func TestFailuresEndATurn(t *testing.T) {
	broken := errors.New("broken")
	rate, _, err := side{2, func(int) (int, error) { return 0, broken }}.rate(t.Context(), time.Hour)
	if !errors.Is(err, broken) || math.IsNaN(rate) {
		t.Errorf("the turn ends with %v at %v", err, rate)
	}
}
