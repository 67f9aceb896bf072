package intake

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"time"
	"unicode"

	"github.com/heed-cs/heed/shared/heed"
)

// zendesk reads Zendesk's webhooks of both kinds: ticket events in Zendesk's own
// envelope, and satisfaction ratings from a trigger whose body is Heed's template.
type zendesk struct{}

// zendeskTolerance is how old or new a signed timestamp may be. Zendesk names no
// bound, and says that the timestamp is there against replay.
const zendeskTolerance = 5 * time.Minute

// The headers of a Zendesk webhook.
const (
	zendeskSignature  = "X-Zendesk-Webhook-Signature"
	zendeskTimestamp  = "X-Zendesk-Webhook-Signature-Timestamp"
	zendeskInvocation = "X-Zendesk-Webhook-Invocation-Id"
)

// verify checks base64(HMAC-SHA256(secret, timestamp + body)); the secret is
// used as the text that Zendesk shows.
func (zendesk) verify(w webhook, secret string) error {
	stamp := w.header.Get(zendeskTimestamp)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stamp))
	mac.Write(w.body)
	want := base64.StdEncoding.EncodeToString(mac.Sum(nil))
	if !hmac.Equal([]byte(want), []byte(w.header.Get(zendeskSignature))) {
		return errors.New("the signature does not match")
	}
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil || w.now.Sub(at).Abs() > zendeskTolerance {
		return errors.New("the timestamp is more than 5 minutes off: check the clocks")
	}
	return nil
}

// zendeskPayload has the members of both kinds that Heed reads.
type zendeskPayload struct {
	// Of an event.
	ID     string        `json:"id"`
	Type   string        `json:"type"`
	Time   string        `json:"time"`
	Detail zendeskTicket `json:"detail"`
	Event  struct {
		Current  string `json:"current"`
		Previous string `json:"previous"`
	} `json:"event"`

	// Of the rating template.
	Kind         string `json:"kind"`
	TicketID     loose  `json:"ticket_id"`
	Rating       string `json:"rating"`
	Comment      string `json:"comment"`
	Organization struct {
		ID         loose `json:"id"`
		ExternalID loose `json:"external_id"`
	} `json:"organization"`
	Requester struct {
		ID loose `json:"id"`
	} `json:"requester"`
	UpdatedAt string `json:"updated_at"`
}

type zendeskTicket struct {
	ID             loose  `json:"id"`
	OrganizationID loose  `json:"organization_id"`
	Priority       string `json:"priority"`
	Type           string `json:"type"`
}

func (zendesk) read(w webhook) (reading, error) {
	var p zendeskPayload
	if err := w.decode(&p); err != nil {
		return reading{}, err
	}
	switch {
	case p.Kind == "zendesk.csat":
		return p.rating(w), nil
	case p.Type == "zen:event-type:ticket.status_changed":
		return p.status(w), nil
	}
	return ignores("Heed reads ticket.status_changed events and the rating template only"), nil
}

// rating is a satisfaction answer: good is 2 and bad is 1 on the scale 1-2.
func (p zendeskPayload) rating(w webhook) reading {
	score, ok := zendeskScores[firstWord(p.Rating)]
	subject := subjectOf(w.connection, string(p.Organization.ExternalID), string(p.Organization.ID))
	switch {
	case !ok:
		return ignores("the rating is neither good nor bad")
	case subject == "":
		return ignores("the requester has no organization")
	}
	return says(draft{id: w.invocation(), kind: heed.FeedbackCSAT, subject: subject, time: instant(p.UpdatedAt),
		data: map[string]any{"score": score, "scale": "1-2", "comment": clip(p.Comment, maxComment), "touchpoint": "support",
			"kind": "transactional", "contact": string(p.Requester.ID), "response": string(p.TicketID)}})
}

// zendeskScores knows ratings by their first word, because the placeholder
// speaks the requester's language.
var zendeskScores = map[string]int{
	"good": 2, "gut": 2, "bien": 2, "bon": 2, "bonne": 2, "bueno": 2, "buena": 2, "buono": 2, "buona": 2, "goed": 2, "bom": 2, "boa": 2,
	"bad": 1, "schlecht": 1, "mauvais": 1, "mauvaise": 1, "mal": 1, "malo": 1, "mala": 1, "cattivo": 1, "negativo": 1, "slecht": 1, "ruim": 1, "mau": 1,
}

func firstWord(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

// instant keeps a time that can be read: administrators may have chosen a
// placeholder that is written for people.
func instant(text string) string {
	if _, err := time.Parse(time.RFC3339, text); err != nil {
		return ""
	}
	return text
}

// invocation is the id that the tries of one webhook share. Where a proxy has
// dropped it, the body stands in.
func (w webhook) invocation() string {
	if id := w.header.Get(zendeskInvocation); id != "" {
		return id
	}
	sum := sha256.Sum256(w.body)
	return hex.EncodeToString(sum[:16])
}

// status is a ticket that was opened, resolved or reopened.
func (p zendeskPayload) status(w webhook) reading {
	kind := zendeskChange(p.Event.Previous, p.Event.Current)
	subject := subjectOf(w.connection, "", string(p.Detail.OrganizationID))
	switch {
	case kind == "":
		return ignores("the change of status opens, resolves and reopens nothing")
	case subject == "":
		return ignores("the ticket has no organization")
	}
	return says(draft{id: p.ID, kind: kind, subject: subject, time: p.Time,
		data: map[string]any{"ticket": string(p.Detail.ID), "priority": zendeskPriorities[p.Detail.Priority], "kind": strings.ToLower(p.Detail.Type)}})
}

// zendeskChange names the signal of a change between Zendesk's states, or none:
// closing what is solved, for one, resolves nothing more.
func zendeskChange(previous, current string) string {
	was, is := zendeskStages[previous], zendeskStages[current]
	switch {
	case is == stageDone && was != stageDone:
		return heed.TicketResolved
	case is == stageOpen && was == stageDone:
		return heed.TicketReopened
	case is == stageOpen && (previous == "" || previous == "NEW"):
		return heed.TicketOpened
	}
	return ""
}

// stage is where a ticket stands as Heed sees it. Deleted, archived and scrubbed
// tickets stand nowhere.
type stage int

const (
	stageOpen stage = iota + 1
	stageDone
)

var zendeskStages = map[string]stage{
	"NEW": stageOpen, "OPEN": stageOpen, "PENDING": stageOpen, "HOLD": stageOpen,
	"SOLVED": stageDone, "CLOSED": stageDone,
}

var zendeskPriorities = map[string]string{"LOW": "low", "NORMAL": "normal", "HIGH": "high", "URGENT": "urgent"}
