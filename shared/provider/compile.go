package provider

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

	"github.com/heed-cs/heed/shared/heed"
)

// rule is a compiled rule.
type rule struct {
	name              string
	ignore            string
	when, each        *program
	kind, id, subject *program
	at                *program
	whole             *program
	data              []member
}

type member struct {
	name  string
	value *program
}

// program is a compiled expression. A nil one gives null.
type program struct {
	source string
	// constant is what a plain text gives, which needs no code.
	constant string
	code     *vm.Program
}

// maxNodes bounds how large an expression may be.
const maxNodes = 500

// words are the functions of the language that expressions may use. What reads
// the clock is not among them, so that a payload always means the same; nor is
// what lets a text grow with every step.
var words = []string{
	"all", "none", "any", "one", "filter", "map", "find", "findIndex", "findLast", "count", "sum", "len", "first", "last", "keys", "values",
	"trim", "trimPrefix", "trimSuffix", "upper", "split", "indexOf", "hasPrefix", "hasSuffix",
	"abs", "ceil", "floor", "round", "int", "float", "string", "max", "min",
}

var options = func() []expr.Option {
	all := []expr.Option{expr.Env(scope{}), expr.MaxNodes(maxNodes), expr.Patch(forgiving{}), expr.DisableAllBuiltins(), expr.DisableIfOperator()}
	for _, word := range words {
		all = append(all, expr.EnableBuiltin(word))
	}
	return append(all, functions()...)
}

// forgiving lets members that are missing be null instead of an error, makes loops
// and texts cost their budget, and hides the words that are not allowed.
type forgiving struct{}

// Visit rewrites a.b and a[b] to a function that knows null.
func (forgiving) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.MemberNode:
		ast.Patch(node, call("member", n.Node, n.Property))
	case *ast.PointerNode:
		ast.Patch(node, call("spend", n))
	case *ast.PredicateNode:
		n.Node = call("spend", n.Node)
	case *ast.BuiltinNode:
		if !slices.Contains(words, n.Name) {
			ast.Patch(node, &ast.IdentifierNode{Value: n.Name}) // not known
		}
	case *ast.BinaryNode:
		if n.Operator == "matches" || n.Operator == ".." {
			ast.Patch(node, &ast.IdentifierNode{Value: n.Operator})
		}
	case *ast.CallNode:
		if _, plain := n.Callee.(*ast.IdentifierNode); !plain {
			ast.Patch(node, &ast.IdentifierNode{Value: "method"})
		}
	case *ast.VariableDeclaratorNode:
		ast.Patch(node, &ast.IdentifierNode{Value: "let"})
	}
}

func call(name string, arguments ...ast.Node) ast.Node {
	return &ast.CallNode{Callee: &ast.IdentifierNode{Value: name}, Arguments: append([]ast.Node{&ast.IdentifierNode{Value: "budget"}}, arguments...)}
}

// compiler collects the errors of a mapping.
type compiler struct {
	options []expr.Option
	errs    []heed.FieldError
	headers bool // some expression names them
	digest  bool
}

// compile makes a mapping of its source. The positions tell which rule of what a
// person wrote each rule is, for the pointers of the errors; nil is as it stands.
func compile(src source, at []int) (*Mapping, []heed.FieldError) {
	c := compiler{options: options()}
	m := &Mapping{source: src, tables: tablesOf(src.Tables)}
	seen := map[string]bool{}
	for i, r := range src.Rules {
		place := i
		if at != nil {
			place = at[i]
		}
		if seen[r.Name] {
			c.fail(place, r.Name, "name", "format", "there are two rules of this name")
		}
		seen[r.Name] = true
		m.rules = append(m.rules, c.rule(place, r))
	}
	m.headers, m.digest = c.headers, c.digest
	return m, c.errs
}

// tablesOf turns tables into what expressions see.
func tablesOf(src map[string]map[string]any) map[string]any {
	tables := make(map[string]any, len(src))
	for name, rows := range src {
		tables[name] = plain(maps.Clone(rows))
	}
	return tables
}

func (c *compiler) fail(place int, name, member, code, format string, args ...any) {
	pointer := fmt.Sprintf("/rules/%d/%s", max(place, 0), member)
	c.errs = append(c.errs, heed.FieldError{Pointer: pointer, Code: code, Detail: fmt.Sprintf("rule %q: %s: ", name, member) + fmt.Sprintf(format, args...)})
}

func (c *compiler) rule(place int, src sourceRule) rule {
	r := rule{name: src.Name, ignore: src.Ignore}
	if src.Name == "" || len(src.Name) > maxRuleName {
		c.fail(place, src.Name, "name", "format", "a rule has a name of 1 to %d characters, by which others override it", maxRuleName)
	}
	of := func(member, text string) *program { return c.expression(place, src.Name, member, text) }
	r.when, r.each = of("when", src.When), of("each", src.Each)
	if src.Ignore != "" {
		return r
	}
	r.kind, r.id, r.subject, r.at = of("type", src.Type), of("id", src.ID), of("subject", src.Subject), of("time", src.Time)
	for _, required := range []struct{ member, text string }{{"type", src.Type}, {"id", src.ID}, {"subject", src.Subject}} {
		if required.text == "" {
			c.fail(place, src.Name, required.member, "required", "a rule that gives signals says their %s", required.member)
		}
	}
	r.whole = of("data", src.Data.whole)
	for _, name := range slices.Sorted(maps.Keys(src.Data.each)) {
		if text := src.Data.each[name]; text != nil {
			c.known(place, src, name)
			r.data = append(r.data, member{name, of("data/"+name, *text)})
		}
	}
	return r
}

// known refuses members that signals of the rule's type do not have, where the type is plain.
func (c *compiler) known(place int, src sourceRule, name string) {
	fields, plain := heed.DataFields(src.Type)
	if plain && !slices.ContainsFunc(fields, func(f heed.Field) bool { return f.Name == name }) {
		c.fail(place, src.Name, "data/"+name, "unknown", "a signal of type %s has no such member", src.Type)
	}
}

func (c *compiler) expression(place int, name, member, text string) *program {
	if text == "" {
		return nil
	}
	if _, plain := heed.DataFields(text); plain && member == "type" {
		return &program{source: text, constant: text}
	}
	if len(text) > maxExpression {
		c.fail(place, name, member, "range", "an expression has at most %d bytes", maxExpression)
		return nil
	}
	c.headers = c.headers || strings.Contains(text, "header")
	c.digest = c.digest || strings.Contains(text, "digest")
	code, err := expr.Compile(text, c.options...)
	if err != nil {
		c.fail(place, name, member, "format", "%s", explained(err))
		return nil
	}
	return &program{source: text, code: code}
}

// explained says what is wrong with an expression, and where.
func explained(err error) string {
	var wrong *file.Error
	if !errors.As(err, &wrong) {
		return err.Error()
	}
	message, _, _ := strings.Cut(wrong.Message, "\n")
	return fmt.Sprintf("line %d, column %d: %s", wrong.Line, wrong.Column+1, message)
}

// run gives what an expression says of an event. What cannot be told, such as
// whether nothing is greater than three, is null.
func (p *program) run(s *scope) any {
	switch {
	case p == nil:
		return nil
	case p.code == nil:
		return p.constant
	}
	v, err := s.machine.Run(p.code, s)
	if err != nil {
		s.failed = err
		return nil
	}
	return v
}
