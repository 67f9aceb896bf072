package plan

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Schedule says when a timer is due: every so often, or daily at a time in UTC.
type Schedule struct {
	Every time.Duration // 0 when daily
	Daily time.Duration // since midnight UTC, when daily
	daily bool
}

var (
	rate = regexp.MustCompile(`^rate\(([1-9][0-9]{0,3}) (minute|hour|day)(s?)\)$`)
	cron = regexp.MustCompile(`^cron\(([0-9]{1,2}) ([0-9]{1,2}) \* \* \? \*\)$`)
	unit = map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}
)

// ParseSchedule reads rate(n minutes|hours|days), with the singular for 1, and
// the daily cron(minute hour * * ? *): EventBridge's grammar, as far as Heed uses it.
func ParseSchedule(expression string) (Schedule, error) {
	if m := rate.FindStringSubmatch(expression); m != nil && (m[1] == "1") == (m[3] == "") {
		n, err := strconv.Atoi(m[1])
		return Schedule{Every: time.Duration(n) * unit[m[2]]}, err
	}
	if m := cron.FindStringSubmatch(expression); m != nil {
		minute, _ := strconv.Atoi(m[1])
		hour, _ := strconv.Atoi(m[2])
		if minute < 60 && hour < 24 {
			return Schedule{Daily: time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute, daily: true}, nil
		}
	}
	return Schedule{}, fmt.Errorf("%q is neither rate(1 minute), rate(5 minutes) … nor cron(0 4 * * ? *)", expression)
}

func (s Schedule) String() string {
	if s.daily {
		return fmt.Sprintf("daily at %v UTC", s.Daily)
	}
	return fmt.Sprintf("every %v", s.Every)
}

// Next is the first time after t at which the timer is due.
func (s Schedule) Next(t time.Time) time.Time {
	if !s.daily {
		return t.Add(s.Every)
	}
	next := t.UTC().Truncate(24 * time.Hour).Add(s.Daily)
	if !next.After(t) {
		next = next.Add(24 * time.Hour)
	}
	return next
}
