package history

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/heed-cs/heed/shared/heed"
)

// lineRows reads JSON lines: an object each, with a signal's members or flat, as a
// CSV file of Heed's columns would name them.
type lineRows struct {
	s    *bufio.Scanner
	line int
}

func newLines(text io.Reader) *lineRows {
	s := bufio.NewScanner(text)
	s.Buffer(make([]byte, 64<<10), maxRow)
	return &lineRows{s: s}
}

func (l *lineRows) columns() []string { return nil }

func (l *lineRows) next() (row, error) {
	if !l.s.Scan() {
		if err := l.s.Err(); errors.Is(err, bufio.ErrTooLong) {
			return row{}, errEndless
		} else if err != nil {
			return row{}, err
		}
		return row{}, io.EOF
	}
	l.line++
	text := bytes.TrimSpace(l.s.Bytes())
	r := row{line: l.line, raw: []string{string(text)}}
	if len(text) == 0 {
		return r, nil
	}
	var wrong heed.FieldError
	if errors.As(heed.Strict(text), &wrong) {
		r.err = errors.New(reason(wrong))
		return r, nil
	}
	r.cells, r.err = flat(text)
	return r, nil
}

var errObject = errors.New("a line holds one JSON object")

// flat reads an object and lifts the members of its "data".
func flat(text []byte) (map[string]any, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	cells := map[string]any{}
	if dec.Decode(&cells) != nil {
		return nil, errObject
	}
	data, nested := cells["data"].(map[string]any)
	if nested {
		delete(cells, "data")
		for name, v := range data {
			cells[inData(name)] = v
		}
	}
	for name, v := range cells {
		if v == nil {
			delete(cells, name)
		}
	}
	return cells, nil
}
