package console

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"maps"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// endpointForm is what people say of an endpoint.
type endpointForm struct {
	URL         string              `json:"url"`
	Description string              `json:"description"`
	Events      []string            `json:"events"`
	Filter      heed.EndpointFilter `json:"filter"`
	Format      string              `json:"format"`
	Status      heed.EndpointStatus `json:"status"`
	// Headers are an operator's own; hidden stands for a value that stays as it is.
	Headers      map[string]string `json:"headers"`
	Timeout      int               `json:"timeout_seconds"`
	MaxPerMinute int               `json:"max_per_minute"`
	DigestHour   *int              `json:"digest_hour"`
	Challenge    bool              `json:"challenge"`
}

func formOf(e heed.Endpoint) endpointForm {
	return endpointForm{
		e.URL, e.Description, e.Events, e.Filter, e.Format, e.Status,
		maskedHeaders(e), int(e.Timeout() / time.Second), e.MaxPerMinute, e.DigestHour, e.Challenge,
	}
}

// patched is the form with a merge patch applied; what is null or missing in
// both is as it is by default.
func (f endpointForm) patched(patch map[string]json.RawMessage) (endpointForm, error) {
	form := endpointForm{Events: []string{"*"}, Format: heed.FormatStandard, Status: heed.EndpointEnabled, Timeout: heed.DefaultTimeoutSeconds}
	before := map[string]json.RawMessage{}
	if f.URL != "" {
		raw, _ := json.Marshal(f) // plain data
		_ = json.Unmarshal(raw, &before)
	}
	maps.Copy(before, merged(canonicalHeaders(patch), before))
	raw, err := json.Marshal(before)
	if err != nil {
		return form, err
	}
	return form, strictly(raw, &form)
}

// fill writes the form into an endpoint, its headers sealed.
func (c *Console) fillEndpoint(ctx context.Context, f endpointForm, e *heed.Endpoint, now time.Time) (err error) {
	if f.Status == heed.EndpointEnabled {
		e.DisabledReason, e.DisabledAt = "", time.Time{}
	} else if e.Status != heed.EndpointOff {
		e.DisabledReason, e.DisabledAt = reasonManual, now
	}
	if f.URL != e.URL || !f.Challenge {
		e.ProvenAt = time.Time{} // another receiver, or none that is asked
	}
	e.Challenge = f.Challenge
	e.URL, e.Description, e.Events, e.Filter, e.Format, e.Status = f.URL, f.Description, f.Events, f.Filter, f.Format, f.Status
	e.TimeoutSeconds, e.MaxPerMinute, e.DigestHour = f.Timeout, f.MaxPerMinute, f.DigestHour
	e.Headers, err = c.sealHeaders(ctx, *e, f.Headers)
	return err
}

// newEndpointForm reads the body of a new endpoint: a form with an id, which is
// drawn when it is not given.
func newEndpointForm(body []byte) (id string, form endpointForm, err error) {
	said, err := membersOf(body)
	if err != nil {
		return "", form, err
	}
	if raw, given := said["id"]; given && json.Unmarshal(raw, &id) != nil {
		return "", form, heed.RefuseField("/id", "type", "the member must be a string")
	}
	delete(said, "id")
	if id == "" {
		id = "ep_" + strings.ToLower(rand.Text()[:16])
	}
	if !heed.ValidSlug(id) {
		return "", form, heed.RefuseField("/id", "format", "the id has 1 to 64 letters, digits, _ or -")
	}
	form, err = endpointForm{}.patched(said)
	return id, form, err
}

// membersOf reads the members of strict JSON.
func membersOf(body []byte) (map[string]json.RawMessage, error) {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil || members == nil {
		return nil, heed.Refuse(heed.Unreadable, "the body must be a JSON object")
	}
	return members, nil
}
