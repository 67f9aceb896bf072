package webhook

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Attempts is how often a message is tried before it counts as exhausted.
const Attempts = 10

// Schedule holds the delay before each attempt, counted from the failure of the
// one before: the standard's example, 75 h 35 min 5 s in all.
var Schedule = [Attempts]time.Duration{
	0,
	5 * time.Second,
	5 * time.Minute,
	30 * time.Minute,
	2 * time.Hour,
	5 * time.Hour,
	10 * time.Hour,
	14 * time.Hour,
	20 * time.Hour,
	24 * time.Hour,
}

const (
	// overloadDelay is the least delay after a sign that the receiver has too much to do.
	overloadDelay = time.Minute
	// patience is how long a receiver may ask to be left alone at any attempt;
	// twice the scheduled delay when that is longer.
	patience = time.Hour
	// maxRetryAfter bounds what a Retry-After can say.
	maxRetryAfter = 30 * 24 * time.Hour
)

// Outcome is what came of one attempt.
type Outcome struct {
	Status     int           // the HTTP status; 0 when there was no answer
	Timeout    bool          // no answer in time
	RetryAfter time.Duration // what the receiver asked for; 0 when it did not
	Wish       Wish          // what else it asked for; empty when nothing
}

// Wish is what a receiver asks for in its answer's header webhook-delivery.
type Wish string

// The wishes of receivers.
const (
	// Abort ends this message: there is no further attempt.
	Abort Wish = "abort-message"
	// Disable ends all messages: the endpoint is to be disabled.
	Disable Wish = "disable"
)

// ParseWish reads the header webhook-delivery; what it does not know is no wish.
func ParseWish(h http.Header) Wish {
	switch w := Wish(strings.ToLower(strings.TrimSpace(h.Get("webhook-delivery")))); w {
	case Abort, Disable:
		return w
	}
	return ""
}

// Delivered says whether the status means that the receiver took the message: 2xx.
// A redirect is a failure; it is not followed.
func Delivered(status int) bool { return status >= 200 && status <= 299 }

// Gone says that the receiver wants nothing more: the endpoint is to be disabled.
func (o Outcome) Gone() bool { return o.Status == http.StatusGone || o.Wish == Disable }

// Leave says, to a person, how the receiver said that it is gone.
func (o Outcome) Leave() string {
	if o.Status == http.StatusGone {
		return "410 Gone"
	}
	return "asked to by the receiver"
}

// overloaded says that the receiver, or what stands before it, cannot keep up.
func (o Outcome) overloaded() bool {
	switch o.Status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusGatewayTimeout:
		return true
	}
	return o.Timeout
}

// Next says how long to wait after the attempt (counted from 1) before the one
// that follows, and whether there is one: there is none after a delivery, a
// 410 Gone, a wish to end, or the last attempt. jitter, drawn evenly from [0, 1), spreads the
// delay over 0.8 to 1.2 of itself; anything else counts as 0.5.
func Next(attempt int, o Outcome, jitter float64) (delay time.Duration, more bool) {
	if attempt < 1 || attempt >= Attempts || o.Gone() || o.Wish == Abort || Delivered(o.Status) {
		return 0, false
	}
	delay = Schedule[attempt]
	if o.overloaded() {
		delay = max(delay, overloadDelay)
	}
	if o.RetryAfter > 0 {
		delay = min(max(o.RetryAfter, delay), max(2*delay, patience))
	}
	return spread(delay, jitter), true
}

func spread(delay time.Duration, jitter float64) time.Duration {
	if !(jitter >= 0 && jitter < 1) { // written so that NaN is caught too
		jitter = 0.5
	}
	return time.Duration(float64(delay) * (0.8 + 0.4*jitter))
}

// ParseRetryAfter reads a Retry-After header: whole seconds or an HTTP date,
// which is compared with now. The past is 0; more than 30 days count as 30
// days. It is false when the header is neither.
func ParseRetryAfter(header string, now time.Time) (time.Duration, bool) {
	header = strings.TrimSpace(header)
	if digits(header) {
		seconds, err := strconv.Atoi(header)
		if err != nil || seconds > int(maxRetryAfter/time.Second) {
			return maxRetryAfter, true
		}
		return time.Duration(seconds) * time.Second, true
	}
	at, err := http.ParseTime(header)
	if err != nil {
		return 0, false
	}
	return min(max(at.Sub(now), 0), maxRetryAfter), true
}

// digits says whether s is a non-empty row of decimal digits.
func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
