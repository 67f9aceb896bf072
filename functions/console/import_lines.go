package console

import (
	"bytes"
	"errors"
	"mime"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/problem"
)

// maxLines is how many lines of an import one request may bring.
const maxLines = 1000

// lines reads a body of JSON lines.
func (r *request) lines() ([]byte, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !contains([]string{"application/x-ndjson", "application/ndjson", "application/jsonl"}, media) {
		return nil, heed.Refuse(heed.Unsupported, "an import is application/x-ndjson, a signal on each line, not %q; `heed import` reads CSV", media)
	}
	return problem.Body(r.Body, maxBody)
}

// history is what the lines of a request say.
type history struct {
	lines   int
	signals []heed.Signal
	errs    []heed.FieldError
}

// parseHistory reads every line by itself. Only where no line is right, all are
// refused: then this is no history.
func parseHistory(body []byte, rules heed.Rules) (said history, err error) {
	for line := range bytes.Lines(body) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if said.lines == maxLines {
			return said, heed.Refuse(heed.TooLarge, "a request brings at most %d lines: send less at once", maxLines)
		}
		s, errs := parseLine(line, rules)
		if len(errs) == 0 {
			s.Imported = true
			said.signals = append(said.signals, s)
		}
		said.refuse(errs)
		said.lines++
	}
	if said.lines > 0 && len(said.signals) == 0 {
		return said, mistakes("every line", said.errs)
	}
	return said, nil
}

func parseLine(line []byte, rules heed.Rules) (heed.Signal, []heed.FieldError) {
	var wrong heed.FieldError
	if errors.As(heed.Strict(line), &wrong) {
		return heed.Signal{}, []heed.FieldError{wrong}
	}
	return heed.ParseSignal(line, rules)
}

// refuse names what is wrong with the line that was read last.
func (h *history) refuse(errs []heed.FieldError) {
	at := h.lines
	for _, e := range errs {
		if len(h.errs) < heed.MaxFieldErrors {
			e.Index = &at
			h.errs = append(h.errs, e)
		}
	}
}

func (h history) view(i *importView) takenView {
	return takenView{
		Accepted: len(h.signals), Refused: h.lines - len(h.signals), Errors: orEmpty(h.errs),
		DryRun: i == nil, Import: i,
	}
}
