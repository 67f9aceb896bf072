package plan

import (
	"testing"
	"time"
)

func TestSchedules(t *testing.T) {
	at := func(s string) time.Time {
		parsed, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	for _, row := range []struct{ expression, from, next string }{
		{"rate(1 minute)", "2026-01-31T23:59:30Z", "2026-02-01T00:00:30Z"},
		{"rate(6 hours)", "2026-01-31T23:00:00Z", "2026-02-01T05:00:00Z"},
		{"rate(2 days)", "2026-02-27T01:00:00Z", "2026-03-01T01:00:00Z"},
		{"cron(0 4 * * ? *)", "2026-01-31T03:59:59Z", "2026-01-31T04:00:00Z"},
		{"cron(0 4 * * ? *)", "2026-01-31T04:00:00Z", "2026-02-01T04:00:00Z"},
		{"cron(30 0 * * ? *)", "2026-01-31T23:45:00+02:00", "2026-02-01T00:30:00Z"},
		{"cron(0 0 * * ? *)", "2026-12-31T10:00:00Z", "2027-01-01T00:00:00Z"},
	} {
		s, err := ParseSchedule(row.expression)
		if err != nil {
			t.Errorf("%s: %v", row.expression, err)
			continue
		}
		if got := s.Next(at(row.from)); !got.Equal(at(row.next)) {
			t.Errorf("%s after %s: %v, want %s", row.expression, row.from, got, row.next)
		}
	}
	for _, expression := range []string{
		"", "rate(0 minutes)", "rate(1 minutes)", "rate(2 minute)", "rate(5 seconds)", "rate(-1 hours)", "rate(99999 days)",
		"cron(60 4 * * ? *)", "cron(0 24 * * ? *)", "cron(0 4 ? * MON *)", "cron(0/5 * * * ? *)", "at(2026-01-01T00:00:00)",
	} {
		if s, err := ParseSchedule(expression); err == nil {
			t.Errorf("%q was read as %+v", expression, s)
		}
	}
}
