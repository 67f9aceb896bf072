package console

import (
	"strconv"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// Told writes what an endpoint is told of.
func (l locale) Told(events []string) string {
	said := make([]string, len(events))
	for i, pattern := range events {
		said[i] = l.T("event:" + pattern)
	}
	return strings.Join(said, ", ")
}

// Narrowed writes what an endpoint's filter lets pass; empty when that is everything.
func (l locale) Narrowed(f filterView) string {
	var said []string
	say := func(word, value string) {
		if value != "" {
			said = append(said, l.fill(word, value))
		}
	}
	bands := make([]string, len(f.Bands))
	for i, band := range f.Bands {
		bands[i] = l.T("band:" + string(band))
	}
	say("narrowed_bands", strings.Join(bands, ", "))
	say("narrowed_segments", strings.Join(f.Segments, ", "))
	say("narrowed_owners", strings.Join(f.Owners, ", "))
	if f.MinARR != nil {
		say("narrowed_arr", l.Money(f.MinARR))
	}
	if f.MaxDays != nil {
		say("narrowed_days", l.Count(*f.MaxDays))
	}
	return strings.Join(said, " · ")
}

// LastAnswer is what came of a delivery's last attempt; empty before the first.
func (l locale) LastAnswer(d heed.Delivery) string {
	if len(d.Attempts) == 0 {
		return ""
	}
	return l.Outcome(d.Attempts[len(d.Attempts)-1])
}

// Outcome is what the receiver said to an attempt, or what kept it from saying anything.
func (l locale) Outcome(a heed.Attempt) string {
	status := "HTTP" + hardSpace + strconv.Itoa(a.Status)
	switch {
	case a.Status == 0:
		return l.T("class:" + a.Error)
	case a.Error == "" || a.Error == "status":
		return status
	}
	return status + ": " + l.T("class:"+a.Error)
}

// Took writes how long an attempt took.
func (l locale) Took(millis int64) string {
	if millis < 1000 {
		return l.fill("millis", l.Number(millis))
	}
	return l.fill("seconds", l.decimal(float64(millis)/1000, 1))
}
