package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
)

// parser reads the signals of a body. The error is a Problem that names every
// wrong member; then there are no signals.
type parser func(body []byte, rules heed.Rules) ([]heed.Signal, error)

// parserOf chooses by the content type, which JSON need not name. The batch type
// of CloudEvents comes before the structured one, whose prefix it shares.
func parserOf(h http.Header) (parser, error) {
	media, params, err := mediaType(h.Get("Content-Type"))
	if err != nil || params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8") {
		return nil, unsupported(h.Get("Content-Type"))
	}
	switch media {
	case "application/cloudevents-batch+json":
		return parseArray, nil
	case "application/cloudevents+json":
		return parseObject, nil
	case "application/x-ndjson", "application/ndjson", "application/jsonl":
		return parseLines, nil
	}
	if !heed.IsJSON(media) {
		return nil, unsupported(media)
	}
	if provider.IsBinary(h) {
		return binaryParser(h), nil
	}
	return parseAny, nil
}

func mediaType(text string) (string, map[string]string, error) {
	if text == "" || text == "application/json" {
		return "application/json", nil, nil
	}
	return mime.ParseMediaType(text)
}

func unsupported(media string) error {
	return heed.Refuse(heed.Unsupported, "the content type %q is not known here: use application/json, application/x-ndjson or a JSON mode of CloudEvents, in UTF-8", media)
}

// space is what JSON allows between its parts.
const space = " \t\r\n"

// parseAny reads one signal or an array of them.
func parseAny(body []byte, rules heed.Rules) ([]heed.Signal, error) {
	if first := bytes.TrimLeft(body, space); len(first) > 0 && first[0] == '[' {
		return parseArray(body, rules)
	}
	return parseObject(body, rules)
}

// parseObject reads one signal.
func parseObject(body []byte, rules heed.Rules) ([]heed.Signal, error) {
	if err := strict(body); err != nil {
		return nil, err
	}
	s, errs := heed.ParseSignal(bytes.Trim(body, space), rules)
	if len(errs) > 0 {
		return nil, invalid("the signal is wrong and was not kept: mend the named fields and send it again", errs)
	}
	return []heed.Signal{s}, nil
}

// parseArray reads a JSON array of signals.
func parseArray(body []byte, rules heed.Rules) ([]heed.Signal, error) {
	if err := strict(body); err != nil {
		return nil, indexed(err)
	}
	elements, ok := heed.Elements(body)
	if !ok {
		return nil, heed.RefuseField("", "type", "the body must be an array of signals")
	}
	return parseEach(elements, rules)
}

// parseLines reads a signal from every line that is not blank.
func parseLines(body []byte, rules heed.Rules) ([]heed.Signal, error) {
	var lines []json.RawMessage
	for line := range filled(body) {
		if len(lines) == maxSignals {
			return nil, tooMany
		}
		if err := strict(line); err != nil {
			return nil, inElement(len(lines), err)
		}
		lines = append(lines, line)
	}
	return parseEach(lines, rules)
}

// filled gives the lines that hold anything.
func filled(body []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for line := range bytes.Lines(body) {
			if line = bytes.Trim(line, space); len(line) > 0 && !yield(line) {
				return
			}
		}
	}
}

var tooMany = heed.Refuse(heed.TooLarge, "a request brings at most %d signals: send less at once", maxSignals)

// parseEach reads signals that stand among others: all of them, or none.
func parseEach(elements []json.RawMessage, rules heed.Rules) ([]heed.Signal, error) {
	switch n := len(elements); {
	case n == 0:
		return nil, heed.RefuseField("", "required", "there is no signal in the body: send at least one")
	case n > maxSignals:
		return nil, tooMany
	}
	signals, errs := make([]heed.Signal, 0, len(elements)), []heed.FieldError(nil)
	for i, raw := range elements {
		s, wrong := heed.ParseSignal(raw, rules)
		signals, errs = append(signals, s), append(errs, inside(i, wrong)...)
		if len(errs) >= heed.MaxFieldErrors {
			break
		}
	}
	if len(errs) > 0 {
		return nil, invalid("some signals are wrong and none was kept: mend the named fields and send all again", errs)
	}
	return signals, nil
}

func invalid(detail string, errs []heed.FieldError) error {
	return &heed.Problem{Code: heed.Invalid, Detail: detail, Fields: errs[:min(len(errs), heed.MaxFieldErrors)]}
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

// inside says which element the errors are in.
func inside(i int, errs []heed.FieldError) []heed.FieldError {
	for n := range errs {
		errs[n].Index = &i
	}
	return errs
}

// inElement says which element a problem is in.
func inElement(i int, err error) error {
	if p := heed.ProblemOf(err); p != nil {
		inside(i, p.Fields)
	}
	return err
}

// indexed turns the first step of a pointer into an array, such as /3/data, into the index.
func indexed(err error) error {
	p := heed.ProblemOf(err)
	if p == nil || len(p.Fields) == 0 {
		return err
	}
	first, rest, _ := strings.Cut(strings.TrimPrefix(p.Fields[0].Pointer, "/"), "/")
	i, bad := strconv.Atoi(first)
	if bad != nil {
		return err
	}
	p.Fields[0].Pointer = ""
	if rest != "" {
		p.Fields[0].Pointer = "/" + rest
	}
	return inElement(i, p)
}
