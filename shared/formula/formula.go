// Package formula reads the expressions of custom factors and checks them: the
// language of the mappings (github.com/expr-lang/expr), with the words of package
// risk in place of an event, and without loops.
//
// Nothing wakes it; it reads only its arguments, writes nothing, and every error
// names the place in the expression. What it makes is a tree that package risk
// works out by itself, so that whoever judges does not link the language: by
// looking methods up by name it would make a program larger by half.
package formula

import (
	"errors"
	"fmt"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

// Read checks an expression, which must give a number or a truth.
func Read(expression string) (*heed.Formula, error) {
	tree, err := parser.Parse(expression)
	if err != nil {
		return nil, explained(err)
	}
	r := reader{}
	f, kind := r.read(tree.Node)
	if r.wrong == nil && kind == risk.KindText {
		r.fail(tree.Node, "the expression gives a text, and a factor needs a number")
	}
	if r.wrong != nil {
		return nil, explained(r.wrong.Bind(tree.Source))
	}
	return &f, nil
}

// ReadAll checks the expressions of factors and gives the factors as they are
// judged by, complete; or every error, with its pointer into the settings. How long
// an expression may be, the settings check.
func ReadAll(factors []heed.CustomFactor) ([]heed.CustomFactor, []heed.FieldError) {
	all, errs := make([]heed.CustomFactor, len(factors)), []heed.FieldError(nil)
	for i, f := range factors {
		all[i] = f.Completed()
		if f.Expression == "" || len(f.Expression) > heed.MaxExpression {
			continue
		}
		read, err := Read(f.Expression)
		if err != nil {
			errs = append(errs, heed.FieldError{Pointer: fmt.Sprintf("/factors/%d/expression", i), Code: "format", Detail: err.Error()})
		}
		all[i].Formula = read
	}
	return all, errs
}

// explained says what is wrong with an expression, and where.
func explained(err error) error {
	var wrong *file.Error
	if !errors.As(err, &wrong) {
		return err
	}
	return fmt.Errorf("line %d, column %d: %s", wrong.Line, wrong.Column+1, wrong.Message)
}

// reader turns the tree of the language into that of a formula.
type reader struct{ wrong *file.Error }

// fail keeps the first error.
func (r *reader) fail(at ast.Node, format string, args ...any) (heed.Formula, risk.Kind) {
	if r.wrong == nil {
		r.wrong = &file.Error{Location: at.Location(), Message: fmt.Sprintf(format, args...)}
	}
	return heed.Formula{}, risk.KindNumber
}

func (r *reader) read(node ast.Node) (heed.Formula, risk.Kind) {
	switch n := node.(type) {
	case *ast.IntegerNode:
		return literal(float64(n.Value)), risk.KindNumber
	case *ast.FloatNode:
		return literal(n.Value), risk.KindNumber
	case *ast.BoolNode:
		return truth(n.Value), risk.KindTruth
	case *ast.StringNode:
		return heed.Formula{Op: heed.OpText, Text: n.Value}, risk.KindText
	case *ast.IdentifierNode:
		return r.ask(n, n.Value, nil)
	case *ast.CallNode:
		return r.call(n)
	case *ast.BuiltinNode:
		return r.builtin(n)
	case *ast.UnaryNode:
		return r.unary(n)
	case *ast.BinaryNode:
		return r.binary(n)
	case *ast.ConditionalNode:
		return r.conditional(n)
	}
	return r.fail(node, "a factor's expression has numbers, texts, words, operators and conditions, and nothing else")
}

func literal(n float64) heed.Formula { return heed.Formula{Op: heed.OpNumber, Number: n} }

func truth(holds bool) heed.Formula {
	if holds {
		return literal(1)
	}
	return literal(0)
}

// of reads a branch that must be of a kind.
func (r *reader) of(node ast.Node, kind risk.Kind) heed.Formula {
	f, is := r.read(node)
	if is != kind {
		r.fail(node, "here belongs a %s, and this is a %s", kind, is)
	}
	return f
}

func branch(op string, of ...heed.Formula) heed.Formula { return heed.Formula{Op: op, Of: of} }
