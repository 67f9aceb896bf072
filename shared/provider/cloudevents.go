package provider

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/heed-cs/heed/shared/heed"
)

// cloudEvents takes CloudEvents 1.0 of any producer, in all three modes, by the
// webhook specification: it authorizes with a bearer token, signs nothing, and asks
// for consent with OPTIONS before it sends.
var cloudEvents = Provider{
	Name: "cloudevents", Takes: static,
	verify:    verifyBearer,
	decode:    decodeCloudEvents,
	handshake: consent,
}

// verifyBearer also takes the token from the query, where the specification lets
// senders put it that cannot set headers.
func verifyBearer(r Request, c Credential) error {
	if c.Shape() == Secret && sameSecret(c.Secret, queryValue(r.URL, "access_token")) {
		return nil
	}
	return verifyStatic(r, c)
}

// consent answers the abuse protection of the webhook specification: whoever
// asks may send, because every delivery has to show the token.
func consent(r Request) (Answer, bool) {
	answer := Answer{Status: http.StatusOK, Header: http.Header{"Allow": {http.MethodPost}}}
	if origin := r.Header.Get("WebHook-Request-Origin"); origin != "" {
		answer.Header.Set("WebHook-Allowed-Origin", origin)
		answer.Header.Set("WebHook-Allowed-Rate", rate(r.Header.Get("WebHook-Request-Rate")))
	}
	return answer, r.Method == http.MethodOptions
}

// rate allows what is asked for; * is no bound.
func rate(asked string) string {
	if n, err := strconv.Atoi(asked); err != nil || n < 1 {
		return "*"
	}
	return asked
}

// decodeCloudEvents chooses the mode by the content type. The attributes of an event
// in structured mode may stand in headers too; the body counts.
func decodeCloudEvents(r Request, c Credential) (events, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && media == "application/cloudevents-batch+json":
		return objects(r, c)
	case err == nil && media == "application/cloudevents+json":
		return object(r, c)
	case err == nil && strings.HasPrefix(media, "application/cloudevents"):
		return events{}, heed.Refuse(heed.Unsupported, "only the JSON format of CloudEvents is known here: use application/cloudevents+json, or binary mode")
	case IsBinary(r.Header):
		return decodeBinary(r)
	}
	return objects(r, c)
}

func decodeBinary(r Request) (events, error) {
	members, err := Attributes(r.Header)
	if err != nil {
		return events{}, err
	}
	event := make(map[string]any, len(members)+1)
	for name, text := range members {
		event[name] = text
	}
	if len(r.Body) > 0 {
		if event["data"], err = parse(r.Body); err != nil {
			return events{}, err
		}
	}
	return events{all: []any{event}}, nil
}

// attributePrefix begins the headers of a CloudEvent in binary mode, as net/http spells it.
const attributePrefix = "Ce-"

// IsBinary reports whether the headers carry a CloudEvent's attributes, so that
// the body is its data alone.
func IsBinary(h http.Header) bool {
	for name := range h {
		if strings.HasPrefix(name, attributePrefix) {
			return true
		}
	}
	return false
}

// Attributes reads the attributes of a CloudEvent in binary mode. The error is a
// Problem that names the header.
func Attributes(h http.Header) (map[string]string, error) {
	members := make(map[string]string, 8)
	for header, values := range h {
		name, ok := strings.CutPrefix(header, attributePrefix)
		if !ok {
			continue
		}
		name = strings.ToLower(name)
		text, err := attribute(name, values)
		if err != nil {
			return nil, &heed.Problem{
				Code: heed.Unreadable, Detail: err.Error(),
				Fields: []heed.FieldError{{Pointer: "/" + name, Code: "format", Detail: err.Error()}},
			}
		}
		members[name] = text
	}
	return members, nil
}

// attribute undoes the quotes of a header's value, then one round of
// percent-encoding, as the HTTP binding of CloudEvents says.
func attribute(name string, values []string) (string, error) {
	if len(values) != 1 {
		return "", fmt.Errorf("the header ce-%s stands %d times", name, len(values))
	}
	if name == "data" || name == "datacontenttype" {
		return "", fmt.Errorf("the header ce-%s must not be there: the body is the data, Content-Type its type", name)
	}
	text, err := url.PathUnescape(unquote(values[0]))
	if err != nil {
		return "", fmt.Errorf("the header ce-%s is not percent-encoded: write %%25 for a percent sign", name)
	}
	if !utf8.ValidString(text) {
		return "", fmt.Errorf("the header ce-%s is not UTF-8 in percent-encoding", name)
	}
	return text, nil
}

// unquote undoes an RFC 9110 quoted-string; other text stays as it is.
func unquote(text string) string {
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' {
		return text
	}
	var plain strings.Builder
	for i := 1; i < len(text)-1; i++ {
		if text[i] == '\\' && i+1 < len(text)-1 {
			i++
		}
		plain.WriteByte(text[i])
	}
	return plain.String()
}
