package provider

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// object reads a body that is one JSON object.
func object(r Request, _ Credential) (events, error) {
	v, err := parse(r.Body)
	if err != nil {
		return events{}, err
	}
	if _, ok := v.(map[string]any); !ok {
		return events{}, misshapen("")
	}
	return events{all: []any{v}}, nil
}

// objects reads a body that is one JSON object or an array of them.
func objects(r Request, c Credential) (events, error) {
	v, err := parse(r.Body)
	if err != nil {
		return events{}, err
	}
	all, many := v.([]any)
	if !many {
		all = []any{v}
	}
	for _, event := range all {
		if _, ok := event.(map[string]any); !ok {
			return events{}, misshapen("")
		}
	}
	return events{all: all}, nil
}

// parse reads JSON that is what it seems.
func parse(body []byte) (any, error) {
	if err := strict(body); err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, misshapen("")
	}
	return plain(v), nil
}

// plain turns numbers into int where they are whole, so that ids stay exact, and
// into float64 elsewhere. Whole numbers beyond 64 bits become text: they are ids.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name := range v {
			v[name] = plain(v[name])
		}
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case json.Number:
		return number(v)
	}
	return v
}

func number(n json.Number) any {
	if whole, err := n.Int64(); err == nil {
		return int(whole)
	}
	if strings.ContainsAny(n.String(), ".eE") {
		if f, err := n.Float64(); err == nil {
			return f
		}
	}
	return n.String()
}

// strict refuses JSON that is not what it seems, with a pointer to the place.
func strict(raw []byte) error {
	err := heed.Strict(raw)
	if err == nil {
		return nil
	}
	var field heed.FieldError
	errors.As(err, &field)
	return &heed.Problem{Code: heed.Unreadable, Detail: field.Detail, Fields: []heed.FieldError{field}}
}

// misshapen says where a payload differs from what the tool sends, and not what is there.
func misshapen(pointer string) error {
	const detail = "the payload has not the form that the tool sends"
	return &heed.Problem{Code: heed.Unreadable, Detail: detail, Fields: []heed.FieldError{{Pointer: pointer, Code: "type", Detail: detail}}}
}
