// Package provider knows the tools whose own webhooks Heed understands: how each
// proves who sent a request, how its body is read, and what its payloads mean.
//
// Nothing here reads or writes anything: a request, credentials and the time go
// in, signals come out. Intake asks it about every webhook, the console about
// samples and settings.
//
// A tool is one file with one Provider, and one file of rules in mappings. To add
// one, copy typeform.go and mappings/typeform.yaml, name it in tools, and give
// it real payloads among intake's fixtures.
package provider

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Provider is a tool whose webhooks Heed understands.
type Provider struct {
	Name string
	// Signs says that the tool signs the whole body. The addresses of others hold
	// a token nobody can guess.
	Signs bool
	// Takes are the credentials that can prove who sent a request.
	Takes []Shape

	// verify reports whether whoever sent the request holds the credential. The
	// error is a reason for the log and quotes nothing that was sent.
	verify func(Request, Credential) error
	// decode reads the events in a request, proven by the credential. The error
	// says that it cannot be read at all.
	decode func(Request, Credential) (events, error)
	// handshake answers a request that is no webhook; nil where there is none.
	handshake func(Request) (Answer, bool)
	// answer is what the tool must be told when all is well; nil is Heed's own answer.
	answer func(Request) (Answer, bool)

	mapping func() (*Mapping, error)
}

// Request is one request of a tool.
type Request struct {
	// Connection is the name that the address holds.
	Connection string
	Method     string
	// URL is the address as the tool called it, which some sign.
	URL    string
	Header http.Header
	Body   []byte
	Now    time.Time
	// Token is the last part of the address, if there is one.
	Token string
}

// Answer is what a tool is told.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// events are what a request tells, each in the form of JSON.
type events struct {
	all []any
	// ignored says why the rest was left out, in words without personal data.
	ignored []string
}

// tools are the providers there are, by the name that connections give them.
var tools = register(chargebee, cloudEvents, delighted, dynamics365, formbricks, freshdesk, freshsales, generic, hubSpot, intercom,
	pipedrive, qualtrics, salesforce, segment, standardWebhooks, stripe, surveyMonkey, typeform, zendesk)

func register(list ...Provider) map[string]*Provider {
	all := make(map[string]*Provider, len(list))
	for _, p := range list {
		p.mapping = sync.OnceValues(func() (*Mapping, error) { return shipped(p.Name) })
		all[p.Name] = &p
	}
	return all
}

// Lookup finds a provider; false when there is none of the name.
func Lookup(name string) (*Provider, bool) {
	p, ok := tools[name]
	return p, ok
}

// Names lists the providers, sorted.
func Names() []string { return slices.Sorted(maps.Keys(tools)) }

// Verify finds the credential that proves who sent the request. The error says
// why none does, and quotes nothing of the request.
func (p *Provider) Verify(r Request, live []Credential) (Credential, error) {
	err := errors.New("the connection has no credentials")
	for _, c := range live {
		if err = p.verify(r, c); err == nil {
			return c, nil
		}
	}
	return Credential{}, err
}

// Handshake answers what a tool asks before it sends anything; false when this
// tool asks nothing of the kind.
func (p *Provider) Handshake(r Request) (Answer, bool) {
	if p.handshake == nil {
		return Answer{}, false
	}
	return p.handshake(r)
}

// Answer is what the tool insists on hearing when its webhook was taken; false
// when any answer will do.
func (p *Provider) Answer(r Request) (Answer, bool) {
	if p.answer == nil {
		return Answer{}, false
	}
	return p.answer(r)
}

// Read gives the signals in a request that the credential proved. The error is a
// Problem: the body has not the form that the tool sends.
func (p *Provider) Read(r Request, proof Credential, m *Mapping, s Setting) (Reading, error) {
	found, err := p.decode(r, proof)
	if err != nil {
		return Reading{}, err
	}
	if len(found.all) > maxEvents {
		return Reading{}, heed.Refuse(heed.TooLarge, "a request brings at most %d events: let the tool send less at once", maxEvents)
	}
	said, err := m.read(found.all, newScope(r, m, s.Currency), p.Name+":"+r.Connection, s.Rules)
	said.Ignored = append(said.Ignored, found.ignored...)
	return said, err
}

// maxEvents is how many events one request may bring.
const maxEvents = 4000

// Setting is what the deployment says about signals.
type Setting struct {
	Rules heed.Rules
	// Currency is the one of amounts whose currency a tool does not tell.
	Currency string
}

// Reading is what a request says.
type Reading struct {
	Signals []heed.Signal
	// Ignored says why the rest says nothing to Heed, in words without personal data.
	Ignored []string
}

func (r Reading) count() int { return len(r.Signals) + len(r.Ignored) }

// shakes answers requests of some methods with 200.
func shakes(methods ...string) func(Request) (Answer, bool) {
	return func(r Request) (Answer, bool) {
		allow := http.Header{"Allow": {strings.Join(append(methods, http.MethodPost), ", ")}}
		return Answer{Status: http.StatusOK, Header: allow}, slices.Contains(methods, r.Method)
	}
}
