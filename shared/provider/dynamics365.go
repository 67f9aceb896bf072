package provider

import (
	"maps"
	"regexp"
	"sync"
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

// decodeDynamics adds to the context, without the wrappers of values: "changed",
// what the step was about, and "attributes", the record as it is after the change,
// from the registered images and then from what was changed.
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
	changed := pairs(memberOf(pairs(event["InputParameters"])["Target"], "Attributes"))
	maps.Copy(attributes, changed)
	event["changed"], event["attributes"] = bare(changed), bare(attributes)
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

// dated is how Dataverse writes times.
var dated = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^/Date\((\d{1,15})(?:[+-]\d{4})?\)/$`)
})

// bare takes the wrappers off all values.
func bare(attributes map[string]any) map[string]any {
	values := make(map[string]any, len(attributes))
	for name, v := range attributes {
		values[name] = unwrapped(v)
	}
	return values
}

// unwrapped gives the value in an option, an amount or a reference, and the time in
// a text such as /Date(1772452791000)/ or /Date(1772452791000+0100)/, whose offset
// says only how to show it.
func unwrapped(v any) any {
	switch v := v.(type) {
	case map[string]any:
		return coalesce([]any{v["Value"], v["Id"]})
	case string:
		if at := dated().FindStringSubmatch(v); at != nil {
			return unixTime(at[1], time.Millisecond)
		}
	}
	return v
}
