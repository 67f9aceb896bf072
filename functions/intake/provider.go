package intake

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// provider is a tool whose own webhooks Heed understands. To add one, copy
// typeform.go, name it in providers, and give it real payloads in testdata.
type provider interface {
	// verify reports whether whoever sent the webhook holds the secret. The error
	// is a reason for the log and quotes nothing that was sent.
	verify(w webhook, secret string) error
	// read says what the payload means. An error says that it cannot be read at
	// all; what can be read and is of no use here is a reason in the reading.
	read(w webhook) (reading, error)
}

// providers are the tools by the name that connections give them.
var providers = map[string]provider{
	"typeform": typeform{},
	"zendesk":  zendesk{},
}

// webhook is one request of a tool, its body as it was received.
type webhook struct {
	connection string
	header     http.Header
	body       []byte
	now        time.Time
}

// reading is what a webhook says.
type reading struct {
	drafts []draft
	// ignored says why the rest says nothing to Heed, in words without personal data.
	ignored []string
}

func says(d draft) reading           { return reading{drafts: []draft{d}} }
func ignores(reason string) reading  { return reading{ignored: []string{reason}} }
func (w webhook) decode(v any) error { return decode(w.body, v) }

// decode reads a payload whose JSON is what it seems. Members Heed has no use
// for are a tool's own business.
func decode(body []byte, v any) error {
	if err := strict(body); err != nil {
		return err
	}
	err := json.Unmarshal(body, v)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		return misshapen("/" + strings.ReplaceAll(wrong.Field, ".", "/"))
	case err != nil:
		return misshapen("")
	}
	return nil
}

// misshapen says where a payload differs from what the tool sends, and not what is there.
func misshapen(pointer string) error {
	const detail = "the payload has not the form that the tool sends"
	return &heed.Problem{Code: heed.Unreadable, Detail: detail,
		Fields: []heed.FieldError{{Pointer: strings.TrimSuffix(pointer, "/"), Code: "type", Detail: detail}}}
}

// draft is a signal as a tool tells it, not checked yet. Empty members are left out.
type draft struct {
	id, kind, subject string
	time              string // RFC 3339; empty is the arrival
	data              map[string]any
}

// signal checks the draft as strictly as the signals API would.
func (d draft) signal(source string, rules heed.Rules) (heed.Signal, []heed.FieldError) {
	members := map[string]json.RawMessage{
		"id": quoted(d.id), "source": quoted(source), "type": quoted(d.kind), "subject": quoted(d.subject),
		"data": d.members(),
	}
	if d.time != "" {
		members["time"] = quoted(d.time)
	}
	return heed.SignalOf(members, rules)
}

func (d draft) members() json.RawMessage {
	for name, v := range d.data {
		if v == "" {
			delete(d.data, name)
		}
	}
	raw, _ := json.Marshal(d.data) // strings and numbers always can be
	return raw
}

func quoted(text string) json.RawMessage {
	raw, _ := json.Marshal(text) // a string always can be
	return raw
}

// subjectOf names the account a tool speaks of: by the account id it was given
// to keep, else by the tool's own id, which accounts claim with external_ids.
// Empty when there is neither.
func subjectOf(connection, account, external string) string {
	switch {
	case heed.ValidAccountID(account):
		return account
	case external != "":
		return connection + ":" + external
	}
	return ""
}

// maxComment is what a comment may hold; tools allow longer ones.
const maxComment = 10_000

// clip shortens a text to n characters.
func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	runes := []rune(text)
	return string(runes[:min(n, len(runes))])
}

// loose is an id that some tools write as a string and others as a number.
type loose string

// UnmarshalJSON takes a string, a number or null.
func (l *loose) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) == nil { // null leaves it empty
		*l = loose(text)
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(raw, &n); err != nil {
		return errors.New("an id must be a string or a number")
	}
	*l = loose(n)
	return nil
}
