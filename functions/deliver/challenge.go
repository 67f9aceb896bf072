package deliver

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/webhook"
)

// classChallenge is an answer that did not echo the token.
const classChallenge = "challenge"

// challengeNotice is the data of a ping that asks for an echo.
type challengeNotice struct {
	endpointNotice
	Challenge string `json:"challenge"`
}

// prove asks an endpoint whose receiver must prove itself to echo a token, before
// anything about a customer goes there. Its answer fails the attempt unless the
// receiver did; once it has, it is not asked again.
func (d *Deliver) prove(ctx context.Context, ep heed.Endpoint, now time.Time) (answer, error) {
	if !ep.Unproven() {
		return answer{}, nil
	}
	token := rand.Text()
	notice := challengeNotice{endpointNotice{ep.ID, "answer 200 with the challenge as the body", now}, token}
	ping, err := heed.NewOperationalEvent(heed.Ping, ep.ID, now, notice, false)
	if err != nil {
		return answer{}, err
	}
	header, err := d.header(ctx, ep, ping, now)
	if err != nil {
		return answer{}, err
	}
	a := d.post(ctx, ep, header, ping.Body)
	switch {
	case a.class != "":
		return a, nil
	case !echoes(a.head, token):
		a.class, a.outcome = classChallenge, webhook.Outcome{}
		return a, nil
	}
	return a, d.proven(ctx, ep, now)
}

// echoes reports whether a body is the token, bare or as {"challenge": token}.
func echoes(body, token string) bool {
	var echo struct {
		Challenge string `json:"challenge"`
	}
	return strings.TrimSpace(body) == token || json.Unmarshal([]byte(body), &echo) == nil && echo.Challenge == token
}

// proven notes that the receiver proved itself, unless the endpoint was led elsewhere
// in the meantime.
func (d *Deliver) proven(ctx context.Context, ep heed.Endpoint, now time.Time) error {
	for range maxConflicts {
		row, err := d.rec.Endpoint(ctx, ep.ID)
		if err != nil || row.Value.URL != ep.URL || !row.Value.Unproven() {
			return err
		}
		row.Value.ProvenAt = now
		if err := d.rec.Write(ctx, records.PutEndpoint(row)); !store.IsConflict(err) {
			return err
		}
	}
	return errors.New("deliver: the endpoint's row keeps changing")
}
