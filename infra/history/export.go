package history

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
)

// Signal is a signal as files hold it.
type Signal struct {
	ID      string                     `json:"id,omitempty"`
	Source  string                     `json:"source"`
	Type    string                     `json:"type"`
	Time    time.Time                  `json:"time"`
	Subject string                     `json:"subject"`
	Data    map[string]json.RawMessage `json:"data"`
}

// Writer writes signals to a file that can be imported again.
type Writer struct {
	lines   *json.Encoder
	csv     *csv.Writer
	columns []string
	begun   bool
}

// NewWriter begins a file in the format "csv" or "ndjson".
func NewWriter(w io.Writer, format string) *Writer {
	if format == "csv" {
		return &Writer{csv: csv.NewWriter(w), columns: ownColumns()}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return &Writer{lines: enc}
}

// ownColumns are those of a file that can hold every signal.
func ownColumns() []string {
	columns := []string{"type", "id", "source", "time", "account", currencyColumn}
	var data []string
	for name := range members {
		data = append(data, inData(name))
	}
	slices.Sort(data)
	return append(columns, data...)
}

// Write writes a signal.
func (w *Writer) Write(s Signal) error {
	for name, raw := range s.Data {
		if string(raw) == "null" {
			delete(s.Data, name)
		}
	}
	if w.lines != nil {
		return w.lines.Encode(s)
	}
	if !w.begun {
		w.begun = true
		if err := w.csv.Write(w.columns); err != nil {
			return err
		}
	}
	cells, err := cellsOf(s)
	if err != nil {
		return err
	}
	record := make([]string, len(w.columns))
	for i, column := range w.columns {
		record[i] = cells[column]
	}
	return w.csv.Write(record)
}

// Flush writes what is still kept.
func (w *Writer) Flush() error {
	if w.csv == nil {
		return nil
	}
	w.csv.Flush()
	return w.csv.Error()
}

// cellsOf are a signal's cells by their columns.
func cellsOf(s Signal) (map[string]string, error) {
	cells := map[string]string{
		"type": s.Type, "id": s.ID, "source": s.Source, "time": s.Time.UTC().Format(time.RFC3339Nano), "account": s.Subject,
	}
	for name, raw := range s.Data {
		cell, err := cellOf(fieldOf(s.Type, name), raw, cells)
		if err != nil {
			return nil, fmt.Errorf("signal %s of %s: %s: %w", s.ID, s.Source, name, err)
		}
		cells[inData(name)] = cell
	}
	return cells, nil
}

// cellOf writes a member so that typed reads it back. The currency of money has a
// column of its own.
func cellOf(f heed.Field, raw json.RawMessage, cells map[string]string) (string, error) {
	switch f.Kind {
	case heed.TextField, heed.IDField, heed.DayField:
		var text string
		err := json.Unmarshal(raw, &text)
		return text, err
	case heed.MoneyField:
		var m heed.Money
		err := json.Unmarshal(raw, &m)
		cells[currencyColumn] = m.Currency
		return provider.Major(m.Amount, m.Currency), err
	case heed.TextsField:
		var texts []string
		err := json.Unmarshal(raw, &texts)
		if slices.ContainsFunc(texts, func(text string) bool { return strings.ContainsAny(text, ";|,") }) || len(texts) == 0 {
			return string(raw), err
		}
		return strings.Join(texts, ";"), err
	}
	return string(raw), nil
}
