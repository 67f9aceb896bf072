package intake

import (
	"encoding/json"
	"net/http"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
)

// binaryParser reads a CloudEvent in binary mode: attributes from the headers,
// data from the body.
func binaryParser(h http.Header) parser {
	return func(body []byte, rules heed.Rules) ([]heed.Signal, error) {
		attributes, err := provider.Attributes(h)
		if err != nil {
			return nil, err
		}
		members := make(map[string]json.RawMessage, len(attributes)+1)
		for name, text := range attributes {
			members[name], _ = json.Marshal(text) // a string always can be
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
