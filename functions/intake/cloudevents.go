package intake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/heed-cs/heed/shared/heed"
)

// attributePrefix begins the headers of a CloudEvent in binary mode, as net/http spells it.
const attributePrefix = "Ce-"

// isBinary reports whether the headers carry a CloudEvent's attributes, so that
// the body is its data alone.
func isBinary(h http.Header) bool {
	for name := range h {
		if strings.HasPrefix(name, attributePrefix) {
			return true
		}
	}
	return false
}

// binaryParser reads a CloudEvent in binary mode: attributes from the headers,
// data from the body.
func binaryParser(h http.Header) parser {
	return func(body []byte, rules heed.Rules) ([]heed.Signal, error) {
		members, err := attributes(h)
		if err != nil {
			return nil, err
		}
		if len(body) > heed.MaxSignalBytes {
			return nil, heed.RefuseField("/data", "range", "a signal has at most %d bytes", heed.MaxSignalBytes)
		}
		if len(body) > 0 {
			if err := inData(strict(body)); err != nil {
				return nil, err
			}
			members["data"] = body
		}
		s, errs := heed.SignalOf(members, rules)
		if len(errs) > 0 {
			return nil, invalid("the signal is wrong and was not kept: mend the named attributes and send it again", errs)
		}
		return []heed.Signal{s}, nil
	}
}

// attributes reads the ce- headers as members of the event.
func attributes(h http.Header) (map[string]json.RawMessage, error) {
	members := make(map[string]json.RawMessage, 8)
	for header, values := range h {
		name, ok := strings.CutPrefix(header, attributePrefix)
		if !ok {
			continue
		}
		name = strings.ToLower(name)
		text, err := attribute(name, values)
		if err != nil {
			return nil, &heed.Problem{Code: heed.Unreadable, Detail: err.Error(),
				Fields: []heed.FieldError{{Pointer: "/" + name, Code: "format", Detail: err.Error()}}}
		}
		members[name], _ = json.Marshal(text) // a string always can be
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

// inData moves a problem's pointers under the event's data.
func inData(err error) error {
	p := heed.ProblemOf(err)
	if p == nil {
		return err
	}
	for i := range p.Fields {
		p.Fields[i].Pointer = "/data" + p.Fields[i].Pointer
	}
	return p
}
