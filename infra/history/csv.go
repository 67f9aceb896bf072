package history

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// row is one row of a file.
type row struct {
	line  int            // where it begins, from 1
	cells map[string]any // what is in it, by column; empty cells are not there
	raw   []string       // the cells as they stand; of JSON lines the line
	err   error          // why it could not be read
}

// rows is what a file is read through.
type rows interface {
	// columns are the names of a CSV file's columns; nil where every row names its own.
	columns() []string
	// next gives a row, or io.EOF. Any other error ends the file.
	next() (row, error)
}

// maxRow bounds a row, so that a quote that is never closed ends the file and not
// the memory.
const maxRow = 4 << 20

// csvRows reads a CSV file with a header.
type csvRows struct {
	r         *csv.Reader
	bound     *bound
	header    []string
	delimiter rune
}

func newCSV(text io.Reader) (*csvRows, error) {
	b := &bound{text, maxRow}
	in := bufio.NewReaderSize(b, 64<<10)
	first, _ := in.Peek(64 << 10)
	c := &csvRows{bound: b, delimiter: delimiterOf(first)}
	c.r = csv.NewReader(in)
	c.r.Comma, c.r.LazyQuotes, c.r.FieldsPerRecord = c.delimiter, true, -1
	header, err := c.r.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the file is empty")
	} else if err != nil {
		return nil, err
	}
	for i, name := range header {
		if header[i] = strings.TrimSpace(name); header[i] == "" {
			header[i] = fmt.Sprintf("column %d", i+1)
		}
	}
	c.header = header
	return c, nil
}

func (c *csvRows) columns() []string { return c.header }

func (c *csvRows) next() (row, error) {
	c.bound.left = maxRow
	raw, err := c.r.Read()
	var wrong *csv.ParseError
	switch {
	case errors.As(err, &wrong):
		return row{line: wrong.StartLine, raw: raw, err: wrong.Err}, nil
	case err != nil:
		return row{}, err
	}
	line, _ := c.r.FieldPos(0)
	r := row{line: line, raw: raw, cells: make(map[string]any, len(raw))}
	if len(raw) > len(c.header) {
		r.err = fmt.Errorf("the row has %d cells, and the header %d: is a quote missing?", len(raw), len(c.header))
		return r, nil
	}
	for i, cell := range raw {
		if cell = strings.TrimSpace(cell); cell != "" {
			r.cells[c.header[i]] = cell
		}
	}
	return r, nil
}

// delimiterOf finds what stands between the cells of the first line.
func delimiterOf(text []byte) rune {
	counts, quoted := map[byte]int{}, false
	for _, b := range text {
		switch {
		case b == '"':
			quoted = !quoted
		case b == '\n' && !quoted:
			return most(counts)
		case !quoted:
			counts[b]++
		}
	}
	return most(counts)
}

func most(counts map[byte]int) rune {
	best := byte(',')
	for _, b := range []byte(";\t|") {
		if counts[b] > counts[best] {
			best = b
		}
	}
	return rune(best)
}

// bound ends a row that is too large.
type bound struct {
	r    io.Reader
	left int
}

var errEndless = fmt.Errorf("a row has more than %d bytes: is a quote never closed?", maxRow)

func (b *bound) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= n; b.left < 0 && err == nil {
		err = errEndless
	}
	return n, err
}

// isBlank reports whether nothing is in a row.
func (r row) isBlank() bool {
	return r.err == nil && len(r.cells) == 0 && len(bytes.TrimSpace([]byte(strings.Join(r.raw, "")))) == 0
}
