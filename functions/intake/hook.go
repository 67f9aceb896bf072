package intake

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/problem"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
)

// postHook answers a tool's webhook: 200 {"accepted":n,"ignored":m} once the n
// signals in it are queued. What is ignored has its reason beside it, and tools
// show it in their own logs.
func (in *Intake) postHook(r *http.Request) (reply, error) {
	body, err := problem.Body(r.Body, maxBody)
	if err != nil {
		return reply{}, err
	}
	w := webhook{connection: r.PathValue("connection"), header: r.Header, body: body, now: in.now().UTC()}
	c, err := in.believe(r.Context(), w, r.PathValue("token"))
	if err != nil {
		return reply{}, err
	}
	said, err := c.provider.read(w)
	if err != nil {
		return reply{}, err
	}
	signals, ignored, err := in.check(r.Context(), c, said)
	if err != nil {
		return reply{}, err
	}
	if err := in.outbox.send(r.Context(), signals); err != nil {
		return reply{}, err
	}
	return in.heard(r.Context(), c, len(signals), ignored)
}

// connection is a configured tool with its credentials open.
type connection struct {
	name     string
	tool     string
	provider provider
	token    string
	secrets  []string
}

// errUnknownConnection is no failure to read: there is none of the name.
var errUnknownConnection = errors.New("there is no such connection")

func openConnection(ctx context.Context, rec *records.Records, box secret.Box, name string) (connection, error) {
	if !heed.ValidSlug(name) {
		return connection{}, errUnknownConnection
	}
	row, err := rec.Connection(ctx, name)
	if err != nil {
		return connection{}, err
	}
	tool, known := providers[row.Value.Provider]
	if !row.Found() || !known {
		return connection{}, errUnknownConnection
	}
	c := connection{name: name, tool: row.Value.Provider, provider: tool, token: row.Value.Token}
	c.secrets, err = openSecrets(ctx, box, row.Value)
	return c, err
}

// openSecrets opens the live credentials, each of which is a JSON string: the
// signing secret the tool shows.
func openSecrets(ctx context.Context, box secret.Box, c heed.Connection) ([]string, error) {
	secrets := make([]string, len(c.Credentials))
	for i, sealed := range c.Credentials {
		raw, err := box.Open(ctx, sealed, []byte(c.Name))
		if err != nil {
			return nil, fmt.Errorf("opening the credentials of connection %s: %w", c.Name, err)
		}
		if json.Unmarshal(raw, &secrets[i]) != nil || secrets[i] == "" {
			return nil, fmt.Errorf("the credentials of connection %s are no signing secrets: write them anew with PUT /v1/connections/%s", c.Name, c.Name)
		}
	}
	return secrets, nil
}

// notBelieved is the one answer to an unknown connection, a wrong token and a
// wrong signature, so that guessing tells nothing; the log has the reason.
var notBelieved = heed.Refuse(heed.Unauthorized, "the webhook is not believed: compare its address and its signing secret with the connection's, and the sender's clock with the time")

// believe finds the connection of a webhook that its tool did send. When what
// is remembered does not fit, the connection is read again: its secret may be new.
func (in *Intake) believe(ctx context.Context, w webhook, token string) (connection, error) {
	c, ok := in.connections.recall(w.connection)
	if ok && c.verify(w, token) == nil {
		return c, nil
	}
	c, err := in.connections.refresh(ctx, w.connection)
	switch {
	case errors.Is(err, errUnknownConnection):
		in.log.WarnContext(ctx, "webhook refused", "reason", err.Error())
		return c, notBelieved
	case err != nil:
		return c, err
	}
	if err := c.verify(w, token); err != nil {
		in.log.WarnContext(ctx, "webhook refused", "connection", c.name, "reason", err.Error())
		return c, notBelieved
	}
	return c, nil
}

// verify compares the token of the address, empty for tools that sign, and asks
// the provider about every live secret, whichever fits.
func (c connection) verify(w webhook, token string) error {
	err := errors.New("the connection has no credentials")
	for _, secret := range c.secrets {
		if err = c.provider.verify(w, secret); err == nil {
			break
		}
	}
	if subtle.ConstantTimeCompare([]byte(token), []byte(c.token)) != 1 {
		return errors.New("the token in the address is wrong")
	}
	return err
}

// check turns drafts into signals. One that no signal can be made of, or that
// is too old to be kept, is ignored: no repetition would mend it.
func (in *Intake) check(ctx context.Context, c connection, said reading) ([]heed.Signal, []string, error) {
	rules, err := in.rules(ctx)
	if err != nil {
		return nil, nil, err
	}
	var signals []heed.Signal
	for _, d := range said.drafts {
		s, errs := d.signal(c.tool+":"+c.name, rules)
		if len(errs) > 0 {
			said.ignored = append(said.ignored, errs[0].Error())
			continue
		}
		s.Via = c.name
		signals = append(signals, s)
	}
	return signals, said.ignored, nil
}

func (in *Intake) heard(ctx context.Context, c connection, accepted int, ignored []string) (reply, error) {
	for _, reason := range ignored {
		in.log.InfoContext(ctx, "webhook ignored", "connection", c.name, "reason", reason)
	}
	body, err := json.Marshal(struct {
		Accepted int      `json:"accepted"`
		Ignored  int      `json:"ignored"`
		Reasons  []string `json:"reasons,omitempty"`
	}{accepted, len(ignored), ignored})
	return reply{http.StatusOK, body}, err
}
