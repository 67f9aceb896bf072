package history

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/provider"
)

// Options say what a file means where it does not say so itself.
type Options struct {
	Habits
	// Decimal is "comma" or "point"; empty takes the comma in files whose cells are
	// separated by semicolons, as spreadsheets with a decimal comma write them.
	Decimal string
	// Map is an expression that gives a row of Heed's columns, or a file with a mapping.
	Map string
	// As names the format of the file, where its header is not to tell.
	As string
	// Type is the signal type of rows that name none.
	Type string
	// Connection names the connection whose accounts the rows speak of.
	Connection string
	// Source is the source of rows that name none; empty is one made of the connection
	// or the file's name.
	Source string
	// Oldest is before which rows are refused.
	Oldest time.Time
	// Now is when the file is read.
	Now time.Time
}

// columnNames are those that a map asks for.
var columnNames = regexp.MustCompile(`(?:\bcol\(|\bevent\[)\s*["']([^"']+)["']`)

// mapped compiles the map of the options.
func (r *Reader) mapped(o Options) error {
	if o.Map == "" {
		r.digests = r.mapping != nil
		return nil
	}
	text, mapping, err := o.mapping()
	if err != nil {
		return fmt.Errorf("--map: %w", err)
	}
	header := r.rows.columns()
	for _, name := range columnNames.FindAllStringSubmatch(text, -1) {
		if header != nil && !slices.Contains(header, name[1]) {
			return fmt.Errorf("--map names the column %q; there are: %s", name[1], strings.Join(header, ", "))
		}
	}
	r.mapping, r.digests = mapping.Rows(r.make.connection, o.Currency), strings.Contains(text, "digest")
	return nil
}

// mapping reads the map: a file by its ending, else an expression.
func (o Options) mapping() (text string, m *provider.Mapping, err error) {
	if !slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(o.Map)) {
		m, err = provider.ParseExpression(o.Map)
		return o.Map, m, err
	}
	raw, err := os.ReadFile(o.Map)
	if err != nil {
		return "", nil, err
	}
	m, err = provider.ParseMapping(raw)
	return string(raw), m, err
}

func connectionOf(o Options, f *Format) string {
	switch {
	case o.Connection != "":
		return o.Connection
	case f != nil:
		return f.Tool
	}
	return "import"
}

// sourceOf names who the signals are from. Those of a connection's tool are from the
// connection, so that what came by webhook counts once.
func sourceOf(f *File, o Options, format *Format) string {
	switch {
	case o.Source != "":
		return o.Source
	case format != nil && o.Connection != "":
		return format.Tool + ":" + o.Connection
	case format != nil:
		return "import:" + format.Tool
	case o.Connection != "":
		return "import:" + o.Connection
	}
	return "import:" + f.Name()
}
