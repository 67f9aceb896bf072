package heed

import (
	"slices"
	"strings"
	"time"
)

// Override is a person's own view of a risk, who knows what no signal says. It
// stands beside the judgement until it expires and never changes it: no factor,
// no event and nothing that is learned comes of it.
type Override struct {
	Band      Band      `json:"band"`
	Reason    string    `json:"reason"`
	By        string    `json:"by"` // the name of the key
	At        time.Time `json:"at"`
	ExpiresAt time.Time `json:"expires_at"`
}

const (
	maxOverrideReason = 500
	// maxOverride is how long a person's view may stand: it ages as any other.
	maxOverride = 366 * 24 * time.Hour
)

// Check names what is wrong with an override that is given at a moment.
func (o Override) Check(now time.Time) (errs []FieldError) {
	if !slices.Contains(Bands, o.Band) {
		errs = append(errs, FieldError{Pointer: "/band", Code: "enum", Detail: "the band is low, medium, high or critical"})
	}
	if reason := strings.TrimSpace(o.Reason); reason == "" || len(o.Reason) > maxOverrideReason {
		errs = append(errs, FieldError{Pointer: "/reason", Code: "required", Detail: "say in 1 to 500 bytes why you see it otherwise: others will read it"})
	}
	if !o.ExpiresAt.After(now) || o.ExpiresAt.Sub(now) > maxOverride {
		errs = append(errs, FieldError{Pointer: "/expires_at", Code: "range", Detail: "say until when, at most a year ahead: a view ages"})
	}
	return errs
}

// Standing is the override while it lasts, else nil.
func (o *Override) Standing(now time.Time) *Override {
	if o == nil || !now.Before(o.ExpiresAt) {
		return nil
	}
	return o
}
