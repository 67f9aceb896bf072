package history

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
)

// BadRows writes the rows of which nothing became, as they stood, with the reason
// beside them: a file to be mended and read again.
type BadRows struct {
	csv    *csv.Writer
	lines  *json.Encoder
	header []string
	begun  bool
	// Count is how many were written.
	Count int
}

// BadRows begins a file of bad rows in the form of the file that is read.
func (r *Reader) BadRows(w io.Writer) *BadRows {
	c, ok := r.rows.(*csvRows)
	if !ok {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return &BadRows{lines: enc}
	}
	b := &BadRows{csv: csv.NewWriter(w), header: c.header}
	b.csv.Comma = c.delimiter
	return b
}

// Write writes a row with the reason why it is bad.
func (b *BadRows) Write(e Entry, reason string) error {
	b.Count++
	if b.lines != nil {
		return b.lines.Encode(withReason(e.raw[0], reason))
	}
	if !b.begun {
		b.begun = true
		if err := b.csv.Write(append(withoutReason(b.header, b.header), errorColumn)); err != nil {
			return err
		}
	}
	cells := make([]string, max(len(b.header), len(e.raw)))
	copy(cells, e.raw)
	return b.csv.Write(append(withoutReason(b.header, cells), reason))
}

// withoutReason leaves out what an earlier import wrote.
func withoutReason(header, cells []string) []string {
	if i := slices.Index(header, errorColumn); i >= 0 {
		return slices.Delete(slices.Clone(cells), i, i+1)
	}
	return slices.Clone(cells)
}

// withReason adds the reason to a line; one that is no object stands beside it.
func withReason(line, reason string) any {
	var object map[string]json.RawMessage
	if json.Unmarshal([]byte(line), &object) != nil || object == nil {
		return map[string]string{"line": line, errorColumn: reason}
	}
	object[errorColumn] = quoted(reason)
	return object
}

// Flush writes what is still kept.
func (b *BadRows) Flush() error {
	if b.csv == nil {
		return nil
	}
	b.csv.Flush()
	return b.csv.Error()
}
