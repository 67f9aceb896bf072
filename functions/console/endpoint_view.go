package console

import (
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

func endpointIn(e heed.Endpoint, now time.Time) endpointView {
	f := e.Filter
	view := endpointView{
		ID: e.ID, URL: e.URL, Description: e.Description, Events: e.Events, Format: e.Format, Status: e.Status,
		DisabledReason: orNull(e.DisabledReason), APIVersion: e.APIVersion, CreatedAt: e.CreatedAt,
		Filter: filterView{orEmpty(f.Bands), orEmpty(f.Segments), orEmpty(f.Owners), f.MinARR, f.MaxDays},
	}
	for _, s := range e.Secrets {
		if s.NotAfter.After(now) && (view.PreviousSecretUntil == nil || s.NotAfter.After(*view.PreviousSecretUntil)) {
			view.PreviousSecretUntil = &s.NotAfter
		}
	}
	return view
}
