package history

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Habits are how the people who made a file write times and numbers.
type Habits struct {
	// Zone is where times without an offset are from; nil is UTC.
	Zone *time.Location
	// Dates says what comes first in 03/04/2026: "dmy" or "mdy". Empty refuses such
	// dates. Those that can be read in one way only are read so in any case.
	Dates string
	// Comma says that numbers have a decimal comma.
	Comma bool
	// Currency is the one of amounts that name none.
	Currency string
}

var (
	clocks = []string{"", " 15:04", " 15:04:05", " 3:04 PM", " 3:04:05 PM", " 3:04PM"}
	zoned  = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999 Z0700", "2006-01-02 15:04:05 UTC"}
	local  = []string{"2006-01-02T15:04:05.999999999", "2006-01-02T15:04"}
	// days are the ways to write a day. A dot means that the day comes first.
	days = []string{"2006-01-02", "2006/01/02", "2.1.2006", "2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006"}
	// slashed are those that two readers read as different days.
	slashed = regexp.MustCompile(`^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(.*)$`)
)

// time reads a moment.
func (h Habits) time(text string) (time.Time, error) {
	for _, layout := range zoned {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), nil
		}
	}
	if parts := slashed.FindStringSubmatch(text); parts != nil {
		day, err := h.ordered(parts[1], parts[2])
		if err != nil {
			return time.Time{}, fmt.Errorf("%s %w", text, err)
		}
		text = parts[3] + "-" + day + parts[4]
	}
	for _, layout := range local {
		if at, err := time.ParseInLocation(layout, text, h.zone()); err == nil {
			return at.UTC(), nil
		}
	}
	for _, day := range days {
		for _, clock := range clocks {
			if at, err := time.ParseInLocation(day+clock, strings.ToUpper(text), h.zone()); err == nil {
				return at.UTC(), nil
			}
			if at, err := time.ParseInLocation(day+clock, text, h.zone()); err == nil {
				return at.UTC(), nil
			}
		}
	}
	return time.Time{}, errors.New("is no time that can be read: write it as 2026-11-20T09:30:00Z, or see the layouts in docs/import.md")
}

// ordered gives month and day of two numbers.
func (h Habits) ordered(first, second string) (string, error) {
	a, _ := strconv.Atoi(first)
	b, _ := strconv.Atoi(second)
	switch {
	case b > 12 || h.Dates == "mdy" && a <= 12:
		return fmt.Sprintf("%02d-%02d", a, b), nil
	case a > 12 || h.Dates == "dmy" || a == b:
		return fmt.Sprintf("%02d-%02d", b, a), nil
	}
	return "", errors.New("can be read in two ways: say which with --dates dmy or --dates mdy")
}

func (h Habits) zone() *time.Location {
	if h.Zone == nil {
		return time.UTC
	}
	return h.Zone
}

// day reads a day: of what is written, wherever it was midnight.
func (h Habits) day(text string) (string, error) {
	at, err := h.time(text)
	if err != nil {
		return "", err
	}
	return at.In(h.zone()).Format(time.DateOnly), nil
}

// The ways to write a number: without marks between thousands, and with marks,
// before a decimal point or a decimal comma.
var (
	plainNumber  = regexp.MustCompile(`^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$`)
	commaNumber  = regexp.MustCompile(`^[+-]?\d+,\d+$`)
	pointGrouped = regexp.MustCompile(`^[+-]?\d{1,3}([,'’ ]\d{3})+(\.\d+)?$`)
	commaGrouped = regexp.MustCompile(`^[+-]?\d{1,3}([.'’ ]\d{3})+(,\d+)?$`)

	spaces    = strings.NewReplacer("\u00a0", " ", "\u202f", " ")
	unpointed = strings.NewReplacer(",", "", "'", "", "’", "", " ", "")
	uncommaed = strings.NewReplacer(".", "", "'", "", "’", "", " ", "", ",", ".")
)

var errNumber = errors.New("is no number that can be read")

// number reads a number as people write it: 4800.50, 4,800.50 or 4.800,50.
func (h Habits) number(text string) (float64, error) {
	text = strings.TrimSpace(spaces.Replace(text))
	switch {
	case h.Comma && (commaNumber.MatchString(text) || commaGrouped.MatchString(text)):
		text = uncommaed.Replace(text)
	case plainNumber.MatchString(text):
	case pointGrouped.MatchString(text):
		text = unpointed.Replace(text)
	case commaGrouped.MatchString(text):
		text = uncommaed.Replace(text)
	case commaNumber.MatchString(text):
		return 0, fmt.Errorf("%w: say --decimal comma if the comma is a decimal one", errNumber)
	default:
		return 0, errNumber
	}
	return strconv.ParseFloat(text, 64)
}

var truths = map[string]bool{"true": true, "yes": true, "y": true, "1": true, "false": false, "no": false, "n": false, "0": false}

func truth(text string) (bool, error) {
	v, known := truths[strings.ToLower(text)]
	if !known {
		return false, errors.New("must be true or false")
	}
	return v, nil
}

// list reads several texts in a cell, with semicolons, bars or commas between them.
func list(text string) []string {
	between := ","
	for _, mark := range []string{";", "|"} {
		if strings.Contains(text, mark) {
			between = mark
			break
		}
	}
	all := []string{}
	for part := range strings.SplitSeq(text, between) {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}
