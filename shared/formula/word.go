package formula

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

func (r *reader) call(n *ast.CallNode) (heed.Formula, risk.Kind) {
	name, plain := n.Callee.(*ast.IdentifierNode)
	if !plain {
		return r.fail(n, "only the words of an expression can be called")
	}
	return r.ask(n, name.Value, n.Arguments)
}

// ask reads what is asked of the account.
func (r *reader) ask(at ast.Node, name string, taken []ast.Node) (heed.Formula, risk.Kind) {
	all := risk.Words()
	i := slices.IndexFunc(all, func(w risk.Word) bool { return w.Name == name })
	if i < 0 {
		return r.fail(at, "there is no word %s; there are %s", name, strings.Join(names(all), ", "))
	}
	w := all[i]
	if len(taken) > len(w.Takes) || len(taken) < len(w.Takes)-w.Optional {
		return r.fail(at, "write %s", Usage(w))
	}
	f := heed.Formula{Op: heed.OpWord, Text: name}
	far := 0
	for k, node := range taken {
		f.Of = append(f.Of, r.take(node, w.Takes[k], &far))
	}
	return f, w.Gives
}

func names(all []risk.Word) []string {
	list := make([]string, len(all))
	for i, w := range all {
		list[i] = w.Name
	}
	return list
}

// Usage is how a word is written.
func Usage(w risk.Word) string {
	if len(w.Takes) == 0 {
		return w.Name
	}
	list := make([]string, len(w.Takes))
	for i, t := range w.Takes {
		if list[i] = t.Name; i >= len(w.Takes)-w.Optional {
			list[i] += "?"
		}
	}
	return fmt.Sprintf("%s(%s)", w.Name, strings.Join(list, ", "))
}

// take reads what a word takes. Far is how far back it has looked so far.
func (r *reader) take(node ast.Node, t risk.Taken, far *int) heed.Formula {
	switch {
	case t.Most > 0:
		r.takeDays(node, t, far)
	case len(t.OneOf) > 0:
		if s, plain := node.(*ast.StringNode); !plain || !slices.Contains(t.OneOf, s.Value) {
			r.fail(node, "%s is one of %q", t.Name, t.OneOf)
		}
	}
	return r.of(node, t.Kind)
}

func (r *reader) takeDays(node ast.Node, t risk.Taken, far *int) {
	n, plain := node.(*ast.IntegerNode)
	if !plain || n.Value < 0 || n.Value > t.Most || n.Value == 0 && *far == 0 {
		r.fail(node, "%s is a plain whole number up to %d", t.Name, t.Most)
		return
	}
	if *far += n.Value; *far > t.Most {
		r.fail(node, "no more than %d days are known", t.Most)
	}
}
