package metric

import "testing"

func TestBottom(t *testing.T) {
	for _, c := range []struct {
		metric, scale         string
		lowest, last, highest int
	}{
		{"nps", "", 0, 6, 10},
		{"csat", "1-2", 1, 1, 2},
		{"csat", "1-3", 1, 1, 3},
		{"csat", "1-4", 1, 1, 4},
		{"csat", "1-5", 1, 2, 5},
		{"csat", "1-7", 1, 2, 7},
		{"csat", "1-10", 1, 4, 10},
		{"ces", "1-7", 1, 2, 7},
		{"ces", "1-5", 1, 1, 5},
	} {
		for score := c.lowest - 2; score <= c.highest+2; score++ {
			want := c.lowest <= score && score <= c.last
			if got := Bottom(c.metric, c.scale, score); got != want {
				t.Errorf("Bottom(%q, %q, %d) = %t", c.metric, c.scale, score, got)
			}
		}
	}
	if Bottom("csat", "", 1) || Bottom("ces", "1-10", 1) || Bottom("ticket", "", 1) {
		t.Error("an answer on an unknown scale is at the bottom")
	}
}

func TestSatisfied(t *testing.T) {
	for _, c := range []struct {
		scale          string
		first, highest int
	}{
		{"1-2", 2, 2}, {"1-3", 3, 3}, {"1-4", 3, 4}, {"1-5", 4, 5}, {"1-7", 6, 7}, {"1-10", 8, 10},
	} {
		for score := -1; score <= c.highest+2; score++ {
			want := c.first <= score && score <= c.highest
			if got := Satisfied(c.scale, score); got != want {
				t.Errorf("Satisfied(%q, %d) = %t", c.scale, score, got)
			}
		}
	}
	if Satisfied("", 10) || Satisfied("1-9", 9) {
		t.Error("an answer on an unknown scale is satisfied")
	}
}

func TestTop(t *testing.T) {
	for _, c := range []struct {
		metric, scale  string
		first, highest int
	}{
		{"nps", "", 9, 10},
		{"csat", "1-2", 2, 2},
		{"csat", "1-4", 3, 4},
		{"csat", "1-5", 4, 5},
		{"csat", "1-10", 8, 10},
		{"ces", "1-7", 5, 7},
		{"ces", "1-5", 4, 5},
	} {
		for score := -1; score <= c.highest+2; score++ {
			want := c.first <= score && score <= c.highest
			if got := Top(c.metric, c.scale, score); got != want || want && Bottom(c.metric, c.scale, score) {
				t.Errorf("Top(%q, %q, %d) = %t", c.metric, c.scale, score, got)
			}
		}
	}
	if Top("csat", "", 5) || Top("ticket", "", 9) {
		t.Error("an answer on an unknown scale is at the top")
	}
}
