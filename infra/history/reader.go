package history

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
)

// Entry is what became of one row.
type Entry struct {
	Line    int
	Signals []heed.Signal
	// Reason says why nothing became of the row; it is empty when something did.
	Reason string
	// Ignored says that the row was left out on purpose: there is nothing to mend.
	Ignored bool

	raw []string
}

// Reader reads signals from a file. It is for one goroutine.
type Reader struct {
	// Format is what the file was recognised as: a tool's export, "heed", or "map".
	Format string

	file    io.Closer
	read    *counter
	rows    rows
	small   []string // the columns in small letters, for formats
	found   []string
	mapping *provider.RowReader
	digests bool // the mapping makes ids of digests
	make    maker
	seen    occurrences
}

// earliest is before anybody's history: what lies before it is a mistaken time.
var earliest = time.Unix(0, 0).UTC()

// Read begins to read a file. The error says what is wrong with the file or its map.
func (f *File) Read(o Options) (*Reader, error) {
	text, read, err := f.text()
	if err != nil {
		return nil, err
	}
	r := &Reader{file: text, read: read}
	if err := r.begin(f, text, o); err != nil {
		_ = text.Close()
		return nil, fmt.Errorf("%s: %w", f.Path, err)
	}
	return r, nil
}

func (r *Reader) begin(f *File, text io.Reader, o Options) (err error) {
	if slices.Contains([]string{".ndjson", ".jsonl", ".json"}, f.ending()) {
		r.rows = newLines(text)
	} else if r.rows, err = csvOf(text, &o); err != nil {
		return err
	}
	if o.Oldest.IsZero() {
		o.Oldest = earliest
	}
	format, err := r.understand(&o)
	if err != nil {
		return err
	}
	r.make = maker{
		Habits: o.Habits, kind: o.Type, connection: connectionOf(o, format),
		source: sourceOf(f, o, format), rules: heed.Rules{Now: o.Now, Oldest: o.Oldest},
	}
	if format != nil {
		r.mapping = format.mapping.Rows(r.make.connection, o.Currency)
	}
	return r.mapped(o)
}

func csvOf(text io.Reader, o *Options) (*csvRows, error) {
	rows, err := newCSV(text)
	if err == nil {
		o.Comma = o.Decimal == "comma" || o.Decimal == "" && rows.delimiter == ';'
	}
	return rows, err
}

// understand finds out what the columns mean; nil is Heed's own, or a map.
func (r *Reader) understand(o *Options) (format *Format, err error) {
	header := r.rows.columns()
	r.small = lowered(header)
	switch {
	case o.Map != "":
		r.Format = "map"
		return nil, nil
	case o.As != "" && o.As != "heed":
		all, err := formats()
		if err != nil {
			return nil, err
		}
		format = all[o.As]
	case o.As == "" && header != nil:
		if format, err = recognise(header); err != nil {
			return nil, err
		}
	}
	if format == nil {
		r.Format = "heed"
		return nil, own(header, o)
	}
	r.Format, r.found = format.Name, format.found(r.small)
	if o.Dates == "" {
		o.Dates = format.Dates
	}
	return format, nil
}

// own checks that the columns are Heed's own.
func own(header []string, o *Options) error {
	if header == nil {
		return nil
	}
	if unknown := strange(header); len(unknown) > 0 || !slices.Contains(header, "account") && !slices.Contains(header, "subject") {
		return fmt.Errorf("this is no export that Heed recognises (%s), and its columns are not Heed's own (%s): "+
			"say what they mean with --map, or name them as docs/import.md does", strings.Join(FormatNames()[1:], ", "), missing(unknown))
	}
	if o.Type != "" {
		return nil
	}
	kind, err := ownKind(header)
	o.Type = kind
	return err
}

func missing(unknown []string) string {
	if len(unknown) == 0 {
		return "there is no column account"
	}
	return "not known: " + strings.Join(unknown, ", ")
}

// Close ends the reading.
func (r *Reader) Close() error { return r.file.Close() }

// Position is how many of the file's bytes were read.
func (r *Reader) Position() int64 { return r.read.n }

// Columns are the names of the file's columns; nil where rows name their own.
func (r *Reader) Columns() []string { return r.rows.columns() }

// Next reads a row, or io.EOF. Any other error ends the file.
func (r *Reader) Next() (Entry, error) {
	for {
		row, err := r.rows.next()
		if err != nil {
			return Entry{}, err
		}
		if row.isBlank() {
			continue
		}
		e := Entry{Line: row.line, raw: row.raw}
		signals, err := r.signals(row)
		var left leftOut
		if errors.As(err, &left) {
			e.Reason, e.Ignored = string(left), true
		} else if err != nil {
			e.Reason = err.Error()
		} else {
			e.Signals = signals
		}
		return e, nil
	}
}

// leftOut says why a row was left out on purpose.
type leftOut string

func (l leftOut) Error() string { return string(l) }

func (r *Reader) signals(row row) ([]heed.Signal, error) {
	if row.err != nil {
		return nil, row.err
	}
	digest := ""
	if r.digests {
		digest = r.seen.digest(row)
	}
	said, err := r.said(row, digest)
	if err != nil {
		return nil, err
	}
	signals := make([]heed.Signal, 0, len(said))
	for i, one := range said {
		if one["id"] == nil && digest == "" {
			digest = r.seen.digest(row)
		}
		s, err := r.make.signal(one, digest, i)
		if err != nil {
			return nil, err
		}
		signals = append(signals, s)
	}
	return signals, nil
}

// said is what the row says in Heed's columns.
func (r *Reader) said(row row, digest string) ([]provider.Row, error) {
	if r.mapping == nil {
		for _, name := range cloudEvents {
			delete(row.cells, name)
		}
		return []provider.Row{row.cells}, nil
	}
	cells := row.cells
	if r.found != nil {
		cells = r.renamed(row)
	}
	said, ignored, err := r.mapping.Map(cells, digest)
	if len(said) == 0 && err == nil {
		err = leftOut(ignored)
	}
	return said, err
}

// renamed are the cells as a format calls their columns.
func (r *Reader) renamed(row row) map[string]any {
	cells := make(map[string]any, len(row.cells)+len(r.found))
	for i, name := range r.rows.columns() {
		v, there := row.cells[name]
		if !there {
			continue
		}
		cells[r.small[i]] = v
		if r.found[i] != "" {
			cells[r.found[i]] = v
		}
	}
	return cells
}
