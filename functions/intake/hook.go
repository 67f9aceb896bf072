package intake

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/heed-cs/heed/shared/problem"
	"github.com/heed-cs/heed/shared/provider"
)

// postHook answers a tool's webhook: 200 {"accepted":n,"ignored":m} once the n
// signals in it are queued. What is ignored has its reason beside it, and tools
// show it in their own logs. Some tools must hear something else.
func (in *Intake) postHook(r *http.Request) (reply, error) {
	body, err := problem.Body(r.Body, maxBody)
	if err != nil {
		return reply{}, err
	}
	req := in.asked(r, body)
	c, proof, err := in.believe(r.Context(), req)
	if err != nil {
		return reply{}, err
	}
	said, err := in.listen(r.Context(), c, req, proof)
	if err != nil {
		in.noteRefusal(r.Context(), c, err, req.Now)
		return reply{}, err
	}
	if err := in.outbox.send(r.Context(), said.Signals); err != nil {
		return reply{}, err
	}
	in.note(r.Context(), c, said, req.Now)
	if answer, insists := c.tool.Answer(req); insists {
		return reply{status: answer.Status, body: answer.Body, header: answer.Header}, nil
	}
	return heard(said)
}

// listen turns a request into signals. What no signal can be made of, or is too
// old to be kept, is ignored: no repetition would mend it.
func (in *Intake) listen(ctx context.Context, c connection, r provider.Request, proof provider.Credential) (provider.Reading, error) {
	m, err := c.mapping()
	if err != nil {
		return provider.Reading{}, err
	}
	settings, err := in.settings.Get(ctx, "")
	if err != nil {
		return provider.Reading{}, err
	}
	return c.tool.Read(r, proof, m, provider.Setting{Rules: settings.Rules(r.Now), Currency: settings.Currency})
}

func heard(said provider.Reading) (reply, error) {
	body, err := json.Marshal(struct {
		Accepted int      `json:"accepted"`
		Ignored  int      `json:"ignored"`
		Reasons  []string `json:"reasons,omitempty"`
	}{len(said.Signals), len(said.Ignored), reasonsOf(said)})
	return reply{status: http.StatusOK, body: body}, err
}

// shake answers what a tool asks before it sends anything: 405 unless the
// connection's tool does so.
func (in *Intake) shake(w http.ResponseWriter, r *http.Request) {
	req := in.asked(r, nil)
	c, err := in.connections.Get(r.Context(), req.Connection)
	if err != nil && !errors.Is(err, errUnknownConnection) {
		problem.Write(w, r, in.log, err)
		return
	}
	if err == nil && c.leadsHere(req.Token, provider.Credential{}) {
		if answer, ok := c.tool.Handshake(req); ok {
			reply{status: answer.Status, body: answer.Body, header: answer.Header}.write(w)
			return
		}
	}
	problem.Method(w, r, http.MethodPost)
}
