package console

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/webhook"
)

const (
	maxDescription = 500
	maxPatterns    = 50
)

// filterFields are the members of an endpoint's filter beside bands.
var filterFields = []heed.Field{
	{Name: "segments", Kind: heed.TextsField},
	{Name: "owners", Kind: heed.TextsField},
	{Name: "min_arr", Kind: heed.MoneyField},
	{Name: "max_days", Kind: heed.IntegerField, Max: 3650},
	{Name: "bands", Kind: heed.TextsField},
}

// check names every mistake in what is said of an endpoint. A URL that it had
// before is not judged again, so that one no longer allowed can be turned off.
func (c *Console) check(f endpointForm, before heed.Endpoint) error {
	var errs []heed.FieldError
	fail := func(pointer, code, format string, args ...any) {
		errs = append(errs, heed.FieldError{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...)})
	}
	if f.URL == "" {
		fail("/url", "required", "the member is missing")
	} else if err := webhook.CheckURL(f.URL, c.opt.AllowPrivate, c.opt.Allow...); err != nil && f.URL != before.URL {
		fail("/url", "format", "%s", err)
	} else if c.itself(f.URL) {
		fail("/url", "format", "the url leads to Heed itself: name the tool that is to be told")
	}
	if utf8.RuneCountInString(f.Description) > maxDescription {
		fail("/description", "range", "the member holds at most %d characters", maxDescription)
	}
	if f.Format != heed.FormatStandard && f.Format != heed.FormatSlack {
		fail("/format", "enum", "the member must be standard or slack")
	}
	if f.Timeout < 1 || f.Timeout > heed.MaxTimeoutSeconds {
		fail("/timeout_seconds", "range", "the member must lie between 1 and %d", heed.MaxTimeoutSeconds)
	}
	if f.MaxPerMinute < 0 || f.MaxPerMinute > heed.MostPerMinute {
		fail("/max_per_minute", "range", "the member must lie between 1 and %d; null is no bound", heed.MostPerMinute)
	}
	if f.Challenge && f.Format == heed.FormatSlack {
		fail("/challenge", "conflict", "Slack cannot echo a challenge: leave the member out for an endpoint of format slack")
	}
	if h := f.DigestHour; h != nil && f.Format != heed.FormatSlack {
		fail("/digest_hour", "conflict", "only an endpoint of format slack has a digest: name portfolio.assessed among its events instead")
	} else if h != nil && (*h < 0 || *h > 23) {
		fail("/digest_hour", "range", "the member must lie between 0 and 23, an hour in UTC; null is no digest")
	}
	errs = append(errs, checkHeaders(f.Headers, before.Headers.Names)...)
	if f.Status != heed.EndpointEnabled && f.Status != heed.EndpointOff {
		fail("/status", "enum", "the member must be enabled or disabled")
	}
	errs = append(errs, checkPatterns("/events", f.Events, eventTypes)...)
	errs = append(errs, checkFilter(f.Filter)...)
	return mistakes("the endpoint", errs)
}

// itself reports whether a URL leads to the address Heed is called at.
func (c *Console) itself(raw string) bool {
	u, err := url.Parse(raw)
	own, _ := url.Parse(c.opt.PublicURL)
	return err == nil && own != nil && own.Host != "" && doorOf(u) == doorOf(own)
}

// doorOf is the host and the port that a URL leads to, however they are written.
func doorOf(u *url.URL) string {
	port := cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[u.Scheme])
	return strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")) + ":" + port
}

func checkFilter(f heed.EndpointFilter) []heed.FieldError {
	raw, _ := json.Marshal(f) // plain data
	members, _ := membersOf(raw)
	errs := heed.CheckMembers(filterFields, members, "/filter")
	for i, band := range f.Bands {
		if band.Rank() < 0 {
			errs = append(errs, heed.FieldError{
				Pointer: fmt.Sprintf("/filter/bands/%d", i), Code: "enum",
				Detail: "the band must be one of low, medium, high, critical",
			})
		}
	}
	return errs
}

// checkPatterns names every pattern that matches nothing known: a subscription
// to a misspelt type would be silent for ever.
func checkPatterns(pointer string, patterns, known []string) []heed.FieldError {
	if len(patterns) == 0 || len(patterns) > maxPatterns {
		return []heed.FieldError{{Pointer: pointer, Code: "range", Detail: fmt.Sprintf("the member holds 1 to %d types", maxPatterns)}}
	}
	var errs []heed.FieldError
	for i, p := range patterns {
		if !slices.ContainsFunc(known, func(kind string) bool { return heed.MatchesType([]string{p}, kind) }) {
			errs = append(errs, heed.FieldError{
				Pointer: fmt.Sprintf("%s/%d", pointer, i), Code: "enum",
				Detail: "the type is not known; known are " + strings.Join(known, ", ") + `, their families such as "` + heed.Family(known[0]) + `.*", and "*"`,
			})
		}
	}
	return errs
}

// mistakes is the refusal of what has errors; nil when there are none.
func mistakes(what string, errs []heed.FieldError) error {
	if len(errs) == 0 {
		return nil
	}
	return &heed.Problem{Code: heed.Invalid, Detail: what + " has mistakes: mend the named members", Fields: errs}
}
