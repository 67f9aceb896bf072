package formula

import (
	"github.com/expr-lang/expr/ast"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

// operator is one of two sides: what it takes, and what it gives. The tree knows
// each by one name.
type operator struct {
	op           string
	takes, gives risk.Kind
}

var operators = map[string]operator{
	"+": {"+", risk.KindNumber, risk.KindNumber}, "-": {"-", risk.KindNumber, risk.KindNumber},
	"*": {"*", risk.KindNumber, risk.KindNumber}, "/": {"/", risk.KindNumber, risk.KindNumber},
	"**": {"**", risk.KindNumber, risk.KindNumber}, "^": {"**", risk.KindNumber, risk.KindNumber},
	"<": {"<", risk.KindNumber, risk.KindTruth}, "<=": {"<=", risk.KindNumber, risk.KindTruth},
	">": {">", risk.KindNumber, risk.KindTruth}, ">=": {">=", risk.KindNumber, risk.KindTruth},
	"and": {"and", risk.KindTruth, risk.KindTruth}, "&&": {"and", risk.KindTruth, risk.KindTruth},
	"or": {"or", risk.KindTruth, risk.KindTruth}, "||": {"or", risk.KindTruth, risk.KindTruth},
}

// functions are those of the language that are kept; they take numbers.
var functions = map[string]int{"min": 2, "max": 2, "abs": 1, "round": 1, "floor": 1, "ceil": 1}

func (r *reader) binary(n *ast.BinaryNode) (heed.Formula, risk.Kind) {
	switch n.Operator {
	case "==", "!=", "??":
		return r.alike(n)
	case "in":
		return r.among(n)
	}
	o, known := operators[n.Operator]
	if !known {
		return r.fail(n, "there is no operator %s here", n.Operator)
	}
	return branch(o.op, r.of(n.Left, o.takes), r.of(n.Right, o.takes)), o.gives
}

// alike reads the operators whose sides are of one kind, whichever.
func (r *reader) alike(n *ast.BinaryNode) (heed.Formula, risk.Kind) {
	left, kind := r.read(n.Left)
	both := branch(n.Operator, left, r.of(n.Right, kind))
	if n.Operator == "??" {
		return both, kind
	}
	return both, risk.KindTruth
}

// among reads x in [a, b].
func (r *reader) among(n *ast.BinaryNode) (heed.Formula, risk.Kind) {
	list, ok := n.Right.(*ast.ArrayNode)
	if !ok || len(list.Nodes) == 0 {
		return r.fail(n.Right, "after in belongs a list, such as [\"gold\", \"silver\"]")
	}
	value, kind := r.read(n.Left)
	f := branch("in", value)
	for _, node := range list.Nodes {
		f.Of = append(f.Of, r.of(node, kind))
	}
	return f, risk.KindTruth
}

func (r *reader) unary(n *ast.UnaryNode) (heed.Formula, risk.Kind) {
	switch n.Operator {
	case "not", "!":
		return branch("not", r.of(n.Node, risk.KindTruth)), risk.KindTruth
	case "-":
		return branch("neg", r.of(n.Node, risk.KindNumber)), risk.KindNumber
	case "+":
		return r.of(n.Node, risk.KindNumber), risk.KindNumber
	}
	return r.fail(n, "there is no operator %s here", n.Operator)
}

func (r *reader) conditional(n *ast.ConditionalNode) (heed.Formula, risk.Kind) {
	condition := r.of(n.Cond, risk.KindTruth)
	then, kind := r.read(n.Exp1)
	return branch("?", condition, then, r.of(n.Exp2, kind)), kind
}

func (r *reader) builtin(n *ast.BuiltinNode) (heed.Formula, risk.Kind) {
	takes, known := functions[n.Name]
	if !known {
		return r.fail(n, "there is no function %s here", n.Name)
	}
	if len(n.Arguments) != takes {
		return r.fail(n, "%s takes %d, not %d", n.Name, takes, len(n.Arguments))
	}
	f := branch(n.Name)
	for _, node := range n.Arguments {
		f.Of = append(f.Of, r.of(node, risk.KindNumber))
	}
	return f, risk.KindNumber
}
