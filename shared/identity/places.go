package identity

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Places are where a provider takes people in and exchanges codes for tokens.
type Places struct {
	Authorize string `json:"authorization_endpoint"`
	Token     string `json:"token_endpoint"`
}

// Origin is the place of tokens as a content security policy names it.
func (p Places) Origin() string {
	u, err := url.Parse(p.Token)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// maxDocument bounds how much of a provider's description is read.
const maxDocument = 256 << 10

// Places asks the provider where they are (OpenID Connect Discovery 1.0 §4).
func (p *Provider) Places(ctx context.Context) (places Places, err error) {
	address := strings.TrimSuffix(p.Issuer, "/") + "/.well-known/openid-configuration"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return places, err
	}
	res, err := p.Client.Do(req)
	if err != nil {
		return places, fmt.Errorf("asking the identity provider: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	var document struct {
		Places
		Issuer string `json:"issuer"`
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, maxDocument)).Decode(&document); err != nil || res.StatusCode != http.StatusOK {
		return places, fmt.Errorf("%s answers %d and no description of a provider: correct OidcIssuer", address, res.StatusCode)
	}
	if document.Issuer != p.Issuer {
		return places, fmt.Errorf("%s speaks for the issuer %q: write OidcIssuer so, to the last slash", address, document.Issuer)
	}
	for _, place := range []string{document.Authorize, document.Token} {
		if u, err := url.Parse(place); err != nil || u.Scheme != "https" || u.Host == "" || strings.ContainsAny(u.Host, " ;,'\"") {
			return places, fmt.Errorf("%s names %q, which is no https address", address, place)
		}
	}
	return document.Places, nil
}
