package provider

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/expr-lang/expr/vm"

	"github.com/heed-cs/heed/shared/heed"
)

// scope is what expressions see of one event.
type scope struct {
	// Event is what the tool tells, and Item the one of "each" that a rule speaks for.
	Event any `expr:"event"`
	Item  any `expr:"item"`
	// Index is the place of the item, from 0.
	Index int `expr:"index"`
	// Header holds the request's headers by their names in small letters, but for credentials.
	Header map[string]any `expr:"header"`
	// Tables are the mapping's own.
	Tables map[string]any `expr:"tables"`
	// Connection is the connection's name, Currency the deployment's.
	Connection string `expr:"connection"`
	Currency   string `expr:"currency"`
	// Digest is a hash of the body: an id for what has none.
	Digest string `expr:"digest"`

	// External names the account by the tool's own id, which accounts claim with
	// external_ids; null for no id.
	External func(id any) any `expr:"external"`
	// Col gives the first of the named columns of a file's row that is not empty.
	Col func(names ...any) any `expr:"col"`
	// Budget is what is left of the work that one request may make.
	Budget *budget `expr:"budget"`

	machine *vm.VM
	// failed is why an expression told nothing last.
	failed error
	// before is what was said when the event began.
	before int
}

// budget bounds the work that a mapping makes of one request: every member that is
// looked at and every round of a loop costs one, and long texts cost more.
type budget struct{ left int }

// maxWork is a tenth of a second or so; the largest honest batches need a tenth of it.
const maxWork = 500_000

var errBudget = errors.New("the mapping takes too much work")

func (b *budget) spend(v any) (any, error) {
	b.left--
	if text, ok := v.(string); ok {
		b.left -= len(text) / 64
	}
	if b.left < 0 {
		return nil, errBudget
	}
	return v, nil
}

func newScope(r Request, m *Mapping, currency string) *scope {
	s := &scope{Tables: m.tables, Connection: r.Connection, Currency: currency, Budget: &budget{maxWork}, machine: &vm.VM{}}
	if m.headers {
		s.Header = headers(r.Header)
	}
	if m.digest {
		s.Digest = digest(r.Body)
	}
	s.External = func(id any) any {
		if text := textOf(id); text != "" {
			return r.Connection + ":" + text
		}
		return nil
	}
	s.Col = s.column
	return s
}

// column finds a cell of an event that is the row of a file.
func (s *scope) column(names ...any) any {
	for _, name := range names {
		if v := memberOf(s.Event, name); v != nil && v != "" {
			return v
		}
	}
	return nil
}

func headers(h http.Header) map[string]any {
	seen := make(map[string]any, len(h))
	for name, values := range h {
		if len(values) > 0 && name != "Authorization" && name != "Cookie" {
			seen[strings.ToLower(name)] = values[0]
		}
	}
	return seen
}

// Unmapped is the reason why an event that no rule reads is ignored.
const Unmapped = "no rule of the mapping reads this event"

// read gives the signals of events.
func (m *Mapping) read(all []any, s *scope, source string, rules heed.Rules) (Reading, error) {
	var said Reading
	for _, event := range all {
		s.Event, s.Item, s.Index = event, nil, 0
		s.before = said.count()
		m.apply(s, source, rules, &said)
		switch {
		case s.Budget.left < 0:
			said.Ignored = append(said.Ignored, "the mapping takes too much work for this body: simplify its loops, or let the tool send less at once")
			return said, nil
		case said.count() == s.before:
			said.Ignored = append(said.Ignored, Unmapped)
		case len(said.Signals) > maxEvents:
			return Reading{}, heed.Refuse(heed.TooLarge, "a request gives at most %d signals: let the tool send less at once", maxEvents)
		}
	}
	return said, nil
}

// apply lets every rule speak of an event.
func (m *Mapping) apply(s *scope, source string, rules heed.Rules, said *Reading) {
	for _, r := range m.rules {
		s.Item, s.Index = nil, 0
		if r.each == nil {
			if r.holds(s) && r.speak(s, source, rules, said) {
				return
			}
			continue
		}
		for i, item := range listOf(r.each.run(s)) {
			if s.Item, s.Index = item, i; r.holds(s) && r.speak(s, source, rules, said) {
				return
			}
		}
	}
}

func listOf(v any) []any {
	switch v := v.(type) {
	case []any:
		return v[:min(len(v), maxEvents)]
	case map[string]any: // its members, in order
		var list []any
		for _, name := range slices.Sorted(maps.Keys(v)) {
			list = append(list, map[string]any{"key": name, "value": v[name]})
		}
		return list[:min(len(list), maxEvents)]
	}
	return nil
}

func (r rule) holds(s *scope) bool {
	if r.when == nil {
		return true
	}
	holds, _ := r.when.run(s).(bool)
	return holds
}

// speak adds the rule's signal, or the reason why there is none. True ends the
// event: a rule that ignores gives its reason unless another one spoke before.
func (r rule) speak(s *scope, source string, rules heed.Rules, said *Reading) bool {
	if r.ignore != "" {
		if said.count() == s.before {
			said.Ignored = append(said.Ignored, r.ignore)
		}
		return true
	}
	signal, reason := r.signal(s, source, rules)
	if reason != "" {
		said.Ignored = append(said.Ignored, "rule "+r.name+": "+reason)
		return false
	}
	signal.Via = s.Connection
	said.Signals = append(said.Signals, signal)
	return false
}
