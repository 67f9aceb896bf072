package intake

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// typeform reads Typeform's form responses. A question counts as NPS when it is
// of Typeform's NPS type, or an opinion scale from 0 to 10 whose reference
// contains "nps": references are the form's own names and outlive rewording.
// Hidden fields say whose answer it is: account_id, and contact or email.
type typeform struct{}

// verify checks sha256= + base64(HMAC-SHA256(secret, body)). Typeform signs no
// timestamp, so repeats are found by the signal's id alone.
func (typeform) verify(w webhook, secret string) error {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(w.body)
	want := "sha256=" + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	if !hmac.Equal([]byte(want), []byte(w.header.Get("Typeform-Signature"))) {
		return errors.New("the signature does not match")
	}
	return nil
}

// typeformPayload has the members Heed reads.
type typeformPayload struct {
	EventID   string           `json:"event_id"`
	EventType string           `json:"event_type"`
	Response  typeformResponse `json:"form_response"`
}

type typeformResponse struct {
	FormID      string           `json:"form_id"`
	Token       string           `json:"token"`
	SubmittedAt string           `json:"submitted_at"`
	Hidden      map[string]loose `json:"hidden"`
	Definition  struct {
		Fields []typeformField `json:"fields"`
	} `json:"definition"`
	Answers []typeformAnswer `json:"answers"`
}

type typeformField struct {
	ID         string `json:"id"`
	Type       string `json:"type"`
	Ref        string `json:"ref"`
	Properties struct {
		Steps      *int `json:"steps"`
		StartAtOne bool `json:"start_at_one"`
	} `json:"properties"`
}

type typeformAnswer struct {
	Type   string        `json:"type"`
	Number *float64      `json:"number"`
	Text   string        `json:"text"`
	Field  typeformField `json:"field"`
}

func (typeform) read(w webhook) (reading, error) {
	var p typeformPayload
	if err := w.decode(&p); err != nil {
		return reading{}, err
	}
	if p.EventType != "form_response" {
		return ignores("Heed reads form_response events only"), nil
	}
	return p.answer(w.connection), nil
}

// answer is the response's NPS answer. A response edited later replaces it.
func (p typeformPayload) answer(connection string) reading {
	r := p.Response
	score := r.score()
	subject := subjectOf(connection, string(r.Hidden["account_id"]), string(r.Hidden["account_id"]))
	switch {
	case score == nil:
		return ignores(`no answer to an NPS question: the question's reference must contain "nps" and its scale be 0 to 10`)
	case subject == "":
		return ignores("the hidden field account_id is missing")
	}
	return says(draft{id: p.identity(), kind: heed.FeedbackNPS, subject: subject, time: r.SubmittedAt,
		data: map[string]any{"score": *score, "comment": clip(r.comment(), maxComment),
			"contact": r.contact(), "response": r.Token}})
}

func (p typeformPayload) identity() string {
	if p.EventID != "" {
		return p.EventID
	}
	return p.Response.FormID + ":" + p.Response.Token
}

// score is the first answer to an NPS question, or nil.
func (r typeformResponse) score() *float64 {
	for _, a := range r.Answers {
		if a.Type == "number" && r.asksNPS(a.Field) {
			return a.Number
		}
	}
	return nil
}

func (r typeformResponse) asksNPS(answered typeformField) bool {
	if answered.Type == "nps" {
		return true
	}
	named := strings.Contains(strings.ToLower(answered.Ref), "nps")
	return answered.Type == "opinion_scale" && named && r.fullScale(answered.ID)
}

// fullScale reports whether a question's scale is 0 to 10, as far as the form says.
func (r typeformResponse) fullScale(field string) bool {
	for _, f := range r.Definition.Fields {
		if f.ID == field {
			return !f.Properties.StartAtOne && (f.Properties.Steps == nil || *f.Properties.Steps == 11)
		}
	}
	return true
}

// comment is the first free text of the response.
func (r typeformResponse) comment() string {
	for _, a := range r.Answers {
		if a.Type == "text" {
			return a.Text
		}
	}
	return ""
}

func (r typeformResponse) contact() string {
	if id := r.Hidden["contact"]; id != "" {
		return string(id)
	}
	return string(r.Hidden["email"])
}
