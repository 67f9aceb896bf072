package webhook

import (
	"math"
	"net/http"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const middle = 0.5 // the jitter that changes nothing

func TestScheduleIsTheStandardsExample(t *testing.T) {
	seconds := []time.Duration{0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400}
	var total time.Duration
	for i, s := range seconds {
		if Schedule[i] != s*time.Second {
			t.Errorf("delay %d is %v", i, Schedule[i])
		}
		total += Schedule[i]
	}
	if len(seconds) != Attempts || total != 272_105*time.Second {
		t.Errorf("%d attempts over %v", Attempts, total)
	}
}

func TestNextFollowsTheSchedule(t *testing.T) {
	var total time.Duration
	for attempt := 1; attempt <= Attempts; attempt++ {
		delay, more := Next(attempt, Outcome{Status: 500}, middle)
		if more != (attempt < Attempts) {
			t.Errorf("after attempt %d: more is %v", attempt, more)
		}
		if more && delay != Schedule[attempt] {
			t.Errorf("after attempt %d: %v, want %v", attempt, delay, Schedule[attempt])
		}
		total += delay
	}
	if total != 272_105*time.Second {
		t.Errorf("total %v", total)
	}
}

func TestNext(t *testing.T) {
	const s, m, h = time.Second, time.Minute, time.Hour
	for _, c := range []struct {
		name    string
		attempt int
		o       Outcome
		want    time.Duration // 0: no more
	}{
		{"no answer", 1, Outcome{}, 5 * s},
		{"bad deploy", 1, Outcome{Status: 404}, 5 * s},
		{"redirect", 1, Outcome{Status: 307}, 5 * s},
		{"unavailable", 1, Outcome{Status: 503}, 5 * s},
		{"too many requests", 1, Outcome{Status: 429}, m},
		{"bad gateway", 1, Outcome{Status: 502}, m},
		{"gateway timeout", 1, Outcome{Status: 504}, m},
		{"timeout", 1, Outcome{Timeout: true}, m},
		{"overloaded later", 2, Outcome{Status: 429}, 5 * m},
		{"gone", 1, Outcome{Status: 410}, 0},
		{"gone with Retry-After", 3, Outcome{Status: 410, RetryAfter: m}, 0},
		{"delivered", 1, Outcome{Status: 204}, 0},
		{"last", 10, Outcome{Status: 500}, 0},
		{"beyond the last", 11, Outcome{Status: 500}, 0},
		{"not counted from 1", 0, Outcome{Status: 500}, 0},
		{"negative", -1, Outcome{Status: 500}, 0},
		{"asks for less", 2, Outcome{Status: 503, RetryAfter: s}, 5 * m},
		{"asks for less, overloaded", 1, Outcome{Status: 429, RetryAfter: 10 * s}, m},
		{"asks for more", 1, Outcome{Status: 503, RetryAfter: 10 * m}, 10 * m},
		{"asks for an hour", 1, Outcome{Status: 429, RetryAfter: h}, h},
		{"asks for too much early", 1, Outcome{Status: 429, RetryAfter: h + s}, h},
		{"asks for too much late", 5, Outcome{Status: 503, RetryAfter: 11 * h}, 10 * h},
		{"asks for the past", 2, Outcome{Status: 503, RetryAfter: -h}, 5 * m},
	} {
		delay, more := Next(c.attempt, c.o, middle)
		if delay != c.want || more != (c.want > 0) {
			t.Errorf("%s: %v, %v; want %v", c.name, delay, more, c.want)
		}
	}
}

func TestJitterSpreadsByAFifth(t *testing.T) {
	for jitter, want := range map[float64]time.Duration{
		0: 4 * time.Second, 0.25: 4500 * time.Millisecond, middle: 5 * time.Second,
		-1: 5 * time.Second, 1: 5 * time.Second, math.Inf(1): 5 * time.Second, math.NaN(): 5 * time.Second,
	} {
		if delay, _ := Next(1, Outcome{Status: 500}, jitter); delay != want {
			t.Errorf("jitter %v: %v, want %v", jitter, delay, want)
		}
	}
}

func TestNextStaysWithinItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		attempt := rapid.IntRange(1, Attempts-1).Draw(t, "attempt")
		o := Outcome{
			Status:     rapid.SampledFrom([]int{0, 301, 400, 429, 500, 502, 503, 504}).Draw(t, "status"),
			Timeout:    rapid.Bool().Draw(t, "timeout"),
			RetryAfter: time.Duration(rapid.Int64().Draw(t, "retry after")),
		}
		delay, more := Next(attempt, o, rapid.Float64Range(0, 0.999999).Draw(t, "jitter"))
		least := float64(Schedule[attempt]) * 0.8
		most := float64(max(2*Schedule[attempt], time.Hour)) * 1.2
		if !more || float64(delay) < least || float64(delay) > most {
			t.Errorf("attempt %d: %v, %v", attempt, delay, more)
		}
	})
}

func TestParseRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		header string
		want   time.Duration
		ok     bool
	}{
		{"0", 0, true},
		{"120", 2 * time.Minute, true},
		{" 120 ", 2 * time.Minute, true},
		{"2592000", maxRetryAfter, true},
		{"2592001", maxRetryAfter, true},
		{"99999999999999999999999", maxRetryAfter, true},
		{"Fri, 20 Nov 2026 09:31:30 GMT", 90 * time.Second, true},
		{"Friday, 20-Nov-26 09:31:30 GMT", 90 * time.Second, true},
		{"Fri Nov 20 09:31:30 2026", 90 * time.Second, true},
		{"Fri, 20 Nov 2026 09:29:59 GMT", 0, true},
		{"Sat, 20 Nov 2066 09:30:00 GMT", maxRetryAfter, true},
		{"", 0, false},
		{"-1", 0, false},
		{"+1", 0, false},
		{"1.5", 0, false},
		{"soon", 0, false},
		{"2026-11-20T09:31:30Z", 0, false},
	} {
		got, ok := ParseRetryAfter(c.header, now)
		if got != c.want || ok != c.ok {
			t.Errorf("%q: %v, %v; want %v, %v", c.header, got, ok, c.want, c.ok)
		}
	}
}

func TestDelivered(t *testing.T) {
	for status, want := range map[int]bool{
		0: false, 100: false, 199: false, 200: true, 204: true, 299: true,
		300: false, http.StatusFound: false, 400: false, 410: false, 500: false, -200: false,
	} {
		if Delivered(status) != want {
			t.Errorf("Delivered(%d) is %v", status, !want)
		}
	}
}

func FuzzParseRetryAfter(f *testing.F) {
	f.Add("120")
	f.Add("Fri, 20 Nov 2026 09:31:30 GMT")
	f.Fuzz(func(t *testing.T, header string) {
		got, ok := ParseRetryAfter(header, usual)
		if got < 0 || got > maxRetryAfter || (!ok && got != 0) {
			t.Errorf("%q: %v, %v", header, got, ok)
		}
	})
}
