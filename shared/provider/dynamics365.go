package provider

import (
	"maps"
	"strconv"
	"strings"
	"time"
)

// dynamics365 sends what a Dataverse step was registered for. It signs nothing: a
// key in the query or a header, and the address prove it. Dataverse tries once more
// after 502, 503 and 504 only.
var dynamics365 = Provider{
	Name: "dynamics365", Takes: []Shape{Query, Header},
	verify: verifyStatic,
	decode: decodeDynamics,
}

// decodeDynamics adds "attributes" to the context: the record's values as they are
// after the change, without their wrappers, from the registered images and then
// from what was changed.
func decodeDynamics(r Request, c Credential) (events, error) {
	found, err := object(r, c)
	if err != nil {
		return events{}, err
	}
	event := found.all[0].(map[string]any)
	attributes := map[string]any{}
	for _, image := range pairs(event["PostEntityImages"]) {
		maps.Copy(attributes, pairs(memberOf(image, "Attributes")))
	}
	maps.Copy(attributes, pairs(memberOf(pairs(event["InputParameters"])["Target"], "Attributes")))
	for name, v := range attributes {
		attributes[name] = unwrapped(v)
	}
	event["attributes"] = attributes
	event["created_on"] = unwrapped(event["OperationCreatedOn"])
	return found, nil
}

// pairs turns [{"key","value"}] into an object.
func pairs(list any) map[string]any {
	object := map[string]any{}
	all, _ := list.([]any)
	for _, pair := range all {
		if key, ok := memberOf(pair, "key").(string); ok {
			object[key] = memberOf(pair, "value")
		}
	}
	return object
}

// unwrapped gives the value in an option, an amount or a reference, and the time in
// a text such as /Date(1772452791000)/.
func unwrapped(v any) any {
	switch v := v.(type) {
	case map[string]any:
		return coalesce([]any{v["Value"], v["Id"]})
	case string:
		inner, dated := strings.CutPrefix(v, "/Date(")
		if ms, err := strconv.ParseInt(strings.TrimSuffix(inner, ")/"), 10, 64); dated && err == nil {
			return unixTime(int(ms), time.Millisecond)
		}
	}
	return v
}
