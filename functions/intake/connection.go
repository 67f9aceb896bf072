package intake

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
)

// connection is a configured tool with its credentials open.
type connection struct {
	name        string
	tool        *provider.Provider
	token       string
	strict      bool // the address must hold the token
	credentials []provider.Credential
	// mapping is compiled when the first webhook is believed, not before.
	mapping func() (*provider.Mapping, error)
}

// errUnknownConnection is no failure to read: there is none of the name.
var errUnknownConnection = errors.New("there is no such connection")

func openConnection(ctx context.Context, rec *records.Records, box secret.Box, compiled *mappings, name string) (connection, error) {
	if !heed.ValidSlug(name) {
		return connection{}, errUnknownConnection
	}
	row, err := rec.Connection(ctx, name)
	if err != nil {
		return connection{}, err
	}
	tool, known := provider.Lookup(row.Value.Provider)
	if !row.Found() || !known {
		return connection{}, errUnknownConnection
	}
	c := connection{name: name, tool: tool, token: row.Value.Token, strict: row.Value.RequireToken}
	c.mapping = compiled.of(tool, name, row.Value.Mapping)
	c.credentials, err = openCredentials(ctx, box, tool, row.Value)
	return c, err
}

// openCredentials opens the live credentials.
func openCredentials(ctx context.Context, box secret.Box, tool *provider.Provider, c heed.Connection) ([]provider.Credential, error) {
	open := make([]provider.Credential, len(c.Credentials))
	for i, sealed := range c.Credentials {
		raw, err := box.Open(ctx, sealed, []byte(c.Name))
		if err != nil {
			return nil, fmt.Errorf("opening the credentials of connection %s: %w", c.Name, err)
		}
		if open[i], err = tool.ParseCredential(raw); err != nil {
			return nil, fmt.Errorf("the credentials of connection %s do not fit %s: write them anew with PUT /v1/connections/%s", c.Name, c.Provider, c.Name)
		}
	}
	return open, nil
}

// verify finds the credential that proves who sent the request.
func (c connection) verify(r provider.Request) (provider.Credential, error) {
	proof, err := c.tool.Verify(r, c.credentials)
	if err == nil && !c.leadsHere(r.Token, proof) {
		err = errors.New("the token in the address is wrong")
	}
	return proof, err
}

// leadsHere compares the token of the address. The address that people are shown
// holds one where the tool does not sign; a request that leaves it out has shown
// its credential all the same, which is enough unless the connection is strict, and
// one with a wrong token is never believed.
func (c connection) leadsHere(token string, proof provider.Credential) bool {
	same := func(want string) bool {
		return want != "" && subtle.ConstantTimeCompare([]byte(token), []byte(want)) == 1
	}
	return token == "" && !c.strict || same(c.token) || same(proof.URLToken)
}

// notBelieved is the one answer to an unknown connection, a wrong token and a
// wrong signature, so that guessing tells nothing; the log has the reason.
var notBelieved = heed.Refuse(heed.Unauthorized, "the webhook is not believed: compare its address and its credential with the connection's, and the sender's clock with the time")

// believe finds the connection of a webhook that its tool did send, and the
// credential that proves it. When what is remembered does not fit, the connection
// is read again: its secret may be new.
func (in *Intake) believe(ctx context.Context, r provider.Request) (c connection, proof provider.Credential, err error) {
	c, ok := in.connections.Recall(r.Connection)
	if ok {
		if proof, err = c.verify(r); err == nil {
			return c, proof, nil
		}
	}
	c, err = in.connections.Refresh(ctx, r.Connection)
	switch {
	case errors.Is(err, errUnknownConnection):
		in.log.WarnContext(ctx, "webhook refused", "reason", err.Error())
		return c, proof, notBelieved
	case err != nil:
		return c, proof, err
	}
	if proof, err = c.verify(r); err != nil {
		in.log.WarnContext(ctx, "webhook refused", "connection", c.name, "reason", err.Error())
		in.noteRefusal(ctx, c, heed.Refuse(heed.Unauthorized, "%s", err), r.Now)
		return c, proof, notBelieved
	}
	return c, proof, nil
}

// asked is a tool's request as its provider sees it.
func (in *Intake) asked(r *http.Request, body []byte) provider.Request {
	base := in.publicURL
	if base == "" {
		base = "https://" + r.Host
	}
	return provider.Request{
		Connection: r.PathValue("connection"), Token: r.PathValue("token"), Method: r.Method,
		URL: base + r.URL.RequestURI(), Header: r.Header, Body: body, Now: in.now().UTC(),
	}
}
