package identity

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Provider is an OpenID Connect provider that people sign in with.
type Provider struct {
	Issuer string
	// ClientID is what Heed is called there: a public client.
	ClientID string
	// Claim holds what somebody may do: scopes, or what Scopes has scopes for.
	Claim  string
	Scopes map[string][]heed.Scope
	// Name is the claim by which the audit log calls people.
	Name string
	// Client asks the provider where it is.
	Client *http.Client
}

// patience is how long a provider may take to say where it is.
const patience = 5 * time.Second

// Settings are a provider as an operator writes it down.
type Settings struct{ Issuer, ClientID, Claim, Scopes, Name string }

// personal are claims that the audit log, which is kept for long, must not hold.
var personal = []string{"email", "phone_number", "address", "birthdate"}

// New reads an operator's settings; nil without a client, for then nobody signs in so.
// Scopes are pairs with spaces between: "cs-ops=admin cs=read+personal". Without any,
// the claim itself holds scopes.
func New(s Settings) (*Provider, error) {
	if s.ClientID == "" {
		return nil, nil
	}
	if s.Issuer == "" || s.Claim == "" || s.Name == "" {
		return nil, fmt.Errorf("signing in by OIDC needs an issuer, a claim with scopes and a claim with a name: set OidcIssuer, OidcClaim and OidcName")
	}
	if slices.Contains(personal, s.Name) {
		return nil, fmt.Errorf("OidcName is %q, which is personal and would stand in the audit log: take sub, or a claim with a name", s.Name)
	}
	p := &Provider{
		Issuer: s.Issuer, ClientID: s.ClientID, Claim: s.Claim, Name: s.Name, Scopes: map[string][]heed.Scope{},
		Client: &http.Client{Timeout: patience},
	}
	for pair := range strings.FieldsSeq(s.Scopes) {
		if err := p.grant(pair); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (p *Provider) grant(pair string) error {
	at := strings.LastIndexByte(pair, '=')
	if at < 1 {
		return fmt.Errorf("OidcScopes holds %q: write pairs such as cs-ops=admin or cs=read+personal, with spaces between", pair)
	}
	for scope := range strings.SplitSeq(pair[at+1:], "+") {
		if !slices.Contains(heed.Scopes, heed.Scope(scope)) {
			return fmt.Errorf("OidcScopes grants %q in %q: there are %v", scope, pair, heed.Scopes)
		}
		p.Scopes[pair[:at]] = append(p.Scopes[pair[:at]], heed.Scope(scope))
	}
	return nil
}

// Key is what the person of a verified token may do until it ends. The token must be
// of this provider, for this client, and asked for with the nonce. The error is a
// Problem for whoever wants to sign in.
func (p *Provider) Key(c Claims, nonce string, now time.Time) (heed.Key, error) {
	ends := c.instant("exp")
	if c["iss"] != p.Issuer || !slices.Contains(c.words("aud"), p.ClientID) || c["sub"] == "" || nonce == "" || c["nonce"] != nonce || !now.Before(ends) {
		return heed.Key{}, heed.Refuse(heed.Unauthorized, "the token is not the one that was asked for here: sign in once more")
	}
	key := heed.Key{ID: p.id(c["sub"]), Name: p.name(c), Scopes: p.granted(c), CreatedAt: now, ExpiresAt: ends}
	if !key.Allows(heed.ScopeRead, now) {
		return heed.Key{}, heed.Refuse(heed.Forbidden, "the claim %q grants no scope that may read: let the provider put one into it, or name its value in OidcScopes", p.Claim)
	}
	return key, nil
}

// id names the person here, for ever and without telling who it is.
func (p *Provider) id(subject string) string {
	sum := sha256.Sum256([]byte(p.Issuer + "\x00" + subject))
	return "oidc_" + hex.EncodeToString(sum[:10])
}

const maxName = 128

// name is what the audit log calls the person.
func (p *Provider) name(c Claims) string {
	name := []rune(strings.TrimSpace(c[p.Name]))
	if len(name) == 0 {
		return p.id(c["sub"])
	}
	return string(name[:min(len(name), maxName)])
}

// granted are the scopes of all values of the claim.
func (p *Provider) granted(c Claims) (all []heed.Scope) {
	for _, word := range c.words(p.Claim) {
		scopes := p.Scopes[word]
		if len(p.Scopes) == 0 && slices.Contains(heed.Scopes, heed.Scope(word)) {
			scopes = []heed.Scope{heed.Scope(word)}
		}
		all = append(all, scopes...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
