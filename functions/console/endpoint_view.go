package console

import (
	"net/url"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// endpointView is an endpoint as the API answers it: never with its sealed secrets.
type endpointView struct {
	ID             string              `json:"id"`
	URL            string              `json:"url"`
	Description    string              `json:"description"`
	Events         []string            `json:"events"`
	Filter         filterView          `json:"filter"`
	Format         string              `json:"format"`
	Status         heed.EndpointStatus `json:"status"`
	DisabledReason *string             `json:"disabled_reason"`
	APIVersion     string              `json:"api_version"`
	CreatedAt      time.Time           `json:"created_at"`
	DisabledAt     *time.Time          `json:"disabled_at"`
	Headers        map[string]string   `json:"headers"` // values are never shown
	TimeoutSeconds int                 `json:"timeout_seconds"`
	MaxPerMinute   *int                `json:"max_per_minute"` // null is no bound
	DigestHour     *int                `json:"digest_hour"`    // null is no digest
	Challenge      bool                `json:"challenge"`
	ProvenAt       *time.Time          `json:"proven_at"` // null while nothing was proven
	// FailingSince is the first failure after the last success; null while the endpoint works.
	FailingSince *time.Time `json:"failing_since"`
	// PausedUntil is when the next attempt is let through; null while the endpoint works.
	PausedUntil *time.Time `json:"paused_until"`
	// PreviousSecretUntil is how long an earlier secret still signs; null when only the current one does.
	PreviousSecretUntil *time.Time `json:"previous_secret_until"`
	// Secret is the current signing secret, shown once: when it is made.
	Secret string `json:"secret,omitempty"`
}

type filterView struct {
	Bands    []heed.Band `json:"bands"`
	Segments []string    `json:"segments"`
	Owners   []string    `json:"owners"`
	MinARR   *heed.Money `json:"min_arr"`
	MaxDays  *int        `json:"max_days"`
}

func endpointIn(e heed.Endpoint, b heed.Breaker, now time.Time) endpointView {
	f := e.Filter
	view := endpointView{
		DigestHour: e.DigestHour, Challenge: e.Challenge, ProvenAt: orNever(e.ProvenAt), DisabledAt: orNever(e.DisabledAt), Headers: maskedHeaders(e), TimeoutSeconds: int(e.Timeout() / time.Second),
		FailingSince: orNever(b.Since), PausedUntil: orNever(b.Until),
		ID: e.ID, URL: shownURL(e), Description: e.Description, Events: e.Events, Format: e.Format, Status: e.Status,
		DisabledReason: orNull(e.DisabledReason), APIVersion: e.APIVersion, CreatedAt: e.CreatedAt,
		Filter: filterView{orEmpty(f.Bands), orEmpty(f.Segments), orEmpty(f.Owners), f.MinARR, f.MaxDays},
	}
	if e.MaxPerMinute > 0 {
		view.MaxPerMinute = &e.MaxPerMinute
	}
	for _, s := range e.Secrets {
		if s.NotAfter.After(now) && (view.PreviousSecretUntil == nil || s.NotAfter.After(*view.PreviousSecretUntil)) {
			view.PreviousSecretUntil = &s.NotAfter
		}
	}
	return view
}

// shownURL leaves out what of a URL is a secret: whoever knows the address of an
// incoming webhook may write to its channel.
func shownURL(e heed.Endpoint) string {
	u, err := url.Parse(e.URL)
	if e.Format != heed.FormatSlack || err != nil {
		return e.URL
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	return u.Scheme + "://" + u.Host + "/" + first + "/" + hidden
}
