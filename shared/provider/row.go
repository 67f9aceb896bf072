package provider

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
)

// Row is what one row of a file says by a mapping: the members "type", "id",
// "account", "time" of a signal beside those of its data, as a file of Heed's own
// columns has them. What a rule leaves out, is left out.
type Row map[string]any

// RowReader maps the rows of a file rather than webhooks. It keeps to what a
// webhook may cost, for each row anew, and is for one goroutine.
type RowReader struct {
	m *Mapping
	s *scope
}

// Rows makes a reader that names unknown accounts after the connection.
func (m *Mapping) Rows(connection, currency string) *RowReader {
	return &RowReader{m, newScope(Request{Connection: connection, Header: http.Header{}}, m, currency)}
}

// Map gives what a row says, or why it says nothing on purpose. The digest tells
// the row from others, for those without an id. The error is that of an expression.
func (r *RowReader) Map(row map[string]any, digest string) (said []Row, ignored string, err error) {
	s := r.s
	s.Event, s.Digest, s.Budget.left, s.failed = row, digest, maxWork, nil
	for _, rule := range r.m.rules {
		s.Item, s.Index = nil, 0
		items := []any{nil}
		if rule.each != nil {
			items = listOf(rule.each.run(s))
		}
		for i, item := range items {
			if s.Item, s.Index = item, i; !rule.holds(s) {
				continue
			}
			if rule.ignore != "" {
				return said, rule.ignore, nil
			}
			if row := rule.row(s); len(row) > 0 {
				said = append(said, row)
			}
		}
	}
	if len(said) == 0 && s.failed != nil {
		message, _, _ := strings.Cut(s.failed.Error(), "\n")
		return nil, "", fmt.Errorf("the map fails: %s", message)
	}
	return said, "the map says nothing of the row", nil
}

func (r rule) row(s *scope) Row {
	row := Row(r.said(s))
	for name, p := range map[string]*program{"type": r.kind, "id": r.id, "account": r.subject, "time": r.at} {
		if p != nil {
			row[name] = p.run(s)
		}
	}
	maps.DeleteFunc(row, func(_ string, v any) bool { return v == nil || v == "" })
	return row
}

// ParseExpression reads a mapping that is one expression, which gives a row, or
// null for a row that says nothing.
func ParseExpression(text string) (*Mapping, error) {
	c := compiler{options: options()}
	whole := c.expression(0, "map", "data", text)
	if len(c.errs) > 0 {
		return nil, c.errs[0]
	}
	return &Mapping{tables: map[string]any{}, rules: []rule{{name: "map", whole: whole}}}, nil
}

// Money makes money of an amount as people write it, such as 480.50, in the smallest
// unit of its currency; null when either is missing.
func Money(amount, currency any) any { return major(amount, currency) }
